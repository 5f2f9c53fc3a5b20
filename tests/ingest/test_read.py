"""Reading: once per version and context, from raw alone, one bad document stopping nothing."""

from pathlib import Path
from typing import Any

import pytest

from ingest import read
from ingest.folders import Folders
from ingest.raw import RawZone
from ingest.read import read_documents
from tests.conftest import plan_source, write_catalogue
from tests.ingest.test_fetch import fetch_all

TEXT = "Đến năm 2025, tối thiểu 90% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"


def night(folders: Folders, catalog: Path, run_id: str) -> dict[str, int]:
    fetch_all(folders, catalog, run_id)
    return read_documents(folders, run_id)


def rows(folders: Folders, sql: str) -> list[dict[str, Any]]:
    return RawZone(folders.raw).query(sql)


def test_a_measure_lands_with_its_text_and_place(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(TEXT, "utf-8")
    counts = night(folders, write_catalogue(tmp_path, plan_source("plan", path="plan.txt")), "1")
    assert counts == {"documents": 1, "measures": 1, "values": 0, "unreadable": 0}
    (measure,) = rows(folders, "select * from measures")
    (text,) = rows(folders, "select * from texts")
    assert text["text"] == TEXT
    assert TEXT[measure["value_start"] : measure["value_end"]] == measure["value_text"] == "90%"
    assert (measure["value_low"], measure["comparator"], measure["year"]) == (90.0, ">=", 2025)
    assert measure["sha256"] == text["sha256"] == rows(folders, "select * from documents")[0]["sha256"]


def test_what_was_read_is_not_read_again_but_by_a_new_version(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plan.txt").write_text(TEXT, "utf-8")
    catalog = write_catalogue(tmp_path, plan_source("plan", path="plan.txt"))
    night(folders, catalog, "1")
    assert night(folders, catalog, "2")["documents"] == 0
    (tmp_path / "plan.txt").unlink()  # from raw alone
    monkeypatch.setattr(read, "reader_version", lambda: "2-another")
    assert night(folders, catalog, "3")["documents"] == 1
    keys = rows(
        folders,
        "select distinct measure_key, count(distinct reader_version) as versions from measures group by 1",
    )
    assert [row["versions"] for row in keys] == [2], "rule and version are attributes, not identity"


def test_what_the_catalogue_tells_is_part_of_the_reading(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(TEXT, "utf-8")
    source = plan_source("plan", path="plan.txt")
    night(folders, write_catalogue(tmp_path, source), "1")
    assert night(folders, write_catalogue(tmp_path, {**source, "title": "Other"}), "2")["documents"] == 0
    assert (
        night(folders, write_catalogue(tmp_path, {**source, "document_date": "2021-05-01"}), "3")["documents"]
        == 1
    )


def test_a_mistake_of_the_reader_stops_one_document_only(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(text: str, *args: Any) -> Any:
        if "hỏng" in text:
            raise KeyError("nhất")
        return original(text, *args)

    original = read.read_text
    monkeypatch.setattr(read, "read_text", breaks)
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    (tmp_path / "bad.txt").write_text("hỏng 10%", "utf-8")
    sources = [plan_source(name, path=f"{name}.txt") for name in ("bad", "good")]
    counts = night(folders, write_catalogue(tmp_path, *sources), "1")
    assert (counts["documents"], counts["measures"], counts["unreadable"]) == (2, 1, 1)
    (bad,) = rows(folders, "select * from readings where status = 'unreadable'")
    assert "source bad: bad.txt stopped the reader (KeyError: 'nhất')" in bad["message"]


def test_an_export_with_a_bad_row_keeps_it_apart(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("Tỉnh,Năm,Điểm\nBắc Ninh,2021,86.5\nBắc Ning,2021,80\n", "utf-8")
    values = [{"column": "Điểm", "indicator": "par_index_score", "unit": "percent"}]
    mapping = {"locality": "Tỉnh", "year": "Năm", "values": values}
    source = {**plan_source("index", path="index.csv", mapping=mapping), "kind": "indicator_export"}
    assert night(folders, write_catalogue(tmp_path, source), "1")["values"] == 2
    found = rows(folders, 'select locality_code, problem from "values" order by row_number')
    assert found[0] == {"locality_code": "27", "problem": ""}
    assert "no province is called 'Bắc Ning'; nearest: Bắc Ninh" in found[1]["problem"]
    (reading,) = rows(folders, "select * from readings")
    assert (reading["row_count"], reading["problem_count"]) == (2, 1)
    assert "index.csv has 1 figures kept apart (line 3:" in reading["message"]

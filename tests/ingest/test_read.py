"""Reading: once per version and context, from raw alone, one bad document stopping nothing."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from ingest import read
from ingest.folders import Folders
from ingest.raw import RawZone
from ingest.read import read_documents, read_one
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


def test_a_page_in_another_language_is_kept_and_reported_as_not_read(
    folders: Folders, tmp_path: Path
) -> None:
    english = "By 2025, at least 90 percent of the files of the province must be settled on time. "
    (tmp_path / "page.txt").write_text(english * 3, "utf-8")
    catalog = write_catalogue(tmp_path, plan_source("page", path="page.txt"))
    assert night(folders, catalog, "1") == {"documents": 1, "measures": 0, "values": 0, "unreadable": 0}
    (reading,) = rows(folders, "select * from readings")
    assert reading["status"] == "foreign"
    assert "source page: page.txt is not in Vietnamese (of its 45 words only 18 can" in reading["message"]
    assert len(rows(folders, "select 1 from documents")) == 1
    assert rows(folders, "select 1 from texts") == []


def read_or_fail(raw: RawZone, document: Any, *told: Any) -> read.Rows:
    """Read one document in a worker, unless its text says to end the worker or to sleep."""
    if "giết".encode() in document["body"]:
        os.kill(os.getpid(), signal.SIGKILL)
    if "ngủ".encode() in document["body"]:
        time.sleep(60)
    return read_one(raw, document, *told)


def catalogue_of_many(folder: Path, **texts: str) -> Path:
    sources = []
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
        sources.append(plan_source(name, path=f"{name}.txt"))
    return write_catalogue(folder, *sources)


def files_of(folders: Folders) -> set[Path]:
    datasets = (folders.raw / dataset for dataset in read.OUTPUTS)
    return {file.relative_to(folders.raw) for folder in datasets for file in folder.rglob("*.parquet")}


def test_many_documents_are_read_by_workers_with_the_same_rows_in_the_same_order(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {f"plan_{number}": TEXT.replace("90%", f"{number}%") * (number % 3 + 1) for number in range(70)}
    catalog = catalogue_of_many(tmp_path, **texts)
    assert len(texts) > read.FEW_DOCUMENTS
    counts = night(folders, catalog, "1")
    here = Folders(tmp_path / "here")
    monkeypatch.setattr(read, "FEW_DOCUMENTS", 1000)
    assert night(here, catalog, "1") == counts
    for dataset in ("texts", "measures", "readings"):
        assert rows(folders, f"select * from {dataset}") == rows(here, f"select * from {dataset}")
    assert files_of(folders) == files_of(here), "files are named by their rows, in order"


def test_a_document_that_kills_or_holds_its_worker_is_unreadable_and_the_night_goes_on(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "FEW_DOCUMENTS", 0)
    monkeypatch.setattr(read, "MOST_SECONDS", 10)
    monkeypatch.setattr(read, "read_one", read_or_fail)
    catalog = catalogue_of_many(tmp_path, good=TEXT, killer="giết 10%", sleeper="ngủ 10%", late=TEXT)
    counts = night(folders, catalog, "1")
    assert (counts["documents"], counts["measures"], counts["unreadable"]) == (4, 2, 2)
    found = rows(folders, "select message from readings where status = 'unreadable' order by source_id")
    assert [row["message"] for row in found] == [
        "source killer: killer.txt ended the process that read it (SIGKILL, 2 times); report it, "
        "the document is kept.",
        "source sleeper: sleeper.txt was not read within 10 seconds and was given up; it is kept.",
    ]


def test_an_export_with_a_bad_row_keeps_it_apart(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("Tỉnh,Năm,Điểm\nBắc Ninh,2021,86.5\nBắc Ning,2021,80\n", "utf-8")
    values = [{"column": "Điểm", "indicator": "par_index_score", "unit": "percent"}]
    mapping = {"locality": "Tỉnh", "year": "Năm", "values": values}
    source = {**plan_source("index", path="index.csv", mapping=mapping), "kind": "indicator_export"}
    assert night(folders, write_catalogue(tmp_path, source), "1")["values"] == 2
    found = rows(folders, 'select locality_code, problem from "values" order by row_number')
    assert found[0] == {"locality_code": "27", "problem": ""}
    assert "no province was called 'Bắc Ning' on 2021-12-31; nearest: Bắc Ninh" in found[1]["problem"]
    (reading,) = rows(folders, "select * from readings")
    assert (reading["row_count"], reading["problem_count"]) == (2, 1)
    assert "index.csv has 1 figures kept apart (row 3:" in reading["message"]

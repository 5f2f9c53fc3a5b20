"""The workbook: one sheet per mart for those who live in Excel, and two in front that say what is where.

Every cell is written as a value: text that looks like a formula or an address stays text.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from warehouse.package.schema import Mart
from warehouse.package.tables import shared_rows

MOST_ROWS = 1_000_000
MOST_LETTERS = 32_767  # of a cell, Excel's own limit
_CUT = " … [cut: the whole text stands in the CSV / đã cắt: xem toàn văn trong tệp CSV]"
_FETCHED_AT_ONCE = 5_000
_SHEET_NAME = 31  # letters, Excel's own limit
_WIDTHS = {"varchar": 24, "date": 12, "timestamp": 20, "boolean": 9}


def write_workbook(
    connection: duckdb.DuckDBPyConnection,
    marts: Sequence[Mart],
    rows: Mapping[str, int],
    file: Path,
    made_on: date,
    most_rows: int = MOST_ROWS,
) -> None:
    """Write the workbook. A mart with more than ``most_rows`` rows is left out; the first sheet says so."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(str(file), options) as book:
        book.set_properties({"title": "Thước đo", "created": datetime.combine(made_on, time.min, UTC)})
        _write_contents(book, marts, rows, most_rows)
        _write_columns(book, marts)
        for mart in marts:
            if rows[mart.name] <= most_rows:
                _write_mart(book, connection, mart, rows[mart.name])


def _write_contents(book: Any, marts: Sequence[Mart], rows: Mapping[str, int], most_rows: int) -> None:
    sheet = book.add_worksheet("contents")
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 1)
    for column, width in enumerate((26, 12, 30, 70, 70)):
        sheet.set_column(column, column, width, wrapped)
    heading = ("table / bảng", "rows / số dòng", "where / ở đâu", "what it is", "nội dung")
    for column, text in enumerate(heading):
        sheet.write_string(0, column, text, bold)
    for row, mart in enumerate(marts, start=1):
        fits = rows[mart.name] <= most_rows
        place = "this workbook / tệp này" if fits else f"{mart.name}.csv, {mart.name}.parquet"
        sheet.write_string(row, 0, mart.name)
        sheet.write_number(row, 1, rows[mart.name])
        for column, text in enumerate((place, mart.words.en, mart.words.vi), start=2):
            sheet.write_string(row, column, text)


def _write_columns(book: Any, marts: Sequence[Mart]) -> None:
    sheet = book.add_worksheet("columns")
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 2)
    for place, width in enumerate((24, 28, 10, 70, 70)):
        sheet.set_column(place, place, width, wrapped)
    for place, text in enumerate(("table / bảng", "column / cột", "type", "what it is", "nội dung")):
        sheet.write_string(0, place, text, bold)
    told = [(mart, column) for mart in marts for column in mart.columns]
    sheet.autofilter(0, 0, len(told), 4)
    for row, (mart, column) in enumerate(told, start=1):
        texts = (mart.name, column.name, column.data_type, column.words.en, column.words.vi)
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text)


def _write_mart(book: Any, connection: duckdb.DuckDBPyConnection, mart: Mart, number: int) -> None:
    sheet = book.add_worksheet(mart.name[:_SHEET_NAME])
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "double": book.add_format({"num_format": "#,##0.######"}),
        "bigint": book.add_format({"num_format": "0"}),
        "integer": book.add_format({"num_format": "0"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "timestamp": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(number, 1), len(mart.columns) - 1)
    for place, column in enumerate(mart.columns):
        sheet.set_column(place, place, _WIDTHS.get(column.data_type, 14), formats.get(column.data_type))
        sheet.write_string(0, place, column.name, bold)
    result = connection.execute(shared_rows(mart))
    of_columns = [formats.get(column.data_type) for column in mart.columns]
    row = 0
    while some := result.fetchmany(_FETCHED_AT_ONCE):
        for values in some:
            row += 1
            _write_row(sheet, row, values, of_columns)


def _write_row(sheet: Any, row: int, values: Sequence[Any], formats: Sequence[Any]) -> None:
    for column, (value, cell_format) in enumerate(zip(values, formats, strict=True)):
        match value:
            case None:
                continue
            case bool():
                sheet.write_boolean(row, column, value)
            case int() | float():
                sheet.write_number(row, column, value, cell_format)
            case date():
                sheet.write_datetime(row, column, value, cell_format)
            case _:
                sheet.write_string(row, column, _fitting(str(value)))


def _fitting(text: str) -> str:
    """Return a text that fits into a cell; a longer one says where the rest stands."""
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - len(_CUT)] + _CUT

"""Old workbooks (XLS, BIFF): values as they were calculated last, read by xlrd; nothing in them is run.

xlrd is slower than calamine but tells what is hidden, shown in percent or an error. Files of this format have
at most 65,536 rows.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.xldate import XLDateError, xldate_as_datetime

from ingest.grids.grid import Area, Grid
from ingest.grids.held import Table, grid_of
from ingest.grids.options import Options
from ingest.grids.texts import Percent
from ingest.grids.xlsx_styles import is_percent
from ingest.readers import Unreadable
from ingest.readers.saying import said_by

NAME = "xls"


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield the filled sheets of a workbook, hidden ones too."""
    with Path(os.devnull).open("w") as nowhere:  # (xlrd writes what it wonders about to the screen)
        book = _xlrd(
            xlrd.open_workbook,
            str(file),
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
            logfile=nowhere,
        )
        with book:
            percents = {
                number
                for number, style in enumerate(book.xf_list)
                if style.format_key in book.format_map
                and is_percent(book.format_map[style.format_key].format_str or "")  # a damaged file has none
            }
            for name in book.sheet_names():
                if options.wants(name):
                    grid = grid_of(_xlrd(_table, book, name, percents))
                    book.unload_sheet(name)
                    if grid is not None:
                        yield grid


def _table(book: Any, name: str, percents: set[int]) -> Table:
    sheet = book.sheet_by_name(name)
    return Table(
        name=name,
        format=NAME,
        rows=[[_value(book, cell, percents) for cell in sheet.row(row)] for row in range(sheet.nrows)],
        row_numbers=range(1, sheet.nrows + 1),
        merged=[Area(top + 1, first, bottom, last - 1) for top, bottom, first, last in sheet.merged_cells],
        hidden_rows=[row + 1 for row, shown in sheet.rowinfo_map.items() if shown.hidden],
        hidden_columns=[column for column, shown in sheet.colinfo_map.items() if shown.hidden],
        is_hidden=sheet.visibility != 0,
    )


def _value(book: Any, cell: Any, percents: set[int]) -> Any:
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return Percent(cell.value) if cell.xf_index in percents else cell.value
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xldate_as_datetime(cell.value, book.datemode)
        except (XLDateError, OverflowError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return error_text_from_code.get(cell.value, "#ERROR!")
    return cell.value


def _xlrd(action: Any, *values: Any, **named: Any) -> Any:
    try:
        return action(*values, **named)
    except Exception as error:  # (a damaged file makes xlrd raise nearly anything)
        if "encrypted" in str(error):
            raise Unreadable("is locked by a password; save it without") from error
        raise Unreadable(f"is a damaged XLS file ({said_by(error)}); save it as XLSX") from error

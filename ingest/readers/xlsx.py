"""Workbooks: every visible sheet under its name, its rows with pipes, numbers in Vietnamese writing."""

import datetime
import io
import math
import re
import zipfile
from typing import Any

from ingest.readers.document import Document, Unreadable
from ingest.readers.table_rows import Cell, rows_with_pipes

NAME = "xlsx"
_DECIMALS = re.compile(r"\.([0#]+)")
_FEWEST_DECIMALS = 2  # kept even where the sheet shows fewer: 85.5 % under the format 0% is no 86 %


def read(body: bytes) -> Document:
    """Return the sheets of a workbook one below the other, values as they were calculated last."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(body), data_only=True)
    except Exception as error:  # (a damaged file makes openpyxl raise nearly anything)
        raise Unreadable(f"is a damaged XLSX file ({error}); open and save it again") from error
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    parts = [f"{sheet.title}\n\n{text}" for sheet in visible if (text := _sheet_text(sheet))]
    if not parts:
        raise Unreadable("is a workbook without a filled visible sheet; check the file")
    return Document("\n\n".join(parts) + "\n", NAME, _notices(body, book))


def _notices(body: bytes, book: Any) -> tuple[str, ...]:
    notices = []
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        notices.append(
            f"hides the sheets {', '.join(hidden)}, which were left out; show them to have them read"
        )
    missing = _formulas_without_value(body, book)
    if missing:
        places = ", ".join(missing[:3])
        notices.append(f"holds {len(missing)} formulas without a value ({places}); open and save it in Excel")
    return tuple(notices)


def _formulas_without_value(body: bytes, book: Any) -> list[str]:
    """Return the places of formulas that no spreadsheet program has calculated yet."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(b"<f" in archive.read(name) for name in sheets):
            return []
    formulas = openpyxl.load_workbook(io.BytesIO(body))
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in formulas.worksheets
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and book[sheet.title][cell.coordinate].value is None
    ]


def _sheet_text(sheet: Any) -> str:
    """Return titles above the table as lines, the table as rows, notes below it as lines."""
    rows = _rows(sheet)
    tabular = [number for number, row in enumerate(rows) if sum(bool(cell.text) for cell in row) > 1]
    if not tabular:
        return "\n\n".join(cell.text for row in rows for cell in row if cell.text)
    first, last = tabular[0], tabular[-1]
    lines = [" ".join(cell.text for cell in row if cell.text) for row in rows[:first]]
    lines.append("\n".join(rows_with_pipes(_within_width(rows[first : last + 1]))))
    lines.extend(" ".join(cell.text for cell in row if cell.text) for row in rows[last + 1 :])
    return "\n\n".join(line for line in lines if line)


def _rows(sheet: Any) -> list[list[Cell]]:
    """Return the rows that are filled; a merged area is one cell, and what it covers is left out."""
    merged = {area.coord.split(":")[0]: area for area in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for area in merged.values()
        for row, column in area.cells
        if (row, column) != (area.min_row, area.min_col)
    }
    rows = []
    for cells in sheet.iter_rows():
        row = [
            _cell(cell, merged.get(cell.coordinate))
            for cell in cells
            if (cell.row, cell.column) not in covered
        ]
        if any(cell.text for cell in row) or any((cell.row, cell.column) in covered for cell in cells):
            rows.append(row)
    return rows


def _cell(cell: Any, area: Any) -> Cell:
    text = text_of_value(cell.value, cell.number_format)
    return Cell(text, area.size["columns"], area.size["rows"]) if area else Cell(text)


def _within_width(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Cut empty cells from the right side of the table, where only borders and fills reach."""
    width = max(_filled_width(row) for row in rows)
    return [_cut(row, width) for row in rows]


def _filled_width(row: list[Cell]) -> int:
    filled = [number for number, cell in enumerate(row) if cell.text]
    return sum(cell.across for cell in row[: filled[-1] + 1]) if filled else 0


def _cut(row: list[Cell], width: int) -> list[Cell]:
    row = list(row)
    while row and not row[-1].text and sum(cell.across for cell in row) > width:
        row.pop()
    return row


def text_of_value(value: Any, number_format: str = "General") -> str:
    """Return a cell's value in Vietnamese writing: 0.8 as a percentage is ``80%``, 95.5 is ``95,5``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int | float):
        return _number(float(value), number_format)
    return str(value).strip()


def _number(value: float, number_format: str) -> str:
    if not math.isfinite(value):
        return ""
    is_percent = "%" in number_format
    shown = _DECIMALS.search(number_format)
    decimals = max(len(shown[1]) if shown else 0, _FEWEST_DECIMALS) if number_format != "General" else 6
    written = f"{value * 100 if is_percent else value:.{decimals}f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.replace(".", ",") + ("%" if is_percent else "")

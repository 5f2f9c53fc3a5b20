"""Spreadsheets of OpenDocument (ODS): values as they were calculated last; nothing in them is run.

calamine reads them too, but tells neither merged nor hidden cells, and repeats cells without a limit.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from ingest.grids import archives
from ingest.grids.archives import XML
from ingest.grids.grid import Area, Grid
from ingest.grids.held import Table, grid_of
from ingest.grids.limits import SMALL, check_cells
from ingest.grids.options import Options
from ingest.grids.texts import Percent
from ingest.grids.xml import attribute, local_name
from ingest.readers import Unreadable
from ingest.readers.saying import said_by

NAME = "ods"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_WHITE = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


@dataclass(slots=True)
class _Sheet:
    """A sheet as far as it is read."""

    name: str
    is_hidden: bool
    rows: list[list[Any]] = field(default_factory=list)
    row_numbers: list[int] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    next_row: int = 1
    next_column: int = 0
    not_calculated: int = 0
    cells: int = 0


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield the filled sheets of a spreadsheet, hidden ones too."""
    with archives.opened(file) as archive:
        if b"encryption-data" in archives.xml_of(archive, "META-INF/manifest.xml"):
            raise Unreadable("is locked by a password; save it without")
        content = archives.xml_of(archive, "content.xml", SMALL)
    try:
        for sheet in _sheets(content):
            grid = grid_of(_table(sheet)) if options.wants(sheet.name) else None
            if grid is not None:
                yield grid
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"is a damaged ODS file ({said_by(error)}); open and save it again") from error


def _sheets(content: XML) -> Iterator[_Sheet]:
    hidden_styles: set[str] = set()
    sheet: _Sheet | None = None
    names = [f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}table-column", f"{_STYLE}style"]
    events = etree.iterparse(
        io.BytesIO(content),
        ("start", "end"),
        tag=names,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    for event, element in events:
        name = local_name(element)
        if name == "table" and event == "start" and sheet is None:
            is_hidden = attribute(element, "style-name") in hidden_styles
            sheet = _Sheet(attribute(element, "name"), is_hidden)
        elif event == "end":
            if name == "style" and _hides(element):
                hidden_styles.add(attribute(element, "name"))
            elif name == "table-column" and sheet is not None:
                _read_column(sheet, element)
            elif name == "table-row" and sheet is not None:
                _read_row(sheet, element)
                _forget(element)
            elif name == "table" and sheet is not None:
                yield sheet
                sheet = None


def _forget(row: Any) -> None:
    """Let go of a row and those before it, so that the tree does not grow with the sheet."""
    row.clear()
    while row.getprevious() is not None:
        del row.getparent()[0]


def _hides(style: Any) -> bool:
    return any(properties.get(f"{_TABLE}display") == "false" for properties in style)


def _repeated(element: Any, what: str) -> int:
    written = element.get(f"{_TABLE}number-{what}", "1")
    return max(int(written), 1) if written.isdecimal() and len(written) < 10 else 1


def _read_column(sheet: _Sheet, column: Any) -> None:
    count = _repeated(column, "columns-repeated")
    if column.get(f"{_TABLE}visibility", "visible") != "visible":
        sheet.hidden_columns.extend(range(sheet.next_column, min(sheet.next_column + count, 2**14)))
    sheet.next_column += count


def _read_row(sheet: _Sheet, row: Any) -> None:
    values = _values(sheet, row)
    count, first = _repeated(row, "rows-repeated"), sheet.next_row
    sheet.next_row += count
    if not values:
        if (
            sheet.rows and sheet.rows[-1]
        ):  # one empty row shows where a table ends; the row numbers tell the rest
            sheet.rows.append([])
            sheet.row_numbers.append(first)
        return
    sheet.cells += len(values) * count
    check_cells(sheet.cells, 1, f"a sheet ({sheet.name})")
    numbers = range(first, first + count)
    sheet.rows.extend(list(values) for _ in numbers)
    sheet.row_numbers.extend(numbers)
    if row.get(f"{_TABLE}visibility", "visible") != "visible":
        sheet.hidden_rows.extend(numbers)


def _values(sheet: _Sheet, row: Any) -> list[Any]:
    """Return the values of a row up to its last filled cell."""
    values: list[Any] = []
    empty = 0  # cells since the last filled one
    for cell in row.iterchildren(*_CELLS):
        count = _repeated(cell, "columns-repeated")
        value = _value(sheet, cell)
        if value is None or value == "":
            empty += count
            continue
        check_cells(len(values) + empty + count, 1, f"a sheet ({sheet.name})")
        values.extend([None] * empty)
        empty = 0
        across, down = _repeated(cell, "columns-spanned"), _repeated(cell, "rows-spanned")
        if across > 1 or down > 1:
            first = len(values)
            sheet.merged.append(Area(sheet.next_row, first, sheet.next_row + down - 1, first + across - 1))
        values.extend([value] * count)
    return values


def _value(sheet: _Sheet, cell: Any) -> Any:
    kind = attribute(cell, "value-type")
    if kind in ("float", "currency", "percentage"):
        try:
            number = float(cell.get(f"{_OFFICE}value", ""))
        except ValueError:
            return _shown(cell)
        return Percent(number) if kind == "percentage" else number
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00").replace("T", " ")
    shown = _shown(cell)
    if not shown and not kind and cell.get(f"{_TABLE}formula"):
        sheet.not_calculated += 1
    return shown


def _shown(cell: Any) -> str:
    return "\n".join("".join(_pieces(paragraph)) for paragraph in cell.iterchildren(f"{_TEXT}p"))


def _pieces(element: Any) -> Iterable[str]:
    """Yield the text of a paragraph; notes on a cell are no part of it."""
    yield element.text or ""
    for part in element:
        if part.tag == f"{_TEXT}s":
            count = attribute(part, "c")
            yield " " * (min(int(count), 1000) if count.isdecimal() else 1)
        elif part.tag in _WHITE:
            yield _WHITE[part.tag]
        elif part.tag != f"{_OFFICE}annotation":
            yield from _pieces(part)
        yield part.tail or ""


def _table(sheet: _Sheet) -> Table:
    said = f"holds {sheet.not_calculated} formulas without a value in {sheet.name}; open and save it again"
    return Table(
        name=sheet.name,
        format=NAME,
        rows=sheet.rows,
        row_numbers=sheet.row_numbers,
        merged=sheet.merged,
        hidden_rows=sheet.hidden_rows,
        hidden_columns=sheet.hidden_columns,
        is_hidden=sheet.is_hidden,
        notices=(said,) if sheet.not_calculated else (),
    )

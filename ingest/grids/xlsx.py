"""Workbooks (XLSX, XLSM): values as they were calculated last, read by calamine; nothing in them is run."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import python_calamine

from ingest.grids import archives, xlsx_arranged, xlsx_marks
from ingest.grids.archives import XML
from ingest.grids.grid import Area, Grid
from ingest.grids.held import Table, grid_of
from ingest.grids.limits import MEGABYTE
from ingest.grids.options import Options
from ingest.grids.texts import Percent
from ingest.grids.xlsx_extent import check_extent
from ingest.grids.xml import attribute, local_name, parsed
from ingest.readers import Unreadable
from ingest.readers.saying import said_by

NAME = "xlsx"
_SHARED_TEXTS = "xl/sharedStrings.xml"
_LARGE = 4 * MEGABYTE  # bytes of a sheet's XML from which it pays to arrange it for calamine
_PERCENT_FORMATS = frozenset({"9", "10"})  # 0% and 0.00% (ECMA-376 part 1, 18.8.30)
_LEFT_ALONE = {  # parts of a workbook that nothing here opens: what the summary says of them
    "xl/vbaProject.bin": "holds macros, which are never run",
    "xl/externalLinks/": "refers to other files, which are never opened; the values stored in it are read",
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.')  # what a number format shows as it is written


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield the filled sheets of a workbook, hidden ones too."""
    with archives.opened(file) as archive:
        parts = _sheet_parts(archive)
        beside = _left_alone(archive)
        styles = _percent_styles(archive)
        shared = xlsx_marks.SharedTexts(_optional(archive, _SHARED_TEXTS))
        book = _calamine(python_calamine.CalamineWorkbook.from_path, file)
        for described in book.sheets_metadata:
            if described.name in parts and options.wants(described.name):  # (charts and dialogs are no parts)
                xml = archives.xml_of(archive, parts[described.name])
                marks = _checked_marks(xml, shared, styles, described.name)
                sheet = _sheet(archive, book, described.name, parts[described.name], xml)
                del xml
                grid = grid_of(_table(sheet, described, marks))
                if grid is not None:
                    yield replace(grid, notices=(*grid.notices, *beside))


def _checked_marks(
    xml: XML, shared: xlsx_marks.SharedTexts, styles: frozenset[int], name: str
) -> xlsx_marks.Marks:
    """Return the marks of a sheet that can be held in memory. Raises ``Unreadable``."""
    check_extent(xml, f"a sheet ({name})")
    xlsx_marks.check_texts(xml, shared, f"its sheet {name}")
    return xlsx_marks.marks_of(xml, styles)


def _sheet(archive: zipfile.ZipFile, book: Any, name: str, part: str, xml: XML) -> Any:
    """Return a sheet as calamine reads it; a large one from what is unpacked already."""
    arranged = xlsx_arranged.arranged(xml)
    texts = archive.getinfo(_SHARED_TEXTS).file_size if _SHARED_TEXTS in archive.namelist() else 0
    if not arranged or len(xml) < max(_LARGE, texts):
        return _calamine(book.get_sheet_by_name, name)
    with xlsx_arranged.unpacked(archive, part, arranged) as file:
        unpacked = _calamine(python_calamine.CalamineWorkbook.from_path, file)
        return _calamine(unpacked.get_sheet_by_name, name)


def _table(sheet: Any, described: Any, marks: xlsx_marks.Marks) -> Table:
    above, left = sheet.start or (0, 0)
    rows = _calamine(sheet.to_python)
    for row in rows if left else ():
        row[:0] = [""] * left
    _mark(rows, above, marks)
    return Table(
        name=described.name,
        format=NAME,
        rows=rows,
        row_numbers=range(above + 1, above + len(rows) + 1),
        merged=[
            Area(top + 1, first, bottom + 1, last)
            for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
        ],
        hidden_rows=[row + 1 for row in marks.hidden_rows],
        hidden_columns=marks.hidden_columns,
        is_hidden=described.visible != python_calamine.SheetVisibleEnum.Visible,
        notices=_notices(described.name, marks),
    )


def _mark(rows: list[list[Any]], above: int, marks: xlsx_marks.Marks) -> None:
    """Write errors, which calamine leaves empty, into the rows, and mark the numbers shown in percent."""
    for (row, column), error in marks.errors.items():
        if 0 <= row - above < len(rows) and column < len(rows[row - above]):
            rows[row - above][column] = error
    for row, column in marks.percents:
        if 0 <= row - above < len(rows) and column < len(rows[row - above]):
            value = rows[row - above][column]
            if isinstance(value, float):
                rows[row - above][column] = Percent(value)


def _notices(name: str, marks: xlsx_marks.Marks) -> tuple[str, ...]:
    if not marks.not_calculated:
        return ()
    count, first = len(marks.not_calculated), ", ".join(marks.not_calculated[:3])
    return (f"holds {count} formulas without a value in {name} ({first}); open and save it in Excel",)


def _left_alone(archive: zipfile.ZipFile) -> list[str]:
    """Return what to say of parts that may do more than hold values."""
    names = archive.namelist()
    return [said for part, said in _LEFT_ALONE.items() if any(name.startswith(part) for name in names)]


def _calamine(action: Any, *values: Any) -> Any:
    try:
        return action(*values)
    except python_calamine.PasswordError as error:
        raise Unreadable("is locked by a password; save it without") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(f"is a damaged workbook ({said_by(error)}); open and save it again") from error


# ---- the parts beside the sheets ----


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the archive's part of each sheet that has cells, by the sheet's name."""
    relations = parsed(archives.xml_of(archive, "xl/_rels/workbook.xml.rels"), "relations")
    targets = {
        attribute(relation, "Id"): posixpath.normpath(posixpath.join("/xl", attribute(relation, "Target")))[
            1:
        ]
        for relation in relations
        if attribute(relation, "Type").endswith("/worksheet")
    }
    book = parsed(archives.xml_of(archive, "xl/workbook.xml"), "workbook")
    sheets = [element for element in book.iter() if local_name(element) == "sheet"]
    return {
        attribute(sheet, "name"): targets[attribute(sheet, "id")]
        for sheet in sheets
        if attribute(sheet, "id") in targets
    }


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Return the numbers of the cell formats that show a number in percent."""
    xml = _optional(archive, "xl/styles.xml")
    if not xml:
        return frozenset()
    styles = parsed(xml, "styles")
    formats = set(_PERCENT_FORMATS)
    for element in styles.iter():
        if local_name(element) == "numFmt" and is_percent(attribute(element, "formatCode")):
            formats.add(attribute(element, "numFmtId"))
    cells = [element for element in styles if local_name(element) == "cellXfs"]
    return frozenset(
        number
        for cell in cells
        for number, style in enumerate(cell)
        if attribute(style, "numFmtId") in formats
    )


def is_percent(number_format: str) -> bool:
    """Tell whether a number format shows percent.

    >>> is_percent("0.0%"), is_percent('0.0" % of the plan"')
    (True, False)
    """
    return "%" in _LITERAL.sub("", number_format)


def _optional(archive: zipfile.ZipFile, name: str) -> XML:
    return archives.xml_of(archive, name) if name in archive.namelist() else b""

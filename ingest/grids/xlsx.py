"""Workbooks (XLSX, XLSM): values as they were calculated last, read by calamine; nothing in them is run."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import python_calamine

from ingest.grids import archives, xlsx_arranged, xlsx_marks, xlsx_plain
from ingest.grids.archives import XML
from ingest.grids.grid import Area, Grid
from ingest.grids.held import Apart, Table, grid_of
from ingest.grids.limits import MEGABYTE
from ingest.grids.options import Options
from ingest.grids.texts import Percent
from ingest.grids.xlsx_extent import check_extent
from ingest.grids.xlsx_plain import Plain
from ingest.grids.xlsx_styles import Styles, styles_of
from ingest.grids.xml import attribute, local_name, parsed
from ingest.readers import Unreadable
from ingest.readers.saying import said_by

NAME = "xlsx"
_SHARED_TEXTS = "xl/sharedStrings.xml"
_LARGE = 4 * MEGABYTE  # bytes of a sheet's XML from which it pays to arrange it for calamine
_LEFT_ALONE = {  # parts of a workbook that nothing here opens: what the summary says of them
    "xl/vbaProject.bin": "holds macros, which are never run",
    "xl/externalLinks/": "refers to other files, which are never opened; the values stored in it are read",
}


@dataclass(frozen=True, slots=True)
class _Workbook:
    """A workbook, open, with what its sheets share."""

    archive: zipfile.ZipFile
    book: Any  # calamine's
    parts: dict[str, str]  # of the sheets that have cells, by their names
    styles: Styles
    texts: xlsx_marks.SharedTexts
    size_of_texts: int


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield the filled sheets of a workbook, hidden ones too."""
    with archives.opened(file) as archive:
        workbook = _workbook(file, archive)
        beside = _left_alone(archive)
        for described in workbook.book.sheets_metadata:
            # (charts and dialogs are no parts)
            if described.name in workbook.parts and options.wants(described.name):
                grid = grid_of(_table(workbook, described))
                if grid is not None:
                    yield replace(grid, notices=(*grid.notices, *beside))


def _workbook(file: Path, archive: zipfile.ZipFile) -> _Workbook:
    parts = _sheet_parts(archive)
    styles = styles_of(_optional(archive, "xl/styles.xml"))
    texts = _optional(archive, _SHARED_TEXTS)
    book = _calamine(python_calamine.CalamineWorkbook.from_path, file)
    return _Workbook(archive, book, parts, styles, xlsx_marks.SharedTexts(texts), len(texts))


def _table(workbook: _Workbook, described: Any) -> Table:
    """Return a sheet; a large one is unpacked once, and calamine reads of it what is not plain."""
    name, part = described.name, workbook.parts[described.name]
    xml, plain = archives.xml_of(workbook.archive, part), None
    xlsx_marks.check_texts(xml, workbook.texts, f"its sheet {name}")
    is_large = len(xml) >= max(_LARGE, workbook.size_of_texts) and xlsx_arranged.is_arrangeable(xml)
    if is_large:
        xml, plain = xlsx_plain.without_plain(xml, workbook.styles.numbers)
    marks = _checked_marks(xml, workbook, name)
    if is_large:
        with xlsx_arranged.unpacked(workbook.archive, part, xml) as file:
            unpacked = _calamine(python_calamine.CalamineWorkbook.from_path, file)
            sheet = _calamine(unpacked.get_sheet_by_name, name)
    else:
        sheet = _calamine(workbook.book.get_sheet_by_name, name)
    del xml
    return _table_of(sheet, described, marks, plain)


def _checked_marks(xml: XML, workbook: _Workbook, name: str) -> xlsx_marks.Marks:
    """Return the marks of a sheet that can be held in memory. Raises ``Unreadable``."""
    check_extent(xml, f"a sheet ({name})")
    return xlsx_marks.marks_of(xml, workbook.styles.percents)


def _table_of(sheet: Any, described: Any, marks: xlsx_marks.Marks, plain: Plain | None) -> Table:
    above, left = sheet.start or (0, 0)
    rows = _calamine(sheet.to_python)
    for row in rows if left else ():
        row[:0] = [""] * left
    _mark(rows, above, marks)
    if plain is not None:  # its cells begin with the sheet's first row
        rows, above = [*([] for _ in range(above)), *rows], 0
    height = max(len(rows), len(plain.numbers)) if plain else len(rows)
    return Table(
        name=described.name,
        format=NAME,
        rows=rows,
        row_numbers=range(above + 1, above + height + 1),
        merged=[
            Area(top + 1, first, bottom + 1, last)
            for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
        ],
        hidden_rows=[row + 1 for row in marks.hidden_rows],
        hidden_columns=marks.hidden_columns,
        is_hidden=described.visible != python_calamine.SheetVisibleEnum.Visible,
        notices=_notices(described.name, marks),
        apart=_apart(plain, rows) if plain else None,
    )


def _apart(plain: Plain, rows: list[list[Any]]) -> Apart:
    """Return the cells that were taken out of a sheet, their texts read from those that were left."""
    wordings = [_text_at(rows, *place) for place in plain.firsts]
    return Apart(plain.numbers, plain.texts, wordings)


def _text_at(rows: list[list[Any]], row: int, column: int) -> str:
    """Return the text of a cell; an empty one at the edge may be beyond what calamine gives."""
    is_there = row < len(rows) and column < len(rows[row])
    return str(rows[row][column]) if is_there else ""


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
    except BaseException as error:
        # (PanicException, by which a module in Rust gives up, can be imported from nowhere)
        if not isinstance(error, OverflowError) and type(error).__name__ != "PanicException":
            raise
        said = f"holds what cannot be read, such as a date beyond the calendar ({said_by(error)})"
        raise Unreadable(f"{said}; check the cells that show dates or hours, and save it again") from error


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


def _optional(archive: zipfile.ZipFile, name: str) -> XML:
    return archives.xml_of(archive, name) if name in archive.namelist() else b""

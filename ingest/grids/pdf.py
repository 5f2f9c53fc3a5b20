"""Tables of PDF files that have a text layer and lines around their cells, found by pdfplumber.

pdfplumber (MIT licence) is slow, so PDFium looks first which pages have lines at all. A table that goes on at
the top of the next page with the same columns is one grid.
"""

import logging
import re
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_PATH

from ingest.grids.grid import Area, Grid
from ingest.grids.held import Table, grid_of
from ingest.grids.limits import MEGABYTE, SMALL, check_cells, check_size
from ingest.grids.options import Options
from ingest.readers import Unreadable
from ingest.readers.pdf import open_pdf
from ingest.readers.saying import said_by

NAME = "pdf"
_FEWEST_LINES = 3  # of a page that may have a ruled table (two columns, one row)
_MOST_LINES = 20_000  # of a page: more is a drawing, and takes minutes
_SAME = 3.0  # points within which two edges of cells are one
_SMALLER = 0.8  # of the size of the letter before: a raised mark
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_STREAM = re.compile(rb"stream\r?\n")
logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of each flaw that it can live with


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield the ruled tables, named by page and ordinal. Raises ``Unreadable`` when there are none."""
    check_size(file.stat().st_size, 2 * SMALL, "a PDF")
    _check_streams(file.read_bytes())
    ruled, drawings = _pages_with_lines(file)
    is_empty = True
    for table in _joined(_tables(file, ruled)):
        grid = grid_of(table)
        if grid is not None:
            is_empty = False
            yield grid
    if is_empty:
        left_out = f"; its pages {', '.join(map(str, drawings))} are drawings" if drawings else ""
        raise Unreadable(
            f"is a PDF without a ruled table that has text{left_out}; type its tables into a CSV file"
        )


def _check_streams(body: bytes) -> None:
    """Raise ``Unreadable`` when a stream of the file unpacks to more than can be held."""
    for start in _STREAM.finditer(body):
        unpacker, size, rest = zlib.decompressobj(), 0, body[start.end() : start.end() + SMALL]
        try:
            while rest and not unpacker.eof and size <= SMALL:
                size += len(unpacker.decompress(rest, MEGABYTE))
                rest = unpacker.unconsumed_tail
        except zlib.error:  # packed in another way, or not at all
            continue
        if size > SMALL:
            raise Unreadable(
                f"is a PDF with a part of over {SMALL // MEGABYTE} MB; check that it is the right file"
            )


def _pages_with_lines(file: Path) -> tuple[list[int], list[int]]:
    """Return the pages that may have ruled tables, from 0, and those that are drawings, from 1."""
    with open_pdf(file) as document:
        try:
            counts = [sum(1 for _ in page.get_objects(filter=[FPDF_PAGEOBJ_PATH])) for page in document]
        except pypdfium2.PdfiumError as error:
            raise Unreadable(
                f"is a PDF with a damaged page ({said_by(error)}); fetch or save it again"
            ) from error
    ruled = [number for number, count in enumerate(counts) if _FEWEST_LINES <= count <= _MOST_LINES]
    return ruled, [number for number, count in enumerate(counts, 1) if count > _MOST_LINES]


def _tables(file: Path, ruled: list[int]) -> Iterator[tuple[int, bool, list[float], Table]]:
    """Yield each table with its page, whether it is the first of its page, and the edges of its columns."""
    try:
        with pdfplumber.open(file) as document:
            for number in ruled:
                page = document.pages[number]
                _raise_marks(page.chars)
                for ordinal, found in enumerate(page.find_tables(), 1):
                    edges, table = _table(found, f"page {number + 1}, table {ordinal}")
                    yield number, ordinal == 1, edges, table
                page.close()
    except Unreadable:
        raise
    except Exception as error:  # (a damaged file makes pdfplumber raise nearly anything)
        raise Unreadable(f"is a PDF whose tables cannot be read ({said_by(error)}); save it again") from error


def _raise_marks(letters: list[dict[str, Any]]) -> None:
    """Write the digits of raised footnote marks as such, so that they do not become digits of a figure."""
    size = bottom = 0.0
    for letter in letters:
        if letter["text"].isdecimal() and letter["size"] < size * _SMALLER and letter["bottom"] < bottom - 1:
            letter["text"] = letter["text"].translate(_SUPERSCRIPT)
        elif not letter["text"].isspace():
            size, bottom = letter["size"], letter["bottom"]


def _table(found: Any, name: str) -> tuple[list[float], Table]:
    """Return the edges of a table's columns, and its text at every place."""
    boxes = {
        box: text or ""
        for row, texts in zip(found.rows, found.extract(), strict=True)
        for box, text in zip(row.cells, texts, strict=True)
        if box is not None
    }
    across = _edges([edge for left, _, right, _ in boxes for edge in (left, right)])
    down = _edges([edge for _, top, _, bottom in boxes for edge in (top, bottom)])
    check_cells(len(across), len(down), f"a table ({name})")
    rows = [[""] * (len(across) - 1) for _ in down[1:]]
    merged = []
    for (left, top, right, bottom), text in boxes.items():
        area = Area(_at(down, top) + 1, _at(across, left), _at(down, bottom), _at(across, right) - 1)
        rows[area.first_row - 1][area.first_column] = text
        if area.last_row > area.first_row or area.last_column > area.first_column:
            merged.append(area)
    return across, Table(name, NAME, rows, range(1, len(rows) + 1), merged)


def _edges(positions: list[float]) -> list[float]:
    """Return the edges in their order, one for those that are the same."""
    ordered = sorted(positions)
    return ordered[:1] + [after for before, after in pairwise(ordered) if after - before > _SAME]


def _at(edges: list[float], position: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - position))


def _joined(found: Iterator[tuple[int, bool, list[float], Table]]) -> Iterator[Table]:
    """Join a table with those that go on at the top of the following pages."""
    last: tuple[int, list[float], Table] | None = None
    for page, is_first, edges, table in found:
        if last is not None and is_first and page == last[0] + 1 and _are_same(edges, last[1]):
            last = (page, edges, _continued(last[2], table))
            continue
        if last is not None:
            yield last[2]
        last = (page, edges, table)
    if last is not None:
        yield last[2]


def _are_same(edges: list[float], others: list[float]) -> bool:
    return len(edges) == len(others) and all(
        abs(edge - other) <= _SAME for edge, other in zip(edges, others, strict=True)
    )


def _continued(table: Table, below: Table) -> Table:
    count = len(table.rows)
    moved = [
        Area(area.first_row + count, area.first_column, area.last_row + count, area.last_column)
        for area in below.merged
    ]
    rows = [*table.rows, *below.rows]
    return Table(table.name, NAME, rows, range(1, len(rows) + 1), [*table.merged, *moved])

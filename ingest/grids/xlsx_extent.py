"""How far the cells of a sheet of XLSX reach, told from the bytes of its XML before anything is held.

A reader makes room for every cell between the first and the last; two cells may so ask for any memory.
"""

import re
from collections.abc import Callable

from ingest.grids.archives import XML
from ingest.grids.limits import MEGABYTE, MOST_CELLS, check_cells

_PIECE = 4 * MEGABYTE
_LONGEST_TAG = 512
# (no tag of a sheet is longer; the bound keeps searching linear in what is no sheet at all)
_IN_TAG = rb"[^<>]{0,500}?"
# A cell that stands outside 26 columns of 149,999 rows, or outside 702 columns of 4,999 rows, or that does
# not say where it stands in the usual way: sheets without such a cell fit, and most sheets are told so.
_OUTSIDE = (
    re.compile(rb'<c(?! r="[A-Z](?:[0-9]{1,5}|1[0-4][0-9]{4})")'),
    re.compile(rb'<c(?! r="[A-Z]{1,2}(?:[0-9]{1,3}|[1-4][0-9]{3})")'),
)
_COLUMNS = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})")
_ROWS = re.compile(rb"\sr\s*=\s*[\"'][A-Z]*([0-9]+)")
_FILL = rb"[\"']" + _IN_TAG + rb"(?<!/)>\s*<(?:\w+:)?(?:v|is|f)[\s>]"
_FILLED_COLUMNS = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})[0-9]+" + _FILL)
_FILLED_ROWS = re.compile(rb"\sr\s*=\s*[\"'][A-Z]{1,3}([0-9]+)" + _FILL)
_ROW, _CELL = re.compile(rb"<(?:\w+:)?row[\s/>]"), re.compile(rb"<(?:\w+:)?c[\s/>]")
_WITHOUT_PLACE = re.compile(rb"<(?:\w+:)?(?:row|c)(?=[\s/>])(?!" + _IN_TAG + rb"\sr\s*=)")


def check_extent(xml: XML, what: str) -> None:
    """Raise ``Unreadable`` when cells stand so far apart that the sheet between them is too large to hold.

    Cells that are empty but formatted count only where the others alone would not fit.
    """
    if _is_small(xml):
        return
    width, height = _last(_COLUMNS, xml, column_of), _last(_ROWS, xml, int)
    counted = _without_place(xml)
    if counted:
        rows, cells_of_a_row = counted  # each stands behind the one before it
        check_cells(height + rows, width + cells_of_a_row, what)
    elif width * height > MOST_CELLS:
        check_cells(_last(_FILLED_ROWS, xml, int), _last(_FILLED_COLUMNS, xml, column_of), what)


def _is_small(xml: XML) -> bool:
    """Tell whether all cells are written in the usual way and stand close together."""
    start, end = xml.find(b"sheetData"), xml.rfind(b"sheetData")
    if xml[start - 1 : start] != b"<" or xml.find(b":c", start, end) >= 0:  # (or names have a prefix)
        return False
    return any(outside.search(xml, start, end) is None for outside in _OUTSIDE)


def _without_place(xml: XML) -> tuple[int, int] | None:
    """Return how many rows there are, and the most cells of one, if any of them does not say where it is."""
    if not _WITHOUT_PLACE.search(xml):
        return None
    starts = [row.start() for row in _ROW.finditer(xml)]
    ends = [*starts[1:], len(xml)]
    cells = (sum(1 for _ in _CELL.finditer(xml, start, end)) for start, end in zip(starts, ends, strict=True))
    return len(starts), max(cells, default=0)


def _last(pattern: re.Pattern[bytes], xml: XML, number_of: Callable[[bytes], int]) -> int:
    """Return the largest number, from 1, among what a pattern finds; piece by piece, to save memory."""
    last = 0
    for start in range(0, len(xml), _PIECE):
        found = set(pattern.findall(xml, max(start - _LONGEST_TAG, 0), start + _PIECE))
        last = max(last, max(map(number_of, found), default=0))
    return last


def column_of(letters: bytes) -> int:
    """Return a column's number from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number

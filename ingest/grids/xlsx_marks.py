"""What a sheet of XLSX says beside its values: what is hidden, shown in percent, an error, not calculated.

The fast reader of workbooks does not tell these, and trusts a sheet's extent. They are searched in the bytes
of the sheet's XML, and only for what occurs there at all: that takes a fraction of the time of parsing it.
"""

import re
from array import array
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.grids.archives import XML
from ingest.grids.limits import MEGABYTE, MOST_CELLS, MOST_TEXT, check_cells
from ingest.readers import Unreadable

_PIECE = 4 * MEGABYTE
_LONGEST_TAG = 512
_COLUMNS, _ROWS = re.compile(rb' r="([A-Z]{1,3})'), re.compile(rb' r="[A-Z]*([0-9]+)')
_BEYOND_Z = re.compile(rb' r="[A-Z]{2}')
_UNUSUAL = (b"'", b' ="', b'= "', b"\t", b"\n", b"\r")
_ANY_COLUMNS = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})")
_ANY_ROWS = re.compile(rb"\sr\s*=\s*[\"'][A-Z]*([0-9]+)")
# (no tag of a sheet is longer; the bound keeps searching linear in what is no sheet at all)
_IN_TAG = rb"[^<>]{0,500}?"
_FILL = rb"[\"']" + _IN_TAG + rb"(?<!/)>\s*<(?:\w+:)?(?:v|is|f)[\s>]"
_FILLED_COLUMNS = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})[0-9]+" + _FILL)
_FILLED_ROWS = re.compile(rb"\sr\s*=\s*[\"'][A-Z]{1,3}([0-9]+)" + _FILL)
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})([0-9]+)[\"']")
_HIDDEN = _IN_TAG + rb"\shidden=[\"'](?:1|true)[\"']" + _IN_TAG + rb">"
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row(?=\s)" + _HIDDEN)
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col(?=\s)" + _HIDDEN)
_REACH = re.compile(rb"\s(min|max)=[\"']([0-9]{1,9})[\"']")
_CELL = rb"<(?:\w+:)?c(?=\s)"
_FORMULA = rb"<(?:\w+:)?f(?:\s" + _IN_TAG + rb")?(?:/>|>[^<]*</(?:\w+:)?f>)"
_VALUE = rb"<(?:\w+:)?v>"
_NOT_CALCULATED = re.compile(
    _CELL
    + rb"("
    + _IN_TAG
    + rb")>\s*"
    + _FORMULA
    + rb"\s*(?:<(?:\w+:)?v\s*/>|"
    + _VALUE
    + rb"\s*</(?:\w+:)?v>)?"
    rb"\s*</(?:\w+:)?c>"
)
_IS_ERROR = rb"(" + _IN_TAG + rb"\st=[\"']e[\"']" + _IN_TAG + rb")>\s*"
_ERROR = re.compile(_CELL + _IS_ERROR + rb"(?:" + _FORMULA + rb")?\s*" + _VALUE + rb"([^<]{1,20})<")
_SHARED = re.compile(
    rb"\st=[\"']s[\"']" + _IN_TAG + rb">\s*(?:" + _FORMULA + rb")?\s*" + _VALUE + rb"([0-9]{1,9})<"
)

Place = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a sheet's XML beside the values; rows and columns from 0."""

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    percents: frozenset[Place]
    errors: dict[Place, str]
    not_calculated: tuple[str, ...]  # "C5"


def marks_of(xml: XML, percent_styles: Collection[int]) -> Marks:
    """Return the marks of a sheet; ``percent_styles`` are the cell formats that show percent."""
    has_formulas = b"</f>" in xml or b"<row" not in xml and b":f>" in xml
    is_hiding = b"hidden=" in xml
    return Marks(
        frozenset(_hidden_rows(xml)) if is_hiding else frozenset(),
        frozenset(_hidden_columns(xml)) if is_hiding else frozenset(),
        frozenset(_percents(xml, percent_styles)) if percent_styles else frozenset(),
        dict(_errors(xml)) if b' t="e"' in xml else {},
        tuple(_not_calculated(xml)) if has_formulas else (),
    )


def check_extent(xml: XML, what: str) -> None:
    """Raise ``Unreadable`` when cells stand so far apart that the sheet between them is too large to hold.

    Cells that are empty but formatted count only where the others alone would not fit.
    """
    is_usual = _is_usual(xml)
    if is_usual and not _BEYOND_Z.search(xml) and not _may_reach(xml, _ROWS, MOST_CELLS // 26):
        return
    columns, rows = (_COLUMNS, _ROWS) if is_usual else (_ANY_COLUMNS, _ANY_ROWS)
    width = _last(columns, xml, column_of)
    if not _may_reach(xml, rows, MOST_CELLS // max(width, 1)):
        return
    if width * _last(rows, xml, int) > MOST_CELLS:
        check_cells(_last(_FILLED_ROWS, xml, int), _last(_FILLED_COLUMNS, xml, column_of), what)


def _may_reach(xml: XML, rows: re.Pattern[bytes], row: int) -> bool:
    """Tell whether a row number may be ``row`` or more, by its digits: quicker than to compare them all."""
    digits, first, second = len(str(row)), *divmod(int(str(row)[:2]), 10)
    large = rb"(?:%d[%d-9]|[%d-9][0-9])[0-9]{%d}" % (first, second, min(first + 1, 9), digits - 2)
    if first == 9:
        large = rb"9[%d-9][0-9]{%d}" % (second, digits - 2)
    reaching = rows.pattern.replace(b"([0-9]+)", b"(?:" + large + b"|[0-9]{%d})" % (digits + 1))
    return re.search(reaching, xml) is not None


def _is_usual(xml: XML) -> bool:
    """Tell whether all references are written as ` r="A1"`, as nearly every program does."""
    first_row = xml.find(b"<row") + 1
    return not any(xml.find(written, first_row) >= 0 for written in _UNUSUAL)


def _last(pattern: re.Pattern[bytes], xml: XML, number_of: Callable[[bytes], int]) -> int:
    """Return the largest number, from 1, among what a pattern finds; piece by piece, to save memory."""
    last = 0
    for start in range(0, len(xml), _PIECE):
        found = set(pattern.findall(xml, max(start - _LONGEST_TAG, 0), start + _PIECE))
        last = max(last, max(map(number_of, found), default=0))
    return last


def check_texts(xml: XML, lengths: "SharedTexts", what: str) -> None:
    """Raise ``Unreadable`` when a sheet repeats long texts until they fill the memory."""
    if xml.count(b't="s"') * lengths.longest <= MOST_TEXT:
        return
    if sum(lengths.of(int(number)) for number in _SHARED.findall(xml)) > MOST_TEXT:
        raise Unreadable(f"repeats long texts in {what} to over {MOST_TEXT // MEGABYTE} MB; save it as CSV")


class SharedTexts:
    """How long the texts are that the cells of a workbook share (bytes of XML)."""

    def __init__(self, xml: XML) -> None:
        ends = [0, *(item.end() for item in re.finditer(rb"</(?:\w+:)?si>", xml))]
        self._lengths = array("L", (after - before for before, after in pairwise(ends)))
        self.longest = max(self._lengths, default=0)

    def of(self, number: int) -> int:
        """Return the length of a text by its number."""
        return self._lengths[number] if number < len(self._lengths) else 0


def column_of(letters: bytes) -> int:
    """Return a column's number from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _place(attributes: bytes) -> Place | None:
    found = _REFERENCE.search(attributes)
    return (int(found[2]) - 1, column_of(found[1]) - 1) if found else None


def _hidden_rows(xml: XML) -> Iterator[int]:
    for row in _HIDDEN_ROW.finditer(xml):
        if found := _ANY_ROWS.search(row[0]):
            yield int(found[1]) - 1


def _hidden_columns(xml: XML) -> Iterator[int]:
    for column in _HIDDEN_COLUMN.finditer(xml):
        reach = {name: int(number) for name, number in _REACH.findall(column[0])}
        if len(reach) == 2:
            yield from range(reach[b"min"] - 1, min(reach[b"max"], 2**14))


def _percents(xml: XML, styles: Collection[int]) -> Iterator[Place]:
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    cells = re.compile(_CELL + _IN_TAG + rb"\ss=[\"'](?:" + numbers + rb")[\"']" + _IN_TAG + rb">")
    for cell in cells.finditer(xml):
        if place := _place(cell[0]):
            yield place


def _errors(xml: XML) -> Iterator[tuple[Place, str]]:
    for cell in _ERROR.finditer(xml):
        if place := _place(cell[1]):
            yield place, cell[2].decode("ascii", "replace")


def _not_calculated(xml: XML) -> Iterator[str]:
    for cell in _NOT_CALCULATED.finditer(xml):
        found = _REFERENCE.search(cell[1])
        if found and b't="str"' not in cell[1]:
            yield (found[1] + found[2]).decode()

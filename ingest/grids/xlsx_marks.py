"""What a sheet of XLSX says beside its values: what is hidden, shown in percent, an error, not calculated.

The fast reader of workbooks does not tell these. They are searched in the bytes of the sheet's XML, and only
for what occurs there at all: that takes a fraction of the time of parsing it.
"""

import re
from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.grids.archives import XML
from ingest.grids.limits import MEGABYTE, MOST_TEXT
from ingest.grids.xlsx_extent import column_of
from ingest.readers import Unreadable

_ANY_ROWS = re.compile(rb"\sr\s*=\s*[\"'][A-Z]*([0-9]+)")
# (no tag of a sheet is longer; the bound keeps searching linear in what is no sheet at all)
_IN_TAG = rb"[^<>]{0,500}?"
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
_SHORTEST = len(b'<c t="s"><v>0</v></c>')  # of a cell with a shared text

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


def check_texts(xml: XML, lengths: "SharedTexts", what: str) -> None:
    """Raise ``Unreadable`` when a sheet repeats long texts until they fill the memory."""
    if len(xml) // _SHORTEST * lengths.longest <= MOST_TEXT:
        return
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

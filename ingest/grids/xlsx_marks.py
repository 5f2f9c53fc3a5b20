"""What a sheet of XLSX says beside its values: what is hidden, shown in percent, an error, not calculated.

The fast reader of workbooks does not tell these, and trusts a sheet's extent. They are searched in the bytes
of the sheet's XML, and only for what occurs there at all: that takes a fraction of the time of parsing it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ingest.grids.limits import MEGABYTE, MOST_CELLS, MOST_TEXT, check_cells
from ingest.readers import Unreadable

_ROW_LIMIT = 2**20  # rows of a sheet (Excel specifications and limits)
_COLUMNS = re.compile(rb"\sr=[\"']([A-Z]{1,3})")
_ROWS = re.compile(rb"\sr=[\"'][A-Z]*([0-9]+)")
_FAR_ROW = re.compile(rb"\sr=[\"'][A-Z]*[0-9]{8}")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})([0-9]+)[\"']")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row(?=\s)[^>]*?\shidden=[\"'](?:1|true)[\"'][^>]*>")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col(?=\s)[^>]*?\shidden=[\"'](?:1|true)[\"'][^>]*>")
_REACH = re.compile(rb"\s(min|max)=[\"']([0-9]+)[\"']")
_FORMULA = rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
_NOT_CALCULATED = re.compile(
    rb"<(?:\w+:)?c(\s[^>]*)>\s*"
    + _FORMULA
    + rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(
    rb"<(?:\w+:)?c(\s[^>]*\bt=[\"']e[\"'][^>]*)>\s*(?:" + _FORMULA + rb")?\s*<(?:\w+:)?v>([^<]{1,20})<"
)
_SHARED = re.compile(rb"\bt=[\"']s[\"'][^>]*>\s*(?:" + _FORMULA + rb")?\s*<(?:\w+:)?v>([0-9]+)<")

Place = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a sheet's XML beside the values; rows and columns from 0."""

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    percents: frozenset[Place]
    errors: dict[Place, str]
    not_calculated: tuple[str, ...]  # "C5"


def marks_of(xml: bytes, percent_styles: Collection[int]) -> Marks:
    """Return the marks of a sheet; ``percent_styles`` are the cell formats that show percent."""
    has_formulas = re.search(rb"<(?:\w+:)?f[\s/>]", xml) is not None
    is_hiding = b"hidden=" in xml
    return Marks(
        frozenset(_hidden_rows(xml)) if is_hiding else frozenset(),
        frozenset(_hidden_columns(xml)) if is_hiding else frozenset(),
        frozenset(_percents(xml, percent_styles)) if percent_styles else frozenset(),
        dict(_errors(xml)) if b't="e"' in xml or b"t='e'" in xml else {},
        tuple(_not_calculated(xml)) if has_formulas else (),
    )


def check_extent(xml: bytes, what: str) -> None:
    """Raise ``Unreadable`` when cells stand so far apart that the sheet between them is too large to hold."""
    width = max((column_of(letters) + 1 for letters in set(_COLUMNS.findall(xml))), default=0)
    if _FAR_ROW.search(xml):
        check_cells(10**7, max(width, 1), what)
    if width * _ROW_LIMIT > MOST_CELLS:
        check_cells(max(map(int, _ROWS.findall(xml)), default=0), width, what)


def check_texts(xml: bytes, lengths: "SharedTexts", what: str) -> None:
    """Raise ``Unreadable`` when a sheet repeats long texts until they fill the memory."""
    if xml.count(b't="s"') * lengths.longest <= MOST_TEXT:
        return
    if sum(lengths.of(int(number)) for number in _SHARED.findall(xml)) > MOST_TEXT:
        raise Unreadable(f"repeats long texts in {what} to over {MOST_TEXT // MEGABYTE} MB; save it as CSV")


class SharedTexts:
    """How long the texts are that the cells of a workbook share (bytes of XML)."""

    def __init__(self, xml: bytes) -> None:
        self._lengths = [len(item) for item in re.split(rb"</(?:\w+:)?si>", xml)] if xml else [0]
        self.longest = max(self._lengths)

    def of(self, number: int) -> int:
        """Return the length of a text by its number."""
        return self._lengths[number] if number < len(self._lengths) else 0


def column_of(letters: bytes) -> int:
    """Return a column's number from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _place(attributes: bytes) -> Place | None:
    found = _REFERENCE.search(attributes)
    return (int(found[2]) - 1, column_of(found[1])) if found else None


def _hidden_rows(xml: bytes) -> Iterator[int]:
    for row in _HIDDEN_ROW.finditer(xml):
        if found := _ROWS.search(row[0]):
            yield int(found[1]) - 1


def _hidden_columns(xml: bytes) -> Iterator[int]:
    for column in _HIDDEN_COLUMN.finditer(xml):
        reach = {name: int(number) for name, number in _REACH.findall(column[0])}
        if len(reach) == 2:
            yield from range(reach[b"min"] - 1, min(reach[b"max"], 2**14))


def _percents(xml: bytes, styles: Collection[int]) -> Iterator[Place]:
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    for cell in re.finditer(rb"<(?:\w+:)?c(?=\s)[^>]*?\ss=[\"'](?:" + numbers + rb")[\"'][^>]*>", xml):
        if place := _place(cell[0]):
            yield place


def _errors(xml: bytes) -> Iterator[tuple[Place, str]]:
    for cell in _ERROR.finditer(xml):
        if place := _place(cell[1]):
            yield place, cell[2].decode("ascii", "replace")


def _not_calculated(xml: bytes) -> Iterator[str]:
    for cell in _NOT_CALCULATED.finditer(xml):
        found = _REFERENCE.search(cell[1])
        if found and b't="str"' not in cell[1]:
            yield (found[1] + found[2]).decode()

"""Plain cells of a large sheet of XLSX, taken out of its bytes all at once.

Most cells of a large sheet hold a number and nothing else (no formula, no format of percent or date), or a
text that stands in other cells too. Where they are written as most programs do, NumPy finds them and Arrow
reads the numbers; calamine reads what is left of the sheet, each text once. What is written in any other way
is left where it is, so that the grid is the same.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.grids.archives import XML
from ingest.grids.limits import MEGABYTE, MOST_CELLS

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.integer[Any]]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Texts = npt.NDArray[np.int32]

_PIECE = 2 * MEGABYTE  # so that what is looked at together stays in the processor's cache
_MOST_LETTERS, _MOST_DIGITS = 3, 7
_MOST_COLUMNS = 2**15  # more than a place can name
# what stands between the place of a cell and its value; the first group is the cell's format
_OF_NUMBER = re.compile(rb'"(?: s="([0-9]{1,6})"| t="n")*>')
_OF_SHARED_TEXT = re.compile(rb'"(?: s="[0-9]{1,6}")? t="s">')
_OF_OWN_TEXT = re.compile(rb'"(?: s="[0-9]{1,6}")? t="inlineStr">')


@dataclass(frozen=True, slots=True)
class Plain:
    """Cells that were taken out of a sheet, by row and column from its first."""

    numbers: Numbers  # NaN where none was taken
    texts: Texts  # the number of a text, -1 where none was taken
    firsts: list[tuple[int, int]]  # the cell in which each text was left


class _NotTaken(Exception):
    """Nothing can be taken out of a sheet as it is written."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """Cells in their order: where each begins and ends, its place, and what is taken of it."""

    starts: Integers
    ends: Integers
    rows: Integers
    columns: Integers
    numbers: Numbers  # NaN for none
    texts: Texts  # the number of a text that was met before, -1 for none

    def taken(self) -> "_Cells":
        """Return the cells of which something is taken."""
        is_taken = ~np.isnan(self.numbers) | (self.texts >= 0)
        return _Cells(*(getattr(self, part.name)[is_taken] for part in fields(self)))

    @classmethod
    def joined(cls, parts: list["_Cells"]) -> "_Cells":
        """Return the cells of several pieces."""
        return cls(*(np.concatenate([getattr(part, name.name) for part in parts]) for name in fields(cls)))


@dataclass(slots=True)
class _Met:
    """What was met so far: the last cell's place, each text, and the cell in which it was left."""

    last_place: int = -1
    texts: dict[tuple[str, bytes], int] = field(default_factory=dict)
    firsts: list[tuple[int, int]] = field(default_factory=list)

    def check_order(self, rows: Integers, columns: Integers) -> None:
        """Raise where a cell stands nowhere or not behind the one before it: two may be the same."""
        places = np.append(self.last_place, rows.astype(np.int64) * _MOST_COLUMNS + columns)
        if (np.diff(places) <= 0).any() or (rows < 0).any() or (columns < 0).any():
            raise _NotTaken
        self.last_place = int(places[-1])

    def repeated(self, kind: str, texts: pa.BinaryArray, rows: Integers, columns: Integers) -> Texts:
        """Return the number of each text of some cells, -1 where it is met for the first time."""
        encoded = texts.dictionary_encode()
        codes = encoded.indices.to_numpy()
        first_with = np.empty(len(encoded.dictionary), np.int64)
        first_with[codes[::-1]] = np.arange(len(codes))[::-1]
        numbers, met_now = np.empty(len(first_with), np.int32), []
        for code, text in enumerate(encoded.dictionary.to_pylist()):
            numbers[code] = self.texts.setdefault((kind, text), len(self.firsts))
            if numbers[code] == len(self.firsts):
                place = first_with[code]
                self.firsts.append((int(rows[place]), int(columns[place])))
                met_now.append(place)
        found: Texts = numbers[codes]
        found[met_now] = -1
        return found


def without_plain(xml: XML, styles: Collection[int]) -> tuple[XML, Plain | None]:
    """Return a sheet's XML without its plain numbers and repeated texts, and these.

    ``styles`` are the cell formats that show a number as it is. Returns the XML itself and ``None`` where
    there is no such cell, or where it is not sure what taking some cells away means for the others.
    """
    met = _Met()
    try:
        cells = _Cells.joined(list(_found(xml, styles, met)))
        plain = _by_place(cells, met.firsts)
    except _NotTaken:
        return xml, None
    kept = _between(xml, np.append(0, cells.ends), np.append(cells.starts, len(xml)))
    return kept.buffers()[2].to_pybytes(), plain


def _found(xml: XML, styles: Collection[int], met: _Met) -> Iterator[_Cells]:
    """Yield the cells to take out of each piece of a sheet."""
    count = 0
    for first, last in _pieces(xml):
        cells = _cells(xml, first, last, styles, met).taken()
        count += len(cells.starts)
        if count > MOST_CELLS:
            raise _NotTaken
        yield cells


def _pieces(xml: XML) -> Iterator[tuple[int, int]]:
    """Yield the bounds of pieces of a sheet's data, each of whole rows."""
    data, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if data < 0 or end < data or xml.find(b"<!", 0, data) >= 0:
        raise _NotTaken
    first = data
    while first < end:
        reach = first + 3 * _PIECE  # (no row is as long)
        cut = xml.find(b"<row", first + _PIECE, min(reach, end))
        if cut < 0 and reach < end:
            raise _NotTaken
        last = cut if cut >= 0 else end
        yield first, last
        first = last


def _cells(xml: XML, first: int, last: int, styles: Collection[int], met: _Met) -> _Cells:
    """Return the cells of a piece, with what is taken of each."""
    text = np.frombuffer(xml, np.uint8)
    tags = first + np.flatnonzero(text[first:last] == ord("<"))
    names = np.ndarray((len(xml) - 3,), "<u4", xml, strides=(1,))[tags]  # the first four bytes of each tag
    _check(names)
    at = np.flatnonzero(names == _word(b"<c r"))
    starts = tags[at]
    if (text[starts + 4] != ord("=")).any() or (text[starts + 5] != ord('"')).any():
        raise _NotTaken
    rows, columns, behind = _places(text, starts + len('<c r="'))
    met.check_order(rows, columns)
    # (nothing is taken of a cell that a piece ends in, and no piece does)
    tags, names = np.append(tags, [last] * 5), np.append(names, [0] * 5).astype(np.uint32)
    is_value = _are(names, at, b"<v>", b"</v>", b"</c>") & (tags[at + 3] == tags[at + 2] + len("</v>"))
    is_own = (
        _are(names, at, b"<is>", b"<t>", b"</t>", b"</is", b"</c>")
        & (tags[at + 2] == tags[at + 1] + len("<is>"))
        & (tags[at + 4] == tags[at + 3] + len("</t>"))
        & (tags[at + 5] == tags[at + 4] + len("</is>"))
    )
    ends = np.where(is_own, tags[at + 5], tags[at + 3]) + len("</c>")
    numbers, texts = np.full(len(at), np.nan), np.full(len(at), -1, np.int32)

    def attributes(some: Integers) -> pa.BinaryArray:
        return _between(xml, behind[some], tags[at[some] + 1])

    def take_texts(kind: str, some: Integers, opened: int, closed: int) -> None:
        inside = _between(xml, tags[at[some] + opened] + len("<v>"), tags[at[some] + closed])
        texts[some] = met.repeated(kind, inside, rows[some], columns[some])

    values, own = np.flatnonzero(is_value), np.flatnonzero(is_own)
    said = attributes(values)
    plain = values[_say(said, _OF_NUMBER, styles)]
    numbers[plain] = _numbers(_between(xml, tags[at[plain] + 1] + len("<v>"), tags[at[plain] + 2]))
    numbers[~np.isfinite(numbers)] = np.nan
    take_texts("shared", values[_say(said, _OF_SHARED_TEXT)], 1, 2)
    take_texts("own", own[_say(attributes(own), _OF_OWN_TEXT)], 2, 3)
    return _Cells(starts, ends, rows, columns, numbers, texts)


def _check(names: npt.NDArray[np.uint32]) -> None:
    """Raise where cells may be remarked out, or count from the cell before them."""
    kinds = names & 0xFFFF
    is_cell = (kinds == _word(b"<c")) & (names != _word(b"<c r"))
    if (is_cell | (kinds == _word(b"<!")) | (kinds == _word(b"<?"))).any():
        raise _NotTaken


def _are(names: npt.NDArray[np.uint32], at: Integers, *followers: bytes) -> Flags:
    """Tell which tags are followed by some others."""
    found = np.ones(len(at), bool)
    for place, follower in enumerate(followers, start=1):
        found &= (names[at + place] & (2 ** (8 * len(follower)) - 1)) == _word(follower)
    return found


def _places(text: Bytes, at: Integers) -> tuple[Integers, Integers, Integers]:
    """Return row and column, from 0, that are written at some bytes (C5), and where they end; -1 for none."""
    rows, columns = np.zeros_like(at), np.zeros_like(at)
    for _ in range(_MOST_LETTERS):
        letter = text[at] - np.uint8(ord("A") - 1)
        is_letter = (letter >= 1) & (letter <= 26)
        columns = np.where(is_letter, columns * 26 + letter, columns)
        at = at + is_letter
    for _ in range(_MOST_DIGITS):
        digit = text[at] - np.uint8(ord("0"))
        is_digit = digit <= 9
        rows = np.where(is_digit, rows * 10 + digit, rows)
        at = at + is_digit
    return rows - 1, columns - 1, at


def _say(attributes: pa.BinaryArray, pattern: re.Pattern[bytes], styles: Collection[int] = ()) -> Flags:
    """Tell which cells say of themselves what a pattern allows: no format but those of ``styles``."""
    kinds = attributes.dictionary_encode()
    written = [pattern.fullmatch(kind) for kind in kinds.dictionary.to_pylist()]
    allowed = [
        found and (not pattern.groups or found[1] is None or int(found[1]) in styles) for found in written
    ]
    flags: Flags = np.array(allowed, bool)[kinds.indices.to_numpy()]
    return flags


def _numbers(texts: pa.BinaryArray) -> Numbers:
    try:
        numbers: Numbers = texts.cast(pa.string()).cast(pa.float64()).to_numpy()
    except pa.ArrowInvalid as error:
        raise _NotTaken from error
    return numbers


def _by_place(cells: _Cells, firsts: list[tuple[int, int]]) -> Plain:
    if not len(cells.starts):
        raise _NotTaken
    shape = int(cells.rows.max()) + 1, int(cells.columns.max()) + 1
    if shape[0] * shape[1] > MOST_CELLS:
        raise _NotTaken
    numbers, texts = np.full(shape, np.nan, order="F"), np.full(shape, -1, np.int32, order="F")
    numbers[cells.rows, cells.columns] = cells.numbers
    texts[cells.rows, cells.columns] = cells.texts
    return Plain(numbers, texts, firsts)


def _between(xml: XML, starts: Integers, ends: Integers) -> pa.BinaryArray:
    """Return the bytes between some places, which come one behind the other, as a column."""
    bounds = np.zeros(2 * len(starts) + 1, np.int32)
    bounds[0:-1:2], bounds[1::2] = starts, ends
    bounds[-1] = bounds[-2:].max()
    buffers = [None, pa.py_buffer(bounds), pa.py_buffer(xml)]
    between = pa.Array.from_buffers(pa.binary(), 2 * len(starts), buffers)
    return between.take(pa.array(np.arange(0, 2 * len(starts), 2)))


def _word(name: bytes) -> int:
    return int.from_bytes(name, "little")

"""Plain cells of a large sheet of XLSX, taken out of its bytes all at once.

Most cells of a large sheet hold a number and nothing else (no formula, no format of percent or date), or a
text that stands in other cells too. Where they are written as most programs do, NumPy finds them and Arrow
reads the numbers; calamine reads what is left of the sheet, each text once. What is written in any other way
is left where it is, so that the grid is the same.
"""

import re
from collections.abc import Collection, Iterator, Mapping
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
# what stands between the place of a cell and its value
_ATTRIBUTES = re.compile(rb'"(?: s="(?P<format>[0-9]{1,6})")?(?: t="(?P<kind>n|s|inlineStr)")?>')
_ANOTHER, _NUMBER, _SHARED_TEXT, _OWN_TEXT = range(4)


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
    """Cells in their order: where each begins and ends, its place, and what it holds."""

    starts: Integers
    ends: Integers
    rows: Integers
    columns: Integers
    numbers: Numbers  # NaN for none

    def some(self, meant: Flags | Integers) -> "_Cells":
        """Return some of the cells."""
        return _Cells(*(getattr(self, part.name)[meant] for part in fields(self)))


@dataclass(frozen=True, slots=True)
class _Piece:
    """The cells of some rows; of those with a text, by how it is kept, which cells they are and the texts."""

    cells: _Cells
    texts: Mapping[str, tuple[Integers, pa.DictionaryArray]]


@dataclass(slots=True)
class _Met:
    """What was met so far: the last cell's place, each text, and the cell in which it was left."""

    last_place: int = -1
    texts: dict[tuple[str, bytes], int] = field(default_factory=dict)
    firsts: list[tuple[int, int]] = field(default_factory=list)

    def taken(self, piece: _Piece) -> tuple[_Cells, Texts]:
        """Return the cells of the next piece to take, and the number of each one's text, -1 for none.

        Raises where a cell stands nowhere or not behind the one before it: two may be the same.
        """
        cells = piece.cells
        places = np.append(self.last_place, cells.rows.astype(np.int64) * _MOST_COLUMNS + cells.columns)
        if (np.diff(places) <= 0).any() or (cells.rows < 0).any() or (cells.columns < 0).any():
            raise _NotTaken
        self.last_place = int(places[-1])
        texts = np.full(len(cells.starts), -1, np.int32)
        for kind, (some, written) in piece.texts.items():
            texts[some] = self._repeated(kind, written, cells.some(some))
        is_taken = ~np.isnan(cells.numbers) | (texts >= 0)
        return cells.some(is_taken), texts[is_taken]

    def _repeated(self, kind: str, written: pa.DictionaryArray, cells: _Cells) -> Texts:
        """Return the number of each text of some cells, -1 where it is met for the first time."""
        codes = written.indices.to_numpy()
        first_with = np.empty(len(written.dictionary), np.int64)
        first_with[codes[::-1]] = np.arange(len(codes))[::-1]
        numbers, met_now = np.empty(len(first_with), np.int32), []
        for code, text in enumerate(written.dictionary.to_pylist()):
            numbers[code] = self.texts.setdefault((kind, text), len(self.firsts))
            if numbers[code] == len(self.firsts):
                place = first_with[code]
                self.firsts.append((int(cells.rows[place]), int(cells.columns[place])))
                met_now.append(place)
        found: Texts = numbers[codes]
        found[met_now] = -1
        return found


def without_plain(xml: XML, styles: Collection[int]) -> tuple[XML, Plain | None]:
    """Return a sheet's XML without its plain numbers and repeated texts, and these.

    ``styles`` are the cell formats that show a number as it is. Returns the XML itself and ``None`` where
    there is no such cell, or where it is not sure what taking some cells away means for the others.
    """
    try:
        cells, texts, firsts = _taken(xml, styles)
        plain = _by_place(cells, texts, firsts)
    except _NotTaken:
        return xml, None
    kept = _between(xml, np.append(0, cells.ends), np.append(cells.starts, len(xml)))
    return kept.buffers()[2].to_pybytes(), plain


def _taken(xml: XML, styles: Collection[int]) -> tuple[_Cells, Texts, list[tuple[int, int]]]:
    """Return the cells to take, the number of each one's text, and the cell in which each text is left."""
    met, count, found = _Met(), 0, []
    for first, last in _pieces(xml):
        found.append(met.taken(_piece(xml, first, last, styles)))
        count += len(found[-1][1])
        if count > MOST_CELLS:
            raise _NotTaken
    cells = _Cells(
        *(np.concatenate([getattr(cells, part.name) for cells, _ in found]) for part in fields(_Cells))
    )
    return cells, np.concatenate([texts for _, texts in found]), met.firsts


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


def _piece(xml: XML, first: int, last: int, styles: Collection[int]) -> _Piece:
    """Return the cells of a piece."""
    text = np.frombuffer(xml, np.uint8)
    tags = first + np.flatnonzero(text[first:last] == ord("<"))
    names = np.ndarray((len(xml) - 3,), "<u4", xml, strides=(1,))[tags]  # the first four bytes of each tag
    _check(names)
    at = np.flatnonzero(names == _word(b"<c r"))
    starts = tags[at]
    if (text[starts + 4] != ord("=")).any() or (text[starts + 5] != ord('"')).any():
        raise _NotTaken
    rows, columns, behind = _places(text, starts + len('<c r="'))
    # (a piece ends with a row, so that nothing is looked for behind its last tags)
    tags, names = np.append(tags, [last] * 5), np.append(names, np.zeros(5, np.uint32))
    is_value = _are(names, at, b"<v>", b"</v>", b"</c>") & (tags[at + 3] == tags[at + 2] + len("</v>"))
    is_own = (
        _are(names, at, b"<is>", b"<t>", b"</t>", b"</is", b"</c>")
        & (tags[at + 2] == tags[at + 1] + len("<is>"))
        & (tags[at + 4] == tags[at + 3] + len("</t>"))
        & (tags[at + 5] == tags[at + 4] + len("</is>"))
    )
    kinds = _kinds(_between(xml, behind, np.maximum(tags[at + 1], behind)), styles)

    def inside(some: Integers, opened: int) -> pa.BinaryArray:
        return _between(xml, tags[at[some] + opened] + len("<v>"), tags[at[some] + opened + 1])

    plain = np.flatnonzero(is_value & (kinds == _NUMBER))
    numbers = np.full(len(at), np.nan)
    numbers[plain] = _numbers(inside(plain, 1))
    numbers[~np.isfinite(numbers)] = np.nan
    shared = np.flatnonzero(is_value & (kinds == _SHARED_TEXT))
    own = np.flatnonzero(is_own & (kinds == _OWN_TEXT))
    texts = {
        "shared": (shared, inside(shared, 1).dictionary_encode()),
        "own": (own, inside(own, 2).dictionary_encode()),
    }
    ends = np.where(is_own, tags[at + 5], tags[at + 3]) + len("</c>")
    return _Piece(_Cells(_short(starts), _short(ends), _short(rows), _short(columns), numbers), texts)


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


def _kinds(attributes: pa.BinaryArray, styles: Collection[int]) -> Integers:
    """Return what cells say of themselves: that they hold a plain number, a text of either kind, or else."""
    written = attributes.dictionary_encode()
    of_each = np.array([_kind(text, styles) for text in written.dictionary.to_pylist()], np.int8)
    kinds: Integers = of_each[written.indices.to_numpy()]
    return kinds


def _kind(attributes: bytes, styles: Collection[int]) -> int:
    found = _ATTRIBUTES.fullmatch(attributes)
    if found is None:
        return _ANOTHER
    if found["kind"] in (None, b"n"):
        return _NUMBER if found["format"] is None or int(found["format"]) in styles else _ANOTHER
    return _SHARED_TEXT if found["kind"] == b"s" else _OWN_TEXT


def _numbers(texts: pa.BinaryArray) -> Numbers:
    try:
        numbers: Numbers = texts.cast(pa.string()).cast(pa.float64()).to_numpy()
    except pa.ArrowInvalid as error:
        raise _NotTaken from error
    return numbers


def _by_place(cells: _Cells, texts: Texts, firsts: list[tuple[int, int]]) -> Plain:
    if not len(texts):
        raise _NotTaken
    shape = int(cells.rows.max()) + 1, int(cells.columns.max()) + 1
    if shape[0] * shape[1] > MOST_CELLS:
        raise _NotTaken
    numbers, placed = np.full(shape, np.nan, order="F"), np.full(shape, -1, np.int32, order="F")
    numbers[cells.rows, cells.columns] = cells.numbers
    placed[cells.rows, cells.columns] = texts
    return Plain(numbers, placed, firsts)


def _between(xml: XML, starts: Integers, ends: Integers) -> pa.BinaryArray:
    """Return the bytes between some places, which come one behind the other, as a column."""
    bounds = np.zeros(2 * len(starts) + 1, np.int32)
    bounds[0:-1:2], bounds[1::2] = starts, ends
    bounds[-1] = bounds[-2:].max()
    buffers = [None, pa.py_buffer(bounds), pa.py_buffer(xml)]
    between = pa.Array.from_buffers(pa.binary(), 2 * len(starts), buffers)
    return between.take(pa.array(np.arange(0, 2 * len(starts), 2)))


def _short(places: Integers) -> Integers:
    """Return places in half the memory; no part of a workbook has 2**31 bytes."""
    return places.astype(np.int32)


def _word(name: bytes) -> int:
    return int.from_bytes(name, "little")

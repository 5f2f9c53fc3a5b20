"""Plain numbers of a large sheet of XLSX, taken out of its bytes all at once.

Most cells of a large sheet hold a number and nothing else: no formula, no format of percent or date. Where
they are written as most programs do, NumPy finds them and Arrow reads them, and calamine reads what is left
of the sheet. What is written in any other way is left where it is, so that the grid is the same.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.grids.archives import XML
from ingest.grids.limits import MEGABYTE, MOST_CELLS

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.integer[Any]]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]  # rows by columns, both from the sheet's first; NaN where none is taken

_PIECE = 2 * MEGABYTE  # so that what is looked at together stays in the processor's cache
_MOST_LETTERS, _MOST_DIGITS = 3, 7
# what stands between the place of a cell and its value; the first group is the cell's format
_ATTRIBUTES = re.compile(rb'"(?: s="([0-9]{1,6})"| t="n")*>')


class _NotTaken(Exception):
    """No number can be taken out of a sheet as it is written."""


def without_numbers(xml: XML, styles: Collection[int]) -> tuple[XML, Numbers | None]:
    """Return a sheet's XML without its plain numbers, and these.

    ``styles`` are the cell formats that show a number as it is. Returns the XML itself and ``None`` where
    there is no such number, or where it is not sure what taking some cells away means for the others.
    """
    try:
        starts, ends, rows, columns, values = map(np.concatenate, zip(*_found(xml, styles), strict=True))
        numbers = _by_place(rows, columns, values)
    except _NotTaken:
        return xml, None
    kept = _texts(xml, np.append(0, ends), np.append(starts, len(xml)))
    return kept.buffers()[2].to_pybytes(), numbers


def _found(xml: XML, styles: Collection[int]) -> Iterator[tuple[npt.NDArray[Any], ...]]:
    """Yield what is taken out of each piece of a sheet, as ``_cells`` returns it."""
    count = 0
    for first, last in _pieces(xml):
        cells = _cells(xml, first, last, styles)
        count += len(cells[0])
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


def _cells(xml: XML, first: int, last: int, styles: Collection[int]) -> tuple[npt.NDArray[Any], ...]:
    """Return where the cells to take begin and end, their rows and columns, and their numbers."""
    text = np.frombuffer(xml, np.uint8)
    tags = first + np.flatnonzero(text[first:last] == ord("<"))
    names = np.ndarray((len(xml) - 3,), "<u4", xml, strides=(1,))[tags]  # the first four bytes of each tag
    _check(names)
    is_number = (
        (names[:-3] == _word(b"<c r"))
        & (names[1:-2] & 0xFFFFFF == _word(b"<v>"))
        & (names[2:-1] == _word(b"</v>"))
        & (names[3:] == _word(b"</c>"))
    )
    at = np.flatnonzero(is_number)
    at = at[(text[tags[at] + 4] == ord("=")) & (text[tags[at] + 5] == ord('"'))]
    starts, values, ends = tags[at], tags[at + 1], tags[at + 2]
    rows, columns, behind = _places(text, starts + len('<c r="'))
    is_plain = _are_plain(_texts(xml, behind, values), styles) & (rows >= 0) & (columns >= 0)
    is_plain &= tags[at + 3] == ends + len("</v>")
    numbers = _numbers(_texts(xml, values + len("<v>"), ends))
    is_plain &= np.isfinite(numbers)
    places = starts, ends + len("</v></c>"), rows, columns
    return *(place[is_plain].astype(np.int32) for place in places), numbers[is_plain]


def _check(names: npt.NDArray[np.uint32]) -> None:
    """Raise where cells may be remarked out, or count from the cell before them."""
    kinds = names & 0xFFFF
    is_cell = (kinds == _word(b"<c")) & (names != _word(b"<c r"))
    if (is_cell | (kinds == _word(b"<!")) | (kinds == _word(b"<?"))).any():
        raise _NotTaken


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


def _are_plain(attributes: pa.BinaryArray, styles: Collection[int]) -> Flags:
    """Tell which cells say nothing more of themselves than a format that shows a number."""
    kinds = attributes.dictionary_encode()
    written = [_ATTRIBUTES.fullmatch(kind) for kind in kinds.dictionary.to_pylist()]
    plain = [found and (found[1] is None or int(found[1]) in styles) for found in written]
    flags: Flags = np.array(plain, bool)[kinds.indices.to_numpy()]
    return flags


def _numbers(texts: pa.BinaryArray) -> Numbers:
    try:
        numbers: Numbers = texts.cast(pa.string()).cast(pa.float64()).to_numpy()
    except pa.ArrowInvalid as error:
        raise _NotTaken from error
    return numbers


def _by_place(rows: Integers, columns: Integers, values: Numbers) -> Numbers:
    if not len(rows):
        raise _NotTaken
    height, width = int(rows.max()) + 1, int(columns.max()) + 1
    if height * width > MOST_CELLS:
        raise _NotTaken
    placed: Numbers = np.full((height, width), np.nan, order="F")
    placed[rows, columns] = values
    return placed


def _texts(xml: XML, starts: Integers, ends: Integers) -> pa.BinaryArray:
    """Return the bytes between some places, which come one behind the other, as a column."""
    bounds = np.zeros(2 * len(starts) + 1, np.int32)
    bounds[0:-1:2], bounds[1::2] = starts, ends
    bounds[-1] = bounds[-2:].max()
    buffers = [None, pa.py_buffer(bounds), pa.py_buffer(xml)]
    between = pa.Array.from_buffers(pa.binary(), 2 * len(starts), buffers)
    return between.take(pa.array(np.arange(0, 2 * len(starts), 2)))


def _word(name: bytes) -> int:
    return int.from_bytes(name, "little")

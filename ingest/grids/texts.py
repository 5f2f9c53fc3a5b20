"""Values as text: every cell as a string column of Arrow, NFC, numbers to the digits that are shown."""

import datetime
import math
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from itertools import compress, repeat
from operator import is_not
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

DIGITS = 15  # significant digits that a workbook keeps (Excel specifications and limits); the rest is noise
_PIECE = 2**22  # bytes of texts that are looked at together
_EXACT_SCALE = 22  # the highest power of ten that a float holds exactly


class Percent(float):
    """A number that its sheet shows in percent: 0.8564 as 85.64%."""


def text_of(value: Any) -> str:
    """Return a cell's value as text: numbers with a decimal point, dates as 2022-12-31.

    >>> text_of(9.405200000000001), text_of(2016.0), text_of(Percent(0.8564)), text_of(True)
    ('9.4052', '2016', '85.64%', 'TRUE')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Percent):
        return f"{_number(value * 100)}%"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return str(value)


def number_of(value: Any) -> float | None:
    """Return the number that a cell stores, without noise behind its last digit; ``None`` for none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return float(f"{number:.{DIGITS}g}") if math.isfinite(number) else None


def text_and_numbers(values: Sequence[Any]) -> tuple[pa.StringArray, pa.DoubleArray | None]:
    """Return the text of some values as a column, and their numbers where there are any.

    Plain floats, of which a sheet is full, are formatted and rounded by Arrow and NumPy all at once.
    """
    kinds = set(map(type, values))
    if kinds <= {str}:
        return _in_arrow(values), None
    if kinds == {float}:
        numbers = _rounded(pa.array(values, pa.float64()))
        return pc.fill_null(_shown(numbers), ""), numbers if numbers.null_count < len(values) else None
    others = list(compress(range(len(values)), map(is_not, map(type, values), repeat(float))))
    floats: list[Any] = list(values)
    for index in others:
        floats[index] = None
    numbers = _rounded(pa.array(floats, pa.float64()))
    text = pc.fill_null(_shown(numbers), "")
    if others:
        rest = [values[index] for index in others]
        text = _replaced(text, others, text_column(rest))
        numbers = _replaced(numbers, others, pa.array(map(number_of, rest), pa.float64()))
    return text, numbers if numbers.null_count < len(values) else None


def nothing(count: int) -> tuple[pa.StringArray, None]:
    """Return a column of empty cells."""
    return pa.repeat(pa.scalar("", pa.string()), count), None


def with_apart(
    column: tuple[pa.StringArray, pa.DoubleArray | None],
    others: npt.NDArray[np.float64],
    said: npt.NDArray[np.int32],
    wordings: pa.StringArray,
) -> tuple[pa.StringArray, pa.DoubleArray | None]:
    """Return a column's text and numbers with what was kept apart, which may reach further down.

    ``others`` are numbers, NaN for none; ``said`` are places among the ``wordings``, -1 for none.
    """
    text, numbers = column
    empty = len(text) + len(wordings)
    rows = np.arange(len(said))
    order = np.where(said >= 0, len(text) + said, np.where(rows < len(text), rows, empty))
    text = pa.concat_arrays([text, wordings, nothing(1)[0]]).take(pa.array(order))
    stored = pa.array(others, mask=np.isnan(others))
    if numbers is not None:
        numbers = pa.concat_arrays([numbers, pa.nulls(len(said) - len(numbers), pa.float64())])
    if stored.null_count == len(stored):
        return text, numbers
    rounded = _rounded(stored)
    return pc.coalesce(_shown(rounded), text), pc.coalesce(rounded, numbers) if numbers else rounded


def _replaced(column: pa.Array, places: Sequence[int], by: pa.Array) -> pa.Array:
    """Return the column with other values at some places."""
    order = np.arange(len(column))
    order[places] = len(column) + np.arange(len(places))
    return pa.concat_arrays([column, by]).take(pa.array(order))


def text_column(values: Sequence[Any]) -> pa.StringArray:
    """Return the text of some values as a column."""
    return _in_arrow([value if type(value) is str else text_of(value) for value in values])


def _in_arrow(texts: Sequence[str | None]) -> pa.StringArray:
    try:
        return normalised(pa.array(texts, pa.string()))
    except UnicodeEncodeError:  # half a character, as "\ud83d" in JSON
        whole = [text and text.encode("utf-8", "replace").decode() for text in texts]
        return normalised(pa.array(whole, pa.string()))


def number_column(values: Sequence[Any]) -> pa.DoubleArray | None:
    """Return the numbers among some values as a column, or ``None`` where there is none."""
    numbers = [number_of(value) for value in values]
    return pa.array(numbers, pa.float64()) if any(number is not None for number in numbers) else None


def _rounded(numbers: pa.DoubleArray) -> pa.DoubleArray:
    """Return finite numbers to their significant digits; where the scale is exact, all at once."""
    values = numbers.to_numpy(zero_copy_only=False)
    with np.errstate(all="ignore"):
        places = DIGITS - 1 - np.floor(np.log10(np.abs(values)))
        scale = np.power(10.0, places)
        rounded = np.rint(values * scale) / scale
    is_exact = (places >= 0) & (places <= _EXACT_SCALE)
    for index in np.flatnonzero(~is_exact & np.isfinite(values)):
        rounded[index] = number_of(float(values[index]))
    return pa.array(rounded + 0.0, pa.float64(), mask=~np.isfinite(values))


def _shown(numbers: pa.DoubleArray) -> pa.StringArray:
    """Return numbers as text, none as 1e+10."""
    text = numbers.cast(pa.string())
    if b"e" not in bytes_of(text):
        return text
    with_exponent = pc.fill_null(pc.match_substring(text, "e"), False)
    plain = [text_of(number) for number in numbers.filter(with_exponent).to_pylist()]
    return pc.replace_with_mask(text, with_exponent, pa.array(plain, pa.string()))


def normalised(column: pa.StringArray) -> pa.StringArray:
    """Return the column in Unicode NFC.

    Parts of an NFC text are NFC, so a look at many texts in one piece is enough where nothing is to be done.
    """
    step = max(len(column) * _PIECE // max(column.nbytes, 1), 1)
    slices = [column.slice(start, step) for start in range(0, len(column), step)]
    if all(map(_is_normalised, slices)):
        return column
    return pc.utf8_normalize(column, form="NFC")


def _is_normalised(column: pa.StringArray) -> bool:
    written = bytes_of(column)
    return written.isascii() or unicodedata.is_normalized("NFC", written.decode())


def bytes_of(column: pa.StringArray) -> bytes:
    """Return the UTF-8 of all texts of a column in one piece."""
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return b""
    bounds = memoryview(offsets).cast("i")
    return bytes(memoryview(data)[bounds[column.offset] : bounds[column.offset + len(column)]])


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if value.is_integer() and abs(value) < 10**DIGITS:
        return str(int(value))
    shown = f"{value:.{DIGITS}g}"
    return format(Decimal(shown), "f") if "e" in shown else shown

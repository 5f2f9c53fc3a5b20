"""Values as text: every cell as a string column of Arrow, NFC, numbers to the digits that are shown."""

import datetime
import math
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

DIGITS = 15  # significant digits that a workbook keeps (Excel specifications and limits); the rest is noise


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


def text_column(values: Sequence[Any]) -> pa.StringArray:
    """Return the text of some values as a column."""
    texts = [text_of(value) for value in values]
    try:
        column = pa.array(texts, pa.string())
    except UnicodeEncodeError:  # half a character, as "\ud83d" in JSON
        texts = [text.encode("utf-8", "replace").decode() for text in texts]
        column = pa.array(texts, pa.string())
    return normalised(column)


def number_column(values: Sequence[Any]) -> pa.DoubleArray | None:
    """Return the numbers among some values as a column, or ``None`` where there is none."""
    numbers = [number_of(value) for value in values]
    return pa.array(numbers, pa.float64()) if any(number is not None for number in numbers) else None


def normalised(column: pa.StringArray) -> pa.StringArray:
    """Return the column in Unicode NFC.

    Parts of an NFC text are NFC, so a look at the texts in one piece is enough where nothing is to be done.
    """
    written = bytes_of(column)
    if written.isascii() or unicodedata.is_normalized("NFC", written.decode()):
        return column
    return pc.utf8_normalize(column, form="NFC")


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

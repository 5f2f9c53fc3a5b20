"""Rows as columns of distinct cells: what is said of a cell is worked out once, and every row takes it.

A column of a million figures has thousands of different cells, one of names a few dozen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.grids import Rows

Codes = np.ndarray[Any, np.dtype[np.int32]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of some rows: its distinct cells, and which of them each row has."""

    codes: Codes
    cells: pa.StringArray
    _said: dict[str, pa.Array] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: pa.StringArray) -> "Column":
        """Return a column of its texts."""
        encoded = texts.dictionary_encode()
        return cls(encoded.indices.to_numpy(), encoded.dictionary)

    def said(self, connection: duckdb.DuckDBPyConnection, expression: str) -> pa.Array:
        """Return what an SQL expression says of each distinct ``cell``; each is asked once."""
        if expression not in self._said:
            connection.register("cells", pa.table({"cell": self.cells}))
            told = connection.execute(f"select {expression} as said from cells").to_arrow_table()
            self._said[expression] = told.column(0).combine_chunks()
        return self._said[expression]

    def where(self, connection: duckdb.DuckDBPyConnection, condition: str) -> Mask:
        """Return the rows whose ``cell`` meets an SQL condition."""
        return as_mask(self.said(connection, condition))[self.codes]

    def texts(self) -> pa.DictionaryArray:
        """Return the cells of the rows."""
        return pa.DictionaryArray.from_arrays(pa.array(self.codes), self.cells)


@dataclass(frozen=True)
class Batch:
    """Some rows of a grid, none of them blank."""

    row_numbers: pa.Int64Array
    texts: Sequence[pa.StringArray]
    numbers: dict[int, pa.DoubleArray]  # of the columns that have cells stored as numbers
    _columns: dict[int, Column] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Rows, above: int, below: int | None = None) -> "Batch":
        """Return the filled rows behind the row number ``above``, and before ``below``."""
        numbers = rows.row_numbers.to_numpy()
        is_meant = numbers > above
        if below is not None:
            is_meant &= numbers < below
        is_meant &= is_filled(rows)
        taken = pa.array(is_meant)
        everything = bool(is_meant.all())

        def meant(column: pa.Array) -> pa.Array:
            return column if everything else column.filter(taken)

        return cls(
            meant(rows.row_numbers),
            [meant(column) for column in rows.text.columns],
            {int(name): meant(column) for name, column in rows.numbers.items()},
        )

    def __len__(self) -> int:
        return len(self.row_numbers)

    def column(self, number: int) -> Column:
        """Return a column by its number."""
        if number not in self._columns:
            self._columns[number] = Column.of(self.texts[number])
        return self._columns[number]

    @cached_property
    def row_texts(self) -> pa.StringArray:
        """Return the cells of each row in one text."""
        return pc.binary_join_element_wise(*self.texts, " | ")


def as_mask(told: pa.BooleanArray) -> Mask:
    """Return booleans as NumPy has them; what is not known is false."""
    mask: Mask = pc.fill_null(told, False).to_numpy(zero_copy_only=False)
    return mask


def taken(values: pa.Array, codes: Codes) -> pa.DictionaryArray:
    """Return a dictionary column: for each row the value of its code; ``values`` may repeat themselves."""
    encoded = values.dictionary_encode()
    indices = encoded.indices.to_numpy()[codes]
    return pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), encoded.dictionary)


def repeated(value: str, count: int) -> pa.DictionaryArray:
    """Return a dictionary column that says the same in each row."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), count), [value])


def picked(column: pa.Array, rows: Mask) -> pa.Array:
    """Return the values of some rows."""
    if rows.all():
        return column
    some = column.filter(pa.array(rows))
    return some.dictionary_decode().dictionary_encode() if pa.types.is_dictionary(some.type) else some


def is_filled(rows: Rows) -> Mask:
    """Return which rows are not blank."""
    filled = np.zeros(len(rows.row_numbers), bool)
    for column in rows.text.columns:
        filled |= pc.greater(pc.binary_length(column), 0).to_numpy(zero_copy_only=False)
        if filled.all():
            break
    return filled

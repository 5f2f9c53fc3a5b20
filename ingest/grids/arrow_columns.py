"""Columns with types (Parquet, Stata) as text and numbers."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ingest.grids.grid import Rows
from ingest.grids.records import plain
from ingest.grids.texts import normalised, text_column


def is_number(kind: pa.DataType) -> bool:
    """Tell whether a column of this type stores numbers."""
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def as_text(column: pa.Array) -> pa.StringArray:
    """Return each value as text, "" for none: numbers with the digits that their type keeps."""
    kind = column.type
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_finite(column), column, None)
    if not (is_number(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return text_column([plain(value) for value in column.to_pylist()])
    return normalised(pc.fill_null(column.cast(pa.string()), ""))


def as_number(column: pa.Array) -> pa.DoubleArray:
    """Return each value as a number; one kept in 32 bits becomes the number it was written as.

    60.740002 is how 60.74 looks when its 32 bits are taken for more than the seven digits they keep.
    """
    if pa.types.is_float16(column.type) or pa.types.is_float32(column.type):
        column = column.cast(pa.string())
    numbers = column.cast(pa.float64(), safe=False)
    return pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, pa.float64()))


def rows_of_names(rows: Sequence[Sequence[str]], numeric: Sequence[str]) -> Rows:
    """Return the rows of names and labels above the records; their row number is 0."""
    columns = [text_column(list(column)) for column in zip(*rows, strict=True)]
    text = pa.RecordBatch.from_arrays(columns, [str(index) for index in range(len(columns))])
    return Rows(
        text,
        pa.array([0] * len(rows), pa.int64()),
        {name: pa.nulls(len(rows), pa.float64()) for name in numeric},
    )

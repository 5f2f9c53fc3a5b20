"""Figures as a Parquet file of the dataset ``values``."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.records import VALUES

# Texts that are different in nearly each figure; all other texts repeat themselves.
_DIFFERENT = ("value_key", "row_text")
_CAN_BE_NULL = ("year", "value")
_DICTIONARY = pa.dictionary(pa.int32(), pa.string())


def write_figures(tables: Iterable[pa.Table], target: Path) -> None:
    """Write figures, a batch at a time; their texts that repeat themselves come as dictionaries.

    The file says nothing of Arrow's types, so that it reads as ``VALUES`` whatever came in.
    """
    repeating = [name for name in VALUES.names if name not in (*_DIFFERENT, "row_number")]
    with pq.ParquetWriter(
        target,
        _SCHEMA,
        compression="zstd",
        use_dictionary=repeating,
        column_encoding={"row_number": "DELTA_BINARY_PACKED"},
        store_schema=False,
    ) as writer:
        for table in tables:
            writer.write_table(table.cast(_SCHEMA))


def _as_it_comes(column: pa.Field) -> pa.Field:
    is_repeating = column.type == pa.string() and column.name not in _DIFFERENT
    return pa.field(
        column.name, _DICTIONARY if is_repeating else column.type, nullable=column.name in _CAN_BE_NULL
    )


_SCHEMA = pa.schema([_as_it_comes(column) for column in VALUES], metadata=VALUES.metadata)

"""Parquet, walked a batch at a time; the names of its columns stand in the row above the records."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from ingest.grids.arrow_columns import as_number, as_text, is_number, rows_of_names
from ingest.grids.grid import Grid, Rows
from ingest.grids.limits import MEGABYTE, MOST_PART
from ingest.grids.options import Options
from ingest.readers import Unreadable
from ingest.readers.saying import said_by

NAME = "parquet"
_BATCH_CELLS = 1_000_000
_WIDTH = 2**14  # columns, as in the widest workbook


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield the one grid of the file. A column of records becomes a column for each of their values."""
    with _opened(file) as opened:
        _check(opened.metadata)
        schema = opened.schema_arrow.empty_table().flatten().schema
    if len(schema) > _WIDTH:
        raise Unreadable(
            f"has {len(schema):,} columns, more than the {_WIDTH:,} that are read; leave some out"
        )
    yield Grid("", NAME, len(schema), lambda: _walk(file, schema), named_rows=1)


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    try:
        with pyarrow.parquet.ParquetFile(file) as opened:
            yield opened
    except (pa.ArrowException, ValueError, OSError) as error:
        raise Unreadable(
            f"is a damaged or cut off Parquet file ({said_by(error)}); fetch it again"
        ) from error


def _check(metadata: Any) -> None:
    """Raise ``Unreadable`` when a part that is unpacked at once is too large."""
    for number in range(metadata.num_row_groups):
        size = metadata.row_group(number).total_byte_size
        if size > 2 * MOST_PART:
            raise Unreadable(f"has a row group of {size // MEGABYTE} MB; write it with smaller row groups")


def _walk(file: Path, schema: pa.Schema) -> Iterator[Rows]:
    numeric = [str(index) for index, column in enumerate(schema) if is_number(column.type)]
    yield rows_of_names([schema.names], numeric)
    done = 0
    with _opened(file) as opened:
        for batch in opened.iter_batches(max(_BATCH_CELLS // max(len(schema), 1), 1)):
            yield _rows(batch, done + 1, numeric)
            done += batch.num_rows


def _rows(batch: pa.RecordBatch, first: int, numeric: list[str]) -> Rows:
    flat = pa.Table.from_batches([batch]).flatten().combine_chunks()
    columns = [column.chunk(0) if column.num_chunks else pa.array([], column.type) for column in flat.columns]
    text = pa.RecordBatch.from_arrays(
        [as_text(column) for column in columns], list(map(str, range(len(columns))))
    )
    numbers = {name: as_number(columns[int(name)]) for name in numeric}
    return Rows(text, pa.array(range(first, first + batch.num_rows), pa.int64()), numbers)

"""JSON Lines: one record a line, walked a batch at a time; a walk before finds the names."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from ingest.grids.grid import Grid, Rows
from ingest.grids.limits import SMALL
from ingest.grids.options import Options
from ingest.grids.records import flat, is_record, loaded
from ingest.grids.texts import number_column, number_of, text_column
from ingest.readers import Unreadable

NAME = "json_lines"
_BATCH_CELLS = 200_000


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield the one grid of the file, its names in the row above the records."""
    names: dict[str, bool] = {}  # in their order; whether any of their values is a number
    for _, record in _records(file):
        for name, value in record.items():
            names[name] = names.get(name, False) or number_of(value) is not None
    yield Grid("", NAME, len(names), lambda: _walk(file, names), named_rows=1)


def _records(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the line and the values of each record."""
    with file.open("rb") as lines:
        for number, line in enumerate(iter(lambda: lines.readline(SMALL), b""), 1):
            if not line.strip(b"\xef\xbb\xbf \t\r\n"):
                continue
            record = loaded(line, f" in line {number:,}")
            if not is_record(record):
                raise Unreadable(f"has no record in line {number:,} ({line[:40]!r}); check the file")
            yield number, flat(record)


def _walk(file: Path, names: dict[str, bool]) -> Iterator[Rows]:
    yield _rows([(0, {name: name for name in names})], names)
    records = _records(file)
    while batch := list(islice(records, max(_BATCH_CELLS // max(len(names), 1), 1))):
        yield _rows(batch, names)


def _rows(batch: list[tuple[int, dict[str, Any]]], names: dict[str, bool]) -> Rows:
    columns = [[record.get(name) for _, record in batch] for name in names]
    numbers = {
        str(index): number_column(column) or pa.nulls(len(batch), pa.float64())
        for index, (column, is_number) in enumerate(zip(columns, names.values(), strict=True))
        if is_number
    }
    text = pa.RecordBatch.from_arrays(
        [text_column(column) for column in columns], list(map(str, range(len(names))))
    )
    return Rows(text, pa.array([number for number, _ in batch], pa.int64()), numbers)

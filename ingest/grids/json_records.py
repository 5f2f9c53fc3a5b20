"""JSON: every list of records in the document, every list of lists, every record of equally long lists."""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ingest.grids.grid import Grid
from ingest.grids.held import Table, grid_of
from ingest.grids.limits import MOST_JSON, check_cells, check_size
from ingest.grids.options import Options
from ingest.grids.records import Record, flat, is_list_of, is_plain, is_record, loaded, names_of, plain
from ingest.readers import Unreadable

NAME = "json"
_DEPTH = 5  # records around a list: {"data": {"rows": [...]}}


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield a grid for each table of the document, named by the way to it: "data.rows"."""
    check_size(file.stat().st_size, MOST_JSON, "a JSON document")
    document = loaded(file.read_bytes())
    is_empty = True
    for table in _tables(document, "", _DEPTH):
        grid = grid_of(table)
        if grid is not None:
            is_empty = False
            yield grid
    if is_empty:
        raise Unreadable(f"is JSON without a list of records ({str(document)[:80]}); check the address")


def _tables(value: Any, name: str, depth: int) -> Iterator[Table]:
    if is_list_of(value, is_record):
        yield _of_records([flat(record) for record in value], name)
    elif is_list_of(value, lambda part: isinstance(part, list)):
        yield Table(name, NAME, [[plain(part) for part in row] for row in value], range(1, len(value) + 1))
    elif is_record(value) and _is_keyed(value):
        yield _of_records([{"": key, **record} for key, record in value.items()], name)
    elif is_record(value) and _is_of_columns(value):
        columns = zip_longest(*value.values())
        yield _of_records([dict(zip(value, row, strict=True)) for row in columns], name)
    elif is_record(value) and depth:
        for key, part in value.items():
            yield from _tables(part, f"{name}.{key}" if name else key, depth - 1)


def _is_keyed(value: dict[str, Any]) -> bool:
    """Tell whether the names of a record are a column themselves: {"Hà Nội": {"2022": 87.1}, ...}."""
    records = list(value.values())
    if len(records) < 2 or not all(
        is_record(record) and all(map(is_plain, record.values())) for record in records
    ):
        return False
    return bool(set(records[0]).intersection(*records[1:]))


def _is_of_columns(value: dict[str, Any]) -> bool:
    columns = list(value.values())
    return (
        len(columns) > 1
        and all(is_list_of(column, is_plain) for column in columns)
        and len({len(column) for column in columns}) == 1
    )


def _of_records(records: list[Record] | list[dict[str, Any]], name: str) -> Table:
    names = names_of(records)
    check_cells(len(records), len(names), "a list")
    rows = [list[Any](names), *([record.get(column) for column in names] for record in records)]
    return Table(name, NAME, rows, range(len(rows)), named_rows=1)

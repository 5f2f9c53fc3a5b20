"""The marts as Parquet and CSV, a file of each per mart, without the rows that may not be handed on."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from ingest.formulas import guarded_sql
from ingest.sql import quoted
from warehouse.package.schema import Mart


def shared_rows(mart: Mart, columns: str = "*") -> str:
    """Return the query for the rows of a mart that may be handed on, in the order of its key."""
    return f"""
        select {columns} from {mart.name}
        where {mart.row_key} not in (select row_key from withheld where mart = '{mart.name}')
        order by {", ".join(mart.keys)}
    """


def _as_csv(mart: Mart) -> str:
    """Return the columns of a mart as a CSV holds them: no text begins like a formula."""
    texts = [column.name for column in mart.columns if column.data_type == "varchar"]
    cells = ", ".join(f"{guarded_sql(f'{mart.name}.{name}')} as {name}" for name in texts)
    return f"* replace ({cells})" if texts else "*"


def write_tables(
    connection: duckdb.DuckDBPyConnection, marts: Sequence[Mart], folder: Path
) -> dict[str, int]:
    """Write ``<mart>.parquet`` and ``<mart>.csv`` (UTF-8, empty is unknown); return the rows of each."""
    rows = {}
    for mart in marts:
        file = quoted(folder / mart.name)
        connection.execute(f"copy ({shared_rows(mart)}) to '{file}.parquet' (compression zstd)")
        as_csv = shared_rows(mart, _as_csv(mart))
        connection.execute(f"copy ({as_csv}) to '{file}.csv' (header, timestampformat '%Y-%m-%dT%H:%M:%S')")
        (rows[mart.name],) = connection.execute(
            f"select count(*) from read_parquet('{file}.parquet')"
        ).fetchone() or (0,)
    return rows

"""What changed in the rows of the marts since the version published before.

Which version that was cannot be derived again, so the changes are kept in raw (dataset ``row_changes``): a
run that is built again finds them there.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

from ingest.folders import Folders
from ingest.keys import key_of
from ingest.raw import RawZone
from ingest.runs import Run
from ingest.sql import quoted
from warehouse.package.schema import Mart

DATASET = "row_changes"
READER = "reader_version"


def keep_changes(folders: Folders, run: Run, built: Path, marts: Sequence[Mart]) -> Path:
    """Compare the marts in the file ``built`` with the published ones; return the file in raw that says how.

    One row is a mart, the key of one of its rows and ``added``, ``removed`` or ``changed``, beside the run
    compared with. Rows are compared in the columns that both versions have, but for the reader's version: who
    read a figure again and found the same has changed nothing. The first version of all gives no row.
    """
    raw = RawZone(folders.raw)
    partition, name = f"run_date={run.run_date}", key_of(DATASET, run.run_id)
    kept = raw.folder / DATASET / partition / f"{name}.parquet"
    if kept.exists():
        return kept
    published = folders.warehouse / "current"
    before = published / "marts.duckdb"
    compared_with = (
        json.loads((published / "manifest.json").read_text("utf-8"))["run_id"] if before.exists() else ""
    )
    written = raw.temporary_file()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{quoted(built)}' as after_version (read_only)")
        if before.exists():
            connection.execute(f"attach '{quoted(before)}' as before_version (read_only)")
        changes = " union all ".join(
            _differences(connection, mart) for mart in sorted(marts, key=lambda mart: mart.name)
        )
        connection.execute(
            f"""
            copy (
                select
                    left(sha256(concat_ws(chr(31), $run_id, mart, row_key)), 32) as change_key,
                    $run_id as run_id,
                    cast($run_date as date) as run_date,
                    $compared_with as compared_with,
                    *
                from ({changes})
                where $compared_with <> ''
                order by mart, row_key
            ) to '{quoted(written)}' (format parquet, compression zstd)
            """,
            {"run_id": run.run_id, "run_date": run.run_date, "compared_with": compared_with},
        )
    return raw.adopt(DATASET, written, partition, name)


def _differences(connection: duckdb.DuckDBPyConnection, mart: Mart) -> str:
    """Return the query for the rows of a mart that are new, gone or different since the version before."""
    found = connection.execute(
        "select column_name from duckdb_columns() where database_name = 'before_version' and table_name = ?",
        [mart.name],
    )
    there = {name for (name,) in found.fetchall()}
    if not there.issuperset(mart.keys):
        return f"""
            select '{mart.name}' as mart, {mart.row_key} as row_key, 'added' as change
            from after_version.{mart.name}
        """
    content = ", ".join(
        column.name for column in mart.columns if column.name in there and column.name != READER
    )
    rows = f"select {mart.row_key} as row_key, hash({content}) as content from {{}}_version.{mart.name}"
    return f"""
        select
            '{mart.name}' as mart,
            coalesce(newer.row_key, older.row_key) as row_key,
            case
                when older.row_key is null then 'added'
                when newer.row_key is null then 'removed'
                else 'changed'
            end as change
        from ({rows.format("after")}) as newer
        full outer join ({rows.format("before")}) as older on newer.row_key = older.row_key
        where newer.content is distinct from older.content
    """

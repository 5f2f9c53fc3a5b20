"""What a version of the marts and the raw zone hold, so that two of them can be compared.

When a run was tried, how often and under which name is no content; every other column of every row is.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from ingest.folders import Folders
from ingest.raw import RawZone
from ingest.records import DATASETS

ABOUT_RUNS = ("dim_run", "fct_run_step")  # as many rows as there were runs and tries
# of a source: how often and with what outcome it was asked, which a second run of a night asks again
ATTEMPTS = ("fct_source_freshness.attempt_count", "fct_source_freshness.last_outcome")
RUN_NAME = r"\d{4}-\d\d-\d\d_\w+"
KEYS = {  # what must be in raw once, and the same whatever happened on the way
    "documents": "document_key, sha256, source_id",
    "discoveries": "source_id, url",
    "readings": "reading_key, status",
    "texts": "reading_key, md5(text)",
    "measures": "reading_key, measure_key, value_low",
    "values": "reading_key, value_key, value",
    "relations": "reading_key, relation_key",
    "responsibilities": "reading_key, responsibility_key",
    "corrections": "reading_key, correction_row_key",
}

Content = dict[str, tuple[int, str]]


def marts_of(file: Path) -> Content:
    """Return the number of rows of each mart and a hash of them."""
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where not internal order by 1"
        ).fetchall()
        return {table: _rows(connection, table) for (table,) in tables if table not in ABOUT_RUNS}


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, str]:
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where table_name = ? order by column_index",
        [table],
    ).fetchall()
    told = [
        f"regexp_replace({name}, '{RUN_NAME}', '<run>', 'g')" if kind == "VARCHAR" else name
        for name, kind in columns
        if not kind.startswith("TIMESTAMP") and f"{table}.{name}" not in ATTEMPTS
    ]
    rows, content = connection.execute(
        f"select count(*), coalesce(sum(hash({', '.join(told)})), 0) from {table}"
    ).fetchone() or (0, 0)
    return int(rows), str(content)


def raw_of(folders: Folders) -> Content:
    """Return what raw holds. Raises when a file is not whole or a row stands there twice."""
    for file in folders.raw.rglob("*.parquet"):
        if ".aside" not in file.parts:
            pq.read_table(file)
    for file in folders.raw.rglob("*.json"):
        json.loads(file.read_text("utf-8"))
    raw, content = RawZone(folders.raw), {}
    for dataset, columns in KEYS.items():
        assert dataset in DATASETS
        (row,) = raw.query(
            f"""
            with keyed as (select hash({columns}) as key from "{dataset}")
            select count(*) as rows, count(distinct key) as keys, coalesce(sum(distinct key), 0) as content
            from keyed
            """
        )
        assert row["rows"] == row["keys"], f"{dataset} holds {row['rows'] - row['keys']} rows twice"
        content[dataset] = (row["rows"], str(row["content"]))
    return content


def differences(one: Content, other: Content) -> Iterator[str]:
    for name in sorted(one.keys() | other.keys()):
        if one.get(name) != other.get(name):
            yield f"{name}: {one.get(name)} and {other.get(name)}"

"""Building: dbt writes a warehouse aside, and its marts are copied into one folder, ready to be published."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb

from ingest.folders import REPOSITORY, Folders
from ingest.runs import Run, catalogue_file, load_run, run_before, sentence_list, step
from ingest.version import code_version, reader_version
from warehouse.fingerprint import fingerprint_of

PROJECT = REPOSITORY / "dbt_project"
MANIFEST = "manifest.json"


class BuildFailed(Exception):
    """dbt could not build the marts; the message names the model or test and what it said."""


@step("build")
def build_marts(folders: Folders, run_id: str) -> dict[str, int]:
    """Build the marts of a run into ``builds/<run>/version``; return the rows of each mart.

    The folder holds ``marts.duckdb``, the same tables as Parquet, and ``manifest.json``. Raises
    ``BuildFailed``.
    """
    run = load_run(folders, run_id)
    build = folders.build(run_id)
    shutil.rmtree(build, ignore_errors=True)
    version = build / "version"
    version.mkdir(parents=True)
    warehouse = build / "warehouse.duckdb"
    run_dbt(folders, run, warehouse)
    rows = _package(warehouse, version)
    manifest = {
        "run_id": run_id,
        "run_date": run.run_date.isoformat(),
        "catalogue": run.catalogue_name,
        "catalogue_sha256": run.catalogue_sha256,
        "reader_version": reader_version(),
        "code_version": code_version(),
        "fingerprint": fingerprint_of(folders, run),
        "sources": sorted(source["source_id"] for source in run.sources),
        "rows": rows,
    }
    (version / MANIFEST).write_text(
        json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True), "utf-8"
    )
    return rows


def run_dbt(folders: Folders, run: Run, warehouse: Path, *, with_unit_tests: bool = False) -> None:
    """Run ``dbt build`` once, in a process of its own: DuckDB takes one writing process per file.

    The unit tests of the models' logic need no data; they run before a change ships, not every night.
    Raises ``BuildFailed``.
    """
    target = folders.data / "dbt"
    dbt = str(Path(sys.executable).parent / "dbt")
    command = [dbt, "--no-use-colors", "--quiet", "--log-path", str(target / "logs")]
    command += ["build", *([] if with_unit_tests else ["--exclude-resource-type", "unit_test"])]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    command += ["--target-path", str(target), "--vars", json.dumps(variables_of(folders, run))]
    environment = {**os.environ, "THUOCDO_BUILD_FILE": str(warehouse), "DO_NOT_TRACK": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr)  # noqa: T201  (the task's log)
    if done.returncode != 0:
        raise BuildFailed(_what_failed(target / "run_results.json", done.stdout))


def variables_of(folders: Folders, run: Run) -> dict[str, str]:
    """Return what dbt is told of the run: all that the models depend on besides the raw zone."""
    before = run_before(folders, run)
    return {  # names and paths stand inside SQL strings
        "raw_folder": _quoted(folders.raw),
        "catalogue_file": _quoted(catalogue_file(folders, run.catalogue_sha256)),
        "run_date": run.run_date.isoformat(),
        "run_id": _quoted(run.run_id),
        "reader_version": reader_version(),
        "run_id_before": _quoted(before.run_id) if before else "",
        "catalogue_file_before": _quoted(catalogue_file(folders, before.catalogue_sha256)) if before else "",
    }


def _what_failed(results: Path, output: str) -> str:
    """Return one line per model or test that dbt says went wrong."""
    failed: list[dict[str, Any]] = []
    if results.exists():
        told = json.loads(results.read_text("utf-8"))["results"]
        failed = [result for result in told if result["status"] in ("error", "fail")]
    lines = [f"{result['unique_id']}: {' '.join(str(result['message']).split())}" for result in failed]
    said = lines or [line for line in output.splitlines() if "rror" in line][-3:]
    return "dbt build failed: " + sentence_list(said or ["see the log of this task"])


def _package(warehouse: Path, version: Path) -> dict[str, int]:
    """Copy the marts, and nothing else, into a DuckDB file of their own and into Parquet files."""
    parquet = version / "parquet"
    parquet.mkdir()
    rows = {}
    with duckdb.connect(str(version / "marts.duckdb")) as connection:
        connection.execute(f"attach '{_quoted(warehouse)}' as built (read_only)")
        for table in _marts(connection):
            _copy_table(connection, table)
            connection.execute(f"copy {table} to '{_quoted(parquet / table)}.parquet' (compression zstd)")
            rows[table] = _count(connection, table)
        connection.execute("detach built")
    return rows


def _marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        """
        select table_name from duckdb_tables()
        where database_name = 'built' and schema_name = 'main' order by table_name
        """
    )
    return [name for (name,) in found.fetchall()]


def _copy_table(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Copy one table in the order of its first column, with its constraints and comments."""
    (definition, comment) = connection.execute(
        "select sql, comment from duckdb_tables() where database_name = 'built' and table_name = ?", [table]
    ).fetchone() or ("", None)
    columns = connection.execute(
        """
        select column_name, comment from duckdb_columns()
        where database_name = 'built' and schema_name = 'main' and table_name = ? order by column_index
        """,
        [table],
    ).fetchall()
    connection.execute(definition.replace("CREATE TABLE built.", "CREATE TABLE ", 1))
    connection.execute(f"insert into {table} select * from built.{table} order by {columns[0][0]}")
    if comment:
        connection.execute(f"comment on table {table} is '{_quoted(comment)}'")
    for column, told in columns:
        if told:
            connection.execute(f"comment on column {table}.{column} is '{_quoted(told)}'")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    (count,) = connection.execute(f"select count(*) from {table}").fetchone() or (0,)
    return int(count)


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")

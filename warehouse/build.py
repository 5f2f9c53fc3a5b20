"""Building: dbt writes a warehouse aside; its marts become one folder with all formats, ready to publish."""

import hashlib
import json
import shutil
from pathlib import Path

import duckdb

from ingest.folders import Folders
from ingest.runs import Run, load_run, step
from ingest.sql import quoted
from ingest.version import code_version, reader_version
from warehouse.dbt import BuildFailed, manifest_file, only_build, run_dbt, write_site
from warehouse.fingerprint import fingerprint_of
from warehouse.last_build import keep_last_build, take_last_build
from warehouse.package.changelog import keep_changes
from warehouse.package.schema import read_marts
from warehouse.package.writing import write_package

MANIFEST, MARTS = "manifest.json", "marts.duckdb"


class VersionDamaged(FileNotFoundError):
    """The version to publish is not the one that was built any more."""


@step("build")
def build_marts(folders: Folders, run_id: str) -> dict[str, int]:
    """Build the marts of a run into ``builds/<run>/version``; return the rows of each mart.

    The folder holds ``marts.duckdb`` with everything, ``package/`` with what may be handed on, and
    ``manifest.json``. A build waits for another one in the same data folder. Raises ``BuildFailed``
    and ``BuildKilled``.
    """
    with only_build(folders):
        return _build(folders, run_id)


def _build(folders: Folders, run_id: str) -> dict[str, int]:
    run = load_run(folders, run_id)
    build = folders.build(run_id)
    shutil.rmtree(build, ignore_errors=True)
    version = build / "version"
    version.mkdir(parents=True)
    warehouse = build / "warehouse.duckdb"
    _run_models(folders, run, warehouse)
    write_site(folders, run, warehouse)
    marts = read_marts(manifest_file(folders))
    rows = _copy_marts(warehouse, version / MARTS)
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
        "marts_sha256": sha256_of_file(version / MARTS),
    }
    changes = keep_changes(folders, run, version / MARTS, marts)
    manifest["rows_handed_on"] = write_package(version, marts, changes, manifest)
    (version / MANIFEST).write_text(
        json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True), "utf-8"
    )
    keep_last_build(folders, run, warehouse)
    return rows


def _run_models(folders: Folders, run: Run, warehouse: Path) -> None:
    """Continue the last build where that is possible and succeeds, else build everything."""
    if take_last_build(folders, run, warehouse):
        try:
            return run_dbt(folders, run, warehouse)
        except BuildFailed as failure:
            print(f"The last build could not be continued, so everything is built: {failure}")  # noqa: T201
            warehouse.unlink()
            warehouse.with_suffix(".duckdb.wal").unlink(missing_ok=True)
    return run_dbt(folders, run, warehouse)


def check_whole(version: Path) -> None:
    """Raise ``VersionDamaged`` when the marts are not those that the build wrote."""
    manifest = version / MANIFEST
    told = json.loads(manifest.read_text("utf-8")).get("marts_sha256") if manifest.exists() else None
    if told and told != sha256_of_file(version / MARTS):
        raise VersionDamaged(
            f"{version / MARTS} was damaged after it was built (its SHA-256 is another); nothing is "
            "published: run again to build it anew, and look after the disk if it happens again."
        )


def sha256_of_file(file: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _copy_marts(warehouse: Path, file: Path) -> dict[str, int]:
    """Copy the marts, and nothing else, into a DuckDB file of their own; return the rows of each."""
    rows = {}
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"attach '{quoted(warehouse)}' as built (read_only)")
        for table in _marts(connection):
            _copy_table(connection, table)
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
        connection.execute(f"comment on table {table} is '{quoted(comment)}'")
    for column, told in columns:
        if told:
            connection.execute(f"comment on column {table}.{column} is '{quoted(told)}'")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    (count,) = connection.execute(f"select count(*) from {table}").fetchone() or (0,)
    return int(count)

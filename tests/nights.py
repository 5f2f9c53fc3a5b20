"""Runs of the real command, and questions to what it published."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from click.testing import CliRunner

from ingest.cli import main
from ingest.folders import Folders

THUOCDO = str(Path(sys.executable).parent / "thuocdo")


@dataclass(frozen=True)
class Night:
    """What one run printed, and its exit code."""

    exit_code: int
    printed: str


def run_night(folders: Folders, catalog: Path, command: str = "nightly", *options: str) -> Night:
    """Run ``thuocdo nightly`` (Airflow) or ``thuocdo run`` over a catalogue, in this process."""
    environment = {"THUOCDO_DATA": str(folders.data), "THUOCDO_RETRY_SECONDS": "1"}
    done = CliRunner(env=environment).invoke(main, [command, "--catalog", str(catalog), *options])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Night(done.exit_code, done.output)


def ask(folders: Folders, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the published marts."""
    with duckdb.connect(str(folders.warehouse / "marts.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def parquet_files(folder: Path) -> set[Path]:
    return {file.relative_to(folder) for file in folder.rglob("*.parquet")}

"""Runs of the real command in a process of its own, and questions to what it published."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingest.folders import Folders

THUOCDO = str(Path(sys.executable).parent / "thuocdo")


@dataclass(frozen=True)
class Night:
    """What one run printed, and its exit code."""

    exit_code: int
    printed: str


def run_night(folders: Folders, catalog: Path, command: str = "nightly", *options: str) -> Night:
    """Run ``thuocdo nightly`` (Airflow) or ``thuocdo run`` over a catalogue."""
    environment = {**os.environ, "THUOCDO_DATA": str(folders.data), "THUOCDO_RETRY_SECONDS": "1"}
    done = subprocess.run(
        [THUOCDO, command, "--catalog", str(catalog), *options],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Night(done.returncode, done.stdout + done.stderr)


def ask(folders: Folders, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the published marts."""
    with duckdb.connect(str(folders.warehouse / "marts.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def parquet_files(folder: Path) -> set[Path]:
    return {file.relative_to(folder) for file in folder.rglob("*.parquet")}

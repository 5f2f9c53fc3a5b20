"""The time of the commands: extract with its start-up, whole nights, and the share that is our own code."""

import datetime
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from unittest import mock

from benchmarks.documents import plan_files, sample_files
from benchmarks.timing import clocked, run, timed

THUOCDO = str(Path(sys.executable).parent / "thuocdo")


def print_extracts() -> None:
    print("\nthuocdo extract, with start-up, best of 5:")
    for name, files in (("shipped samples", sample_files()), ("real documents", plan_files())):
        if files:
            kilobytes = sum(file.stat().st_size for file in files) / 1000
            command = [THUOCDO, "extract", *map(str, files)]
            best = min(timed(partial(run, command)) for _ in range(5))
            print(f"  {len(files)} {name}, {kilobytes:.0f} kB: {best:.2f} s")


def print_nights() -> None:
    print("\nthuocdo nightly over the samples:")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "THUOCDO_DATA": folder}
        for name in ("first run", "second run, nothing changed"):
            print(f"  {name}: {timed(lambda: run([THUOCDO, 'nightly'], environment)):.1f} s")


def print_own_code() -> None:
    """Time the steps in one process with dbt and Great Expectations taken out of the clock."""
    import warehouse.build
    from expectations import checkpoints
    from ingest.folders import DEFAULT_CATALOG, Folders
    from ingest.runs import HOME
    from warehouse.nightly import run_without_airflow

    theirs: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.object(warehouse.build, "run_dbt", clocked(warehouse.build.run_dbt, theirs)),
        mock.patch.object(checkpoints, "run_gate", clocked(checkpoints.run_gate, theirs)),
    ):
        moment = datetime.datetime.now(HOME)
        whole = timed(lambda: run_without_airflow(Folders(Path(folder)), DEFAULT_CATALOG, "bench", moment))
    print(f"  steps without Airflow: {whole:.1f} s, of it dbt and GX {sum(theirs):.1f} s,", end=" ")
    print(f"our own code {whole - sum(theirs):.2f} s")

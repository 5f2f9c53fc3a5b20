"""Loads of table files: CSV to Parquet and workbooks to Arrow, beside other packages.

Each task runs in a process of its own: once over a short file, so that everything is imported, then over the
long one, on the clock. ``python -m benchmarks.load TASK SHORT LONG`` does one task and prints JSON.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import loads_of_csv, loads_of_xlsx
from benchmarks.documents import REPOSITORY
from benchmarks.scale import own_peak

ROUNDS = 3
CSV_ROWS, SHEET_ROWS, LARGE_MEGABYTES = 1_000_000, 100_000, 300

Tasks = Mapping[str, Callable[[Path], None]]


def print_loads() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        short, long = folder / "short.csv", folder / "long.csv"
        loads_of_csv.write(short, rows=1_000)
        loads_of_csv.write(long, rows=CSV_ROWS)
        print(f"\nCSV of {CSV_ROWS:,} rows and 5 columns ({megabytes(long):.0f} MB) to Parquet (zstd):")
        print_tasks(loads_of_csv.TASKS, short, long)
        print_workbooks("texts in their cells", loads_of_xlsx.write, folder)
        print_workbooks("as Excel writes it", loads_of_xlsx.write_as_excel, folder)
        large = folder / "large.csv"
        loads_of_csv.write(
            large, rows=LARGE_MEGABYTES * 2**20 * CSV_ROWS // (folder / "long.csv").stat().st_size
        )
        print(f"\nCSV of {megabytes(large):.0f} MB to Parquet (zstd), memory:")
        print_tasks(loads_of_csv.OWN_TASKS, folder / "short.csv", large, rounds=1)


def print_workbooks(how: str, write: Callable[[Path, int], None], folder: Path) -> None:
    short, long = folder / "short.xlsx", folder / "long.xlsx"
    write(short, 1_000)
    write(long, SHEET_ROWS)
    print(f"\nXLSX of {SHEET_ROWS:,} rows and 10 columns ({megabytes(long):.0f} MB), {how}:")
    print_tasks(loads_of_xlsx.TASKS, short, long)


def megabytes(file: Path) -> float:
    return file.stat().st_size / 1e6


def print_tasks(tasks: Tasks, short: Path, long: Path, rounds: int = ROUNDS) -> None:
    """Print the process time of each task (the least of some rounds), beside the first one's."""
    first = 0.0
    for name in tasks:
        package = name.split(":")[0]
        if not is_installed(package):
            print(f"  {package} is not installed; make bench PEERS=1 installs it and measures it too.")
            continue
        took = [in_fresh_process(name, short, long) for _ in range(rounds)]
        work, wall, peak = (min(one[what] for one in took) for what in ("work", "wall", "peak"))
        first = first or work
        print(f"  {name:46s} {work:6.2f} s  x {work / first:5.1f}  wall {wall:6.2f} s  peak {peak:5.0f} MB")


def is_installed(package: str) -> bool:
    return importlib.util.find_spec(package.replace("Thước đo", "ingest")) is not None


def in_fresh_process(name: str, short: Path, long: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.load", name, str(short), str(long)]
    quiet = {**os.environ, "RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
    done = subprocess.run(command, cwd=REPOSITORY, env=quiet, check=True, stdout=subprocess.PIPE, text=True)
    took: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return took


def do(name: str, short: Path, long: Path) -> None:
    task = {**loads_of_csv.TASKS, **loads_of_xlsx.TASKS}[name]
    task(short)
    started, worked = time.perf_counter(), work_of_all_processes()
    task(long)
    work = work_of_all_processes() - worked
    print(json.dumps({"work": work, "wall": time.perf_counter() - started, "peak": own_peak()}))


def work_of_all_processes() -> float:
    """Return the process time of this process and of those that it started and waited for."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print_loads()
    else:
        do(sys.argv[1], *map(Path, sys.argv[2:]))

"""Measure the speeds that README and benchmarks/README.md state: run it with ``make bench``.

Times are wall-clock seconds of a fresh process, the best of several rounds, because other work on the
machine only ever adds to them.
"""

import contextlib
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

REPOSITORY = Path(__file__).resolve().parent.parent
THUOCDO = str(Path(sys.executable).parent / "thuocdo")
SHARED_PLANS = REPOSITORY.parent / "shared" / "plans"


def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    samples = sorted((REPOSITORY / "samples").glob("*.txt"))
    measure_extract("the shipped samples", samples)
    if SHARED_PLANS.is_dir():
        measure_extract("the five documents", sorted(SHARED_PLANS.glob("*.txt")))
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "THUOCDO_DATA": folder}
        for name in ("first run", "second run, nothing changed"):
            seconds = timed(lambda: run([THUOCDO, "nightly"], environment))
            print(f"thuocdo nightly, samples, {name}: {seconds:.1f} s")
    measure_own_code()


def measure_extract(name: str, files: list[Path], rounds: int = 5) -> None:
    kilobytes = sum(file.stat().st_size for file in files) / 1000
    best = min(timed(lambda: run([THUOCDO, "extract", *map(str, files)])) for _ in range(rounds))
    print(f"thuocdo extract, {name} ({len(files)} files, {kilobytes:.0f} kB): {best:.2f} s with start-up")


def measure_own_code() -> None:
    """Time the steps in one process with dbt and Great Expectations taken out of the clock."""
    import datetime

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
    print(f"steps without Airflow, samples: {whole:.1f} s, dbt and GX {sum(theirs):.1f} s of it;")
    print(f"our own code {whole - sum(theirs):.2f} s")


def clocked(function: Callable[..., Any], seconds: list[float]) -> Callable[..., Any]:
    def timed_call(*args: Any, **kwargs: Any) -> Any:
        with clock(seconds):
            return function(*args, **kwargs)

    return timed_call


@contextlib.contextmanager
def clock(seconds: list[float]) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        seconds.append(time.perf_counter() - started)


def timed(action: Callable[[], object]) -> float:
    seconds: list[float] = []
    with clock(seconds):
        action()
    return seconds[0]


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()

"""Many readers of the published marts while version after version is published."""

import json
import multiprocessing
import random
import shutil
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import pytest

from ingest.folders import Folders
from tests.chaos.figures import Figures, is_full
from warehouse.publish import publish_marts

pytestmark = [pytest.mark.stack, pytest.mark.alone, pytest.mark.timeout(5400)]
READERS, VERSIONS = 64, 100
ROWS = 20_000
PAUSE = 0.5  # seconds between two questions of one reader, on average
SECONDS = 30 if is_full() else 12


def build(folders: Folders, number: int) -> None:
    """Put a finished version where the build leaves it: two tables that name the version in every row."""
    version = folders.build(f"night_{number}") / "version"
    version.mkdir(parents=True)
    with duckdb.connect(str(version / "marts.duckdb")) as connection:
        for table in ("fct_target", "fct_actual"):
            connection.execute(
                f"create table {table} as select {number} as version, i as key, i % 63 as place"
                f" from range({ROWS}) as rows (i)"
            )
    (version / "manifest.json").write_text(json.dumps({"sources": ["a"]}), "utf-8")


def read_once(marts: Path) -> int:
    """Open the marts as a program does that comes anew, ask, and return the version that it saw."""
    with duckdb.connect(str(marts), read_only=True) as connection:
        versions = connection.execute(
            """
            select distinct target.version, actual.version, count(*)
            from fct_target as target join fct_actual as actual using (key) where target.place < 63
            group by all
            """
        ).fetchall()
    ((one, other, rows),) = versions
    assert one == other and rows == ROWS, versions
    return int(one)


def read_on(
    marts: Path, number: int, is_over: Event, told: "multiprocessing.Queue[tuple[list[float], list[str]]]"
) -> None:
    """Read until it is over; tell how long each reading took and what went wrong."""
    chance, took, wrong = random.Random(number), [], []
    seen = 0
    while not is_over.wait(chance.uniform(0, 2 * PAUSE)):
        begun = time.monotonic()
        try:
            version = read_once(marts)
            if version < seen:
                wrong.append(f"version {version} after {seen}")
            seen = version
        except Exception as error:  # noqa: BLE001  (any error of a reader is what is looked for)
            wrong.append(f"{type(error).__name__}: {error}")
        took.append(time.monotonic() - begun)
    told.put((took, wrong))


def read_while(marts: Path, folders: Folders, first: int, last: int) -> tuple[list[float], list[str]]:
    """Let all readers read for ``SECONDS`` while the versions from ``first`` to ``last`` are published."""
    context = multiprocessing.get_context("fork")
    is_over, told = context.Event(), context.Queue()
    readers = [
        context.Process(target=read_on, args=(marts, number, is_over, told)) for number in range(READERS)
    ]
    for reader in readers:
        reader.start()
    for number in range(first, last):
        publish_marts(folders, f"night_{number}")
        time.sleep(SECONDS / (last - first))
    if first == last:
        time.sleep(SECONDS)
    is_over.set()
    answers = [told.get() for _ in readers]
    for reader in readers:
        reader.join()
    return [one for took, _ in answers for one in took], [said for _, wrong in answers for said in wrong]


def percentile(took: list[float], part: float) -> float:
    return 1000 * sorted(took)[int(part * len(took))]


def test_readers_while_versions_are_published(folders: Folders, tmp_path: Path, figures: Figures) -> None:
    for number in range(VERSIONS + 1):
        build(folders, number)
    publish_marts(folders, "night_0")
    marts = folders.warehouse / "marts.duckdb"
    quiet, wrong = read_while(marts, folders, 1, 1)
    assert not wrong, wrong[:5]
    busy, wrong = read_while(marts, folders, 1, VERSIONS + 1)
    assert not wrong, wrong[:5]
    assert len(busy) > READERS
    calm, beside = (percentile(took, 0.99) for took in (quiet, busy))
    figures.add(f"errors of {READERS} readers in {len(busy)} readings during {VERSIONS} publishes", 0)
    figures.add(
        "p99 of a reading in ms: quiet, during publishes, ratio",
        f"{calm:.0f}, {beside:.0f}, {beside / calm:.2f}",
    )
    if is_full():  # elsewhere the machine may be busy with other tests
        assert beside < 2 * calm
    shutil.rmtree(tmp_path / "data")

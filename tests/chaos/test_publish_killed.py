"""Publishing, killed at each of its operations on files in turn: a whole version is always there."""

import multiprocessing
import signal
from pathlib import Path

import pytest

from ingest.folders import Folders
from tests.chaos.figures import Figures
from tests.chaos.steps import Operations
from tests.chaos.test_readers import build, read_once
from warehouse.publish import publish_marts

pytestmark = [pytest.mark.stack, pytest.mark.timeout(5400)]
MOST = 200


def publish(data: Path, last_operation: int) -> None:
    Operations(data).last = last_operation
    publish_marts(Folders(data), "night_1")


def test_publishing_killed_at_each_operation(tmp_path: Path, figures: Figures) -> None:
    for operation in range(1, MOST):
        folders = Folders(tmp_path / str(operation))
        build(folders, 0)
        publish_marts(folders, "night_0")
        build(folders, 1)
        publishing = multiprocessing.get_context("fork").Process(
            target=publish, args=(folders.data, operation)
        )
        publishing.start()
        publishing.join()
        marts = folders.warehouse / "marts.duckdb"
        assert read_once(marts) in (0, 1), operation
        publish_marts(folders, "night_1")
        assert read_once(marts) == 1, operation
        if publishing.exitcode == 0:
            break
        assert publishing.exitcode == -signal.SIGKILL
    assert 5 < operation < MOST
    figures.add(
        "kills of publishing, one at each of its operations on files, a whole version read after each",
        operation - 1,
    )

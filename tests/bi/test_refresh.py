"""Superset and plain connections go on asking while fifty versions are published."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.folders import Folders
from tests.bi.conftest import Running
from warehouse.bi.server import Superset
from warehouse.publish import publish_marts

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]
PUBLISHES = 50
# Each version writes its number into two tables; a question that joins them must never meet two numbers.
MARKS = ("min(quote)", "max(quote)", "min(document)", "max(document)")
SQL = f"""
    select {", ".join(MARKS)} from (
        select quote, title as document from fct_target inner join dim_document using (document_key)
    )
"""


def test_readers_meet_each_version_whole_and_at_once(superset: Running) -> None:
    with _kept(superset.folders) as original:
        _publish(superset.folders, original, 0)
        dataset = _dataset(superset.admin)
        askers = [_through_superset(superset.enter("analyst"), dataset) for _ in range(3)]
        askers.append(lambda: _through_duckdb(superset.folders))
        held = duckdb.connect(str(superset.folders.warehouse / "marts.duckdb"), read_only=True)
        with _asking(askers) as seen:
            for number in range(1, PUBLISHES + 1):
                _publish(superset.folders, original, number)
                assert askers[0]() == number, "the very next question through Superset"
                assert askers[-1]() == number, "the very next connection"
        assert [numbers == sorted(numbers) for numbers in seen] == [True] * len(askers), (
            "never back to an old one"
        )
        assert all(len(set(numbers)) > 10 for numbers in seen), "they asked all the time"
        assert held.execute(SQL).fetchone() == ("0",) * len(MARKS), "an open connection is not disturbed"
        held.close()


def _publish(folders: Folders, original: Path, number: int) -> None:
    """Publish the original with a number written all over it, by the night's own step."""
    run_id = f"2026-12-01_{number:06}"
    version = folders.build(run_id) / "version"
    version.mkdir(parents=True)
    shutil.copyfile(original / "marts.duckdb", version / "marts.duckdb")
    with duckdb.connect(str(version / "marts.duckdb")) as connection:
        connection.execute(
            f"update fct_target set quote = '{number}'; update dim_document set title = '{number}'"
        )
    (version / "manifest.json").write_text(json.dumps({"sources": []}), "utf-8")
    publish_marts(folders, run_id)


@contextmanager
def _kept(folders: Folders) -> Iterator[Path]:
    """Keep what is published aside, and publish it again at the end: other tests ask it too."""
    aside = folders.data / "original"
    shutil.copytree((folders.warehouse / "current").resolve(), aside)
    try:
        yield aside
    finally:
        version = folders.build("2026-12-02_original") / "version"
        version.parent.mkdir(parents=True, exist_ok=True)
        aside.rename(version)
        publish_marts(folders, "2026-12-02_original")


@contextmanager
def _asking(askers: list[Callable[[], int]]) -> Iterator[list[list[int]]]:
    """Let each ask again and again in a thread of its own; what went wrong there is raised here."""
    seen: list[list[int]] = [[] for _ in askers]
    wrong: list[BaseException] = []
    done = threading.Event()

    def ask(asker: Callable[[], int], numbers: list[int]) -> None:
        try:
            while not done.is_set():
                numbers.append(asker())
        except BaseException as error:  # noqa: BLE001
            wrong.append(error)

    threads = [threading.Thread(target=ask, args=each) for each in zip(askers, seen, strict=True)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        done.set()
        for thread in threads:
            thread.join(timeout=60)
    assert wrong == []


def _dataset(admin: Superset) -> int:
    found = admin.ask("GET", "/api/v1/dataset/?q=(page_size:100)")["result"]
    (dataset,) = [each["id"] for each in found if each["table_name"] == "targets"]
    return int(dataset)


def _through_superset(session: Superset, dataset: int) -> Callable[[], int]:
    metrics = [{"expressionType": "SQL", "sqlExpression": mark, "label": mark} for mark in MARKS]
    query = {"metrics": metrics, "columns": [], "filters": [], "row_limit": 1}
    asked = {"datasource": {"id": dataset, "type": "table"}, "queries": [query]}
    asked |= {"result_format": "json", "result_type": "full"}

    def ask() -> int:
        (answer,) = session.ask("POST", "/api/v1/chart/data", json=asked)["result"]
        assert not answer["is_cached"]
        return _one_number([answer["data"][0][mark] for mark in MARKS])

    return ask


def _through_duckdb(folders: Folders) -> int:
    with duckdb.connect(str(folders.warehouse / "marts.duckdb"), read_only=True) as connection:
        return _one_number(connection.execute(SQL).fetchone() or ())


def _one_number(told: Any) -> int:
    assert len(set(told)) == 1, f"a mixture of versions: {told}"
    return int(told[0])

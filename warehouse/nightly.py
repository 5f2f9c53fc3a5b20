"""The whole night in one call: under the embedded Airflow, or the same steps in order without it."""

import contextlib
import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from ingest.batches import Batch
from ingest.fetch import BatchFailed, fetch_batch
from ingest.folders import Folders, file_name_of
from ingest.listings.discover import discover_documents
from ingest.progress import follow
from ingest.read import read_documents
from ingest.start import start_run
from warehouse import embedded

TRIES = 3  # of a batch with failures that may pass, as the DAG's retries
BATCHES_AT_ONCE = 16  # as many tasks as Airflow runs of one DAG unless told otherwise


def run_in_airflow(folders: Folders, catalog: Path, run_name: str, moment: datetime) -> Path:
    """Run the DAG ``nightly`` with ``airflow dags test`` on SQLite; return the log file.

    What became of the run is in raw (``ingest.runs.steps_of``), not in Airflow's exit code.
    """
    log = folders.logs / f"{file_name_of(run_name)}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    retry_seconds = os.environ.get("THUOCDO_RETRY_SECONDS", "5")
    environment = {**embedded.environment(folders), "THUOCDO_RETRY_SECONDS": retry_seconds}
    conf = json.dumps({"catalog": str(catalog.resolve()), "run_name": run_name})
    with log.open("w", encoding="utf-8") as output:
        embedded.prepare(folders, output)
        command = [*embedded.AIRFLOW, "dags", "test", "nightly", moment.isoformat(), "--conf", conf]
        with subprocess.Popen(command, env=environment, stdout=output, stderr=output) as running:
            try:
                follow(log, lambda: running.poll() is None)
            except BaseException:
                running.kill()
                raise
    return log


def run_without_airflow(folders: Folders, catalog: Path, run_name: str, moment: datetime) -> None:
    """Run the steps of the DAG one after the other in this process.

    Raises what the first failing step raises; failed batches stop nothing.
    """
    from warehouse.finish import finish_run

    start_run(folders, catalog, run_name, moment)
    try:
        _fetch_all(folders, run_name)
        _read_and_publish(folders, run_name)
    except Exception:
        with contextlib.suppress(Exception):  # what stopped the run is to be told, not what follows from it
            finish_run(folders, run_name)
        raise
    finish_run(folders, run_name)


def _fetch_all(folders: Folders, run_name: str) -> None:
    """Fetch the batches beside each other: most of the time goes into pauses between requests to one host."""
    batches = discover_documents(folders, run_name)
    with ThreadPoolExecutor(BATCHES_AT_ONCE) as threads:
        for _ in threads.map(lambda batch: _fetch(folders, run_name, batch), batches):
            pass  # an error that is no BatchFailed is raised here


def _fetch(folders: Folders, run_name: str, batch: Batch) -> None:
    for _ in range(TRIES):
        try:
            fetch_batch(folders, run_name, batch)
        except BatchFailed as failure:
            if failure.can_retry:
                continue
        break


def _read_and_publish(folders: Folders, run_name: str) -> None:
    from expectations.checkpoints import check_marts, check_raw
    from warehouse.build import build_marts
    from warehouse.fingerprint import has_changed
    from warehouse.publish import publish_marts

    read_documents(folders, run_name)
    if has_changed(folders, run_name):
        check_raw(folders, run_name)
        build_marts(folders, run_name)
        check_marts(folders, run_name)
        publish_marts(folders, run_name)

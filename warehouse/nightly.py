"""The whole night in one call: under the embedded Airflow, or the same steps in order without it."""

import importlib.metadata
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from ingest.fetch import BatchFailed, fetch_batch
from ingest.folders import REPOSITORY, Folders, file_name_of
from ingest.listings.discover import discover_documents
from ingest.progress import follow
from ingest.read import read_documents
from ingest.start import start_run

TRIES = 3  # of a batch with failures that may pass, as the DAG's retries


def run_in_airflow(folders: Folders, catalog: Path, run_name: str, moment: datetime) -> Path:
    """Run the DAG ``nightly`` with ``airflow dags test`` on SQLite; return the log file.

    What became of the run is in raw (``ingest.runs.steps_of``), not in Airflow's exit code.
    """
    log = folders.logs / f"{file_name_of(run_name)}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = _airflow_environment(folders)
    conf = json.dumps({"catalog": str(catalog.resolve()), "run_name": run_name})
    airflow = [sys.executable, "-m", "airflow"]
    with log.open("w", encoding="utf-8") as output:
        if not _metadata_is_ready(folders):
            subprocess.run(
                [*airflow, "db", "migrate"], env=environment, stdout=output, stderr=output, check=True
            )
            _remember_metadata(folders)
        command = [*airflow, "dags", "test", "nightly", moment.isoformat(), "--conf", conf]
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
    from expectations.checkpoints import check_marts, check_raw
    from warehouse.build import build_marts
    from warehouse.fingerprint import has_changed
    from warehouse.publish import publish_marts

    start_run(folders, catalog, run_name, moment)
    for batch in discover_documents(folders, run_name):
        for _ in range(TRIES):
            try:
                fetch_batch(folders, run_name, batch)
            except BatchFailed as failure:
                if failure.can_retry:
                    continue
            break
    read_documents(folders, run_name)
    if has_changed(folders, run_name):
        check_raw(folders, run_name)
        build_marts(folders, run_name)
        check_marts(folders, run_name)
        publish_marts(folders, run_name)


def _airflow_environment(folders: Folders) -> dict[str, str]:
    """Return the environment of the embedded Airflow: its home lies in the data folder, nothing is asked."""
    settings = {
        "AIRFLOW_HOME": str(folders.airflow),
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False",
        "THUOCDO_DATA": str(folders.data),
        "THUOCDO_RETRY_SECONDS": os.environ.get("THUOCDO_RETRY_SECONDS", "5"),
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    }
    return {**os.environ, **settings}


def _metadata_is_ready(folders: Folders) -> bool:
    mark = folders.airflow / "migrated"
    return mark.exists() and mark.read_text("utf-8") == importlib.metadata.version("apache-airflow")


def _remember_metadata(folders: Folders) -> None:
    (folders.airflow / "migrated").write_text(importlib.metadata.version("apache-airflow"), "utf-8")

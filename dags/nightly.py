"""The nightly run: wiring only. Each task calls one function of another package.

    start ─► discover ─► fetch (one task per batch) ─► read ─► changed? ─► gate_raw ─► build ─► gate_marts
        ─► publish ─► finish

A listing or a batch that fails stops nothing behind it, though the batch is red: whatever did arrive is
read and published. The last step keeps the summary whatever happened, and sweeps what is old.
"""

import contextlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pendulum
from airflow.sdk import (
    Asset,
    CronTriggerTimetable,
    DeadlineAlert,
    DeadlineReference,
    Param,
    SyncCallback,
    dag,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowFailException
from airflow.task.trigger_rule import TriggerRule

from warehouse.alerting.notifier import NightAlert

MARTS = Asset("thuocdo_marts")
RETRY_DELAY = timedelta(seconds=int(os.environ.get("THUOCDO_RETRY_SECONDS", "300")))
BEGINS = timedelta(hours=2)  # after midnight in Vietnam, as the schedule below says


def deadline() -> DeadlineAlert | None:
    """Return the alert of a night not published by ``THUOCDO_PUBLISHED_BY`` (06:30); none without it."""
    told = os.environ.get("THUOCDO_PUBLISHED_BY")
    if not told:
        return None
    hours, minutes = map(int, told.split(":"))
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_LOGICAL_DATE,
        interval=timedelta(hours=hours, minutes=minutes) - BEGINS,
        callback=SyncCallback(NightAlert, kwargs={"kind": "late"}),
        name=f"published by {told}",
    )


def run_name() -> str:
    """Return the name under which raw keeps this run."""
    context = get_current_context()
    return context["params"]["run_name"] or context["dag_run"].run_id


@contextlib.contextmanager
def final(*errors: type[Exception]) -> Iterator[None]:
    """Let a task fail at once, without retries, on errors that another try cannot mend."""
    try:
        yield
    except errors as error:
        raise AirflowFailException(str(error)) from error


@dag(
    dag_id="nightly",
    description="Fetch plans and exports, read the measures, build, check and publish the marts.",
    schedule=CronTriggerTimetable("0 2 * * *", timezone="Asia/Ho_Chi_Minh"),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": 2,
        "retry_delay": RETRY_DELAY,
        "on_failure_callback": NightAlert("failed"),
    },
    params={
        "catalog": Param(
            "",
            type="string",
            description="A catalogue file; empty: the one of THUOCDO_CATALOG, else catalogs/samples.yml",
        ),
        "run_name": Param("", type="string", description="The run's name in raw; empty: Airflow's run id"),
    },
    doc_md=__doc__,
    tags=["thuocdo"],
    deadline=deadline(),
)
def nightly() -> None:
    """See the picture at the top of this file."""

    @task
    def start() -> None:
        from ingest.catalog import CatalogueError
        from ingest.folders import DEFAULT_CATALOG, Folders
        from ingest.start import start_run

        context = get_current_context()
        catalog = Path(context["params"]["catalog"] or DEFAULT_CATALOG)
        moment = context.get("logical_date") or context["dag_run"].run_after
        with final(CatalogueError, ValueError):
            start_run(Folders.from_environment(), catalog, run_name(), moment)

    @task(on_failure_callback=None)  # a failed listing or batch stops nothing; read tells when nothing came
    def discover() -> list[dict[str, Any]]:
        from ingest.folders import Folders
        from ingest.listings.discover import NothingToFetch, discover_documents

        with final(NothingToFetch, LookupError):
            return [dict(batch) for batch in discover_documents(Folders.from_environment(), run_name())]

    @task(map_index_template="{{ batch_name }}", on_failure_callback=None)
    def fetch(batch: dict[str, Any]) -> dict[str, int]:
        from ingest.batches import Batch
        from ingest.fetch import BatchFailed, fetch_batch
        from ingest.folders import Folders

        get_current_context()["batch_name"] = batch["name"]
        try:
            return fetch_batch(Folders.from_environment(), run_name(), Batch(**batch))
        except BatchFailed as failure:
            if failure.can_retry:
                raise
            raise AirflowFailException(str(failure)) from failure

    @task(trigger_rule=TriggerRule.ALL_DONE, on_success_callback=NightAlert("stale"))
    def read() -> dict[str, int]:
        from ingest.folders import Folders
        from ingest.read import read_documents

        with final(LookupError):
            return read_documents(Folders.from_environment(), run_name())

    @task.short_circuit(ignore_downstream_trigger_rules=False)  # finish comes in any case
    def changed() -> bool:
        from ingest.folders import Folders
        from warehouse.fingerprint import has_changed

        return has_changed(Folders.from_environment(), run_name())

    @task
    def gate_raw() -> dict[str, Any]:
        from expectations.checkpoints import check_raw
        from expectations.gate import GateFailed
        from ingest.folders import Folders

        with final(GateFailed):
            return check_raw(Folders.from_environment(), run_name())

    @task
    def build() -> dict[str, int]:
        from ingest.folders import Folders
        from warehouse.build import build_marts
        from warehouse.dbt import BuildFailed

        with final(BuildFailed):  # one that was killed is tried again
            return build_marts(Folders.from_environment(), run_name())

    @task
    def gate_marts() -> dict[str, Any]:
        from expectations.checkpoints import check_marts
        from expectations.gate import GateFailed
        from ingest.folders import Folders

        with final(GateFailed):
            return check_marts(Folders.from_environment(), run_name())

    @task(outlets=[MARTS])
    def publish() -> dict[str, Any]:
        from ingest.folders import Folders
        from warehouse.publish import publish_marts

        with final(FileNotFoundError):
            return publish_marts(Folders.from_environment(), run_name())

    @task(trigger_rule=TriggerRule.ALL_DONE, retries=0, on_failure_callback=None)
    def finish() -> dict[str, Any]:
        from ingest.folders import Folders
        from warehouse.finish import NotPublished, finish_run, raise_if_not_published

        with final(LookupError, NotPublished):
            finished = finish_run(Folders.from_environment(), run_name())
            raise_if_not_published(finished)
        return finished

    batches = discover()
    start() >> batches
    fetched = fetch.expand(batch=batches)
    fetched >> read() >> changed() >> gate_raw() >> build() >> gate_marts() >> publish() >> finish()


nightly()

"""Everything right of raw once more: wiring only, with the functions of the nightly run.

    plan ─► for each run: start ─► recall ─► read ─► gate_raw ─► build ─► gate_marts ─► keep ─► finish

Without days it reads all of raw again with today's reader, builds, checks and publishes. With a range of days
it does so as of each day, and keeps the marts of each in data/warehouse/as_of/<day>; the published ones stay.
Nothing is fetched: what a page says today is not what it said then.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pendulum
from airflow.sdk import Param, dag, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowFailException
from airflow.task.trigger_rule import TriggerRule

DAY = r"^(\d{4}-\d{2}-\d{2})?$"
ONE_AT_A_TIME = {"max_active_tis_per_dagrun": 1}


@contextlib.contextmanager
def final(*errors: type[Exception]) -> Iterator[None]:
    """Let a task fail at once, without retries, on errors that another try cannot mend."""
    try:
        yield
    except errors as error:
        raise AirflowFailException(str(error)) from error


@dag(
    dag_id="backfill",
    description="Read all of raw again, build, check and publish; or the marts as of each day of a range.",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    params={
        "catalog": Param("", type="string", description="A catalogue file; empty: catalogs/samples.yml"),
        "from_date": Param("", type="string", pattern=DAY, description="First day (2026-10-01), or empty"),
        "to_date": Param("", type="string", pattern=DAY, description="Last day, before today, or empty"),
    },
    doc_md=__doc__,
    tags=["thuocdo"],
)
def backfill() -> None:
    """See the picture at the top of this file."""

    @task
    def plan() -> list[dict[str, Any]]:
        from datetime import date

        from ingest.runs import HOME
        from warehouse.backfill import plan_runs

        context = get_current_context()
        days = (context["params"]["from_date"], context["params"]["to_date"])
        first, last = (date.fromisoformat(day) if day else None for day in days)
        run = context["dag_run"]
        with final(ValueError):
            return [dict(one) for one in plan_runs(run.run_id, first, last, run.run_after.astimezone(HOME))]

    @task(**ONE_AT_A_TIME)
    def start(planned: dict[str, Any]) -> None:
        from datetime import datetime

        from ingest.catalog import CatalogueError
        from ingest.folders import DEFAULT_CATALOG, Folders
        from ingest.start import start_run

        catalog = Path(get_current_context()["params"]["catalog"] or DEFAULT_CATALOG)
        moment = datetime.fromisoformat(planned["moment"])
        with final(CatalogueError, ValueError):
            start_run(
                Folders.from_environment(),
                catalog,
                planned["run_name"],
                moment,
                is_as_of=planned["is_as_of"],
            )

    @task(**ONE_AT_A_TIME)
    def recall(planned: dict[str, Any]) -> None:
        from ingest.folders import Folders
        from ingest.listings.discover import NothingToFetch, recall_documents

        with final(NothingToFetch, LookupError):
            recall_documents(Folders.from_environment(), planned["run_name"])

    @task(**ONE_AT_A_TIME)
    def read(planned: dict[str, Any]) -> dict[str, int]:
        from ingest.folders import Folders
        from ingest.read import read_documents

        with final(LookupError):
            return read_documents(Folders.from_environment(), planned["run_name"])

    @task(**ONE_AT_A_TIME)
    def gate_raw(planned: dict[str, Any]) -> dict[str, Any]:
        from expectations.checkpoints import check_raw
        from expectations.gate import GateFailed
        from ingest.folders import Folders

        with final(GateFailed):
            return check_raw(Folders.from_environment(), planned["run_name"])

    @task(**ONE_AT_A_TIME)
    def build(planned: dict[str, Any]) -> dict[str, int]:
        from ingest.folders import Folders
        from warehouse.build import build_marts
        from warehouse.dbt import BuildFailed

        with final(BuildFailed):  # one that was killed is tried again
            return build_marts(Folders.from_environment(), planned["run_name"])

    @task(**ONE_AT_A_TIME)
    def gate_marts(planned: dict[str, Any]) -> dict[str, Any]:
        from expectations.checkpoints import check_marts
        from expectations.gate import GateFailed
        from ingest.folders import Folders

        with final(GateFailed):
            return check_marts(Folders.from_environment(), planned["run_name"])

    @task(**ONE_AT_A_TIME)
    def keep(planned: dict[str, Any]) -> dict[str, Any]:
        from ingest.folders import Folders
        from warehouse.as_of import keep_as_of
        from warehouse.publish import publish_marts

        keeping = keep_as_of if planned["is_as_of"] else publish_marts
        with final(FileNotFoundError):
            return keeping(Folders.from_environment(), planned["run_name"])

    @task(trigger_rule=TriggerRule.ALL_DONE, **ONE_AT_A_TIME)
    def finish(planned: dict[str, Any]) -> dict[str, Any]:
        from ingest.folders import Folders
        from warehouse.finish import NotPublished, finish_run, raise_if_not_published

        with final(LookupError, NotPublished):
            finished = finish_run(Folders.from_environment(), planned["run_name"])
            raise_if_not_published(finished)
        return finished

    @task_group
    def day(planned: dict[str, Any]) -> None:
        steps = [each(planned) for each in (start, recall, read, gate_raw, build, gate_marts, keep, finish)]
        for before, after in zip(steps, steps[1:], strict=False):
            before >> after

    day.expand(planned=plan())


backfill()

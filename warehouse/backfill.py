"""Back-filling: all right of raw once more, for today or as of each day of a range. Nothing is fetched.

A page that is asked today says what it says today: kept under a past day it would be a lie about what was
known then. So a past day is made again from what raw had on it, with today's reader, models and rules.
Only a run for today is published; past days are kept beside (``warehouse.as_of``).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypedDict

from ingest.folders import Folders
from ingest.listings.discover import recall_documents
from ingest.read import read_documents
from ingest.runs import day_at_home
from ingest.start import start_run
from warehouse.as_of import keep_as_of
from warehouse.build import build_marts
from warehouse.finish import finish_run, raise_if_not_published
from warehouse.publish import publish_marts

MOST_DAYS = 366


class PlannedRun(TypedDict):
    """One run of a back-fill, as plain values."""

    run_name: str
    moment: str  # ISO 8601, with its zone
    is_as_of: bool


def plan_runs(run_name: str, first: date | None, last: date | None, now: datetime) -> list[PlannedRun]:
    """Return one run for each day from ``first`` to ``last``; without days one for today, to be published.

    Raises ``ValueError`` when only one day is given, the range is empty, too long, or not over yet.
    """
    if first is None and last is None:
        return [PlannedRun(run_name=run_name, moment=now.isoformat(), is_as_of=False)]
    if first is None or last is None:
        raise ValueError("give both days of the range, or none to read all again for today.")
    if not first <= last < day_at_home(now):
        raise ValueError(
            f"from {first} to {last}: the first day must not come after the last, and the last must be over."
        )
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if len(days) > MOST_DAYS:
        raise ValueError(f"from {first} to {last} are {len(days)} days; take at most {MOST_DAYS} at a time.")
    nights = [datetime(day.year, day.month, day.day, 2, tzinfo=now.tzinfo) for day in days]
    return [
        PlannedRun(run_name=f"{run_name}_{night:%Y-%m-%d}", moment=night.isoformat(), is_as_of=True)
        for night in nights
    ]


def run_planned(folders: Folders, catalog: Path, planned: PlannedRun) -> None:
    """Run the steps of the DAG ``backfill`` for one run in this process.

    Raises what the first failing step raises, or ``NotPublished``.
    """
    from expectations.checkpoints import check_marts, check_raw

    name = planned["run_name"]
    moment = datetime.fromisoformat(planned["moment"])
    start_run(folders, catalog, name, moment, is_as_of=planned["is_as_of"])
    steps: list[Callable[[Folders, str], object]] = [recall_documents, read_documents, check_raw]
    steps += [build_marts, check_marts, keep_as_of if planned["is_as_of"] else publish_marts]
    try:
        for each in steps:
            each(folders, name)
    finally:
        finished = finish_run(folders, name)
    raise_if_not_published(finished)

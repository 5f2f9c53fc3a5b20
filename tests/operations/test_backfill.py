"""Back-filling: which runs it makes, and that they hold only what was known on their day."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from ingest.folders import Folders
from ingest.listings.discover import recall_documents
from ingest.runs import day_at_home, load_run, steps_of
from ingest.start import start_run
from tests.conftest import NIGHT, plan_source, write_catalogue
from tests.web_server import Site
from warehouse.backfill import MOST_DAYS, plan_runs

TODAY = day_at_home(NIGHT)


def test_without_days_one_run_for_today_is_published() -> None:
    assert plan_runs("again", None, None, NIGHT) == [
        {"run_name": "again", "moment": NIGHT.isoformat(), "is_as_of": False}
    ]


def test_each_day_of_a_range_has_its_run() -> None:
    runs = plan_runs("again", date(2026, 2, 27), date(2026, 3, 1), NIGHT)
    assert [run["run_name"] for run in runs] == ["again_2026-02-27", "again_2026-02-28", "again_2026-03-01"]
    assert all(run["is_as_of"] for run in runs)
    assert runs[0]["moment"] == "2026-02-27T02:00:00+07:00"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 1, 2), None, "give both days"),
        (date(2026, 1, 2), date(2026, 1, 1), "must not come after"),
        (date(2026, 1, 2), TODAY, "must be over"),
        (TODAY - timedelta(days=MOST_DAYS + 1), TODAY - timedelta(days=1), f"at most {MOST_DAYS}"),
    ],
)
def test_a_wrong_range_is_refused(first: date | None, last: date | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        plan_runs("again", first, last, NIGHT)


def test_nothing_is_fetched(folders: Folders, tmp_path: Path, site: Site) -> None:
    catalog = write_catalogue(tmp_path, plan_source("plan", url=site.url("/plan")))
    start_run(folders, catalog, "again", NIGHT, is_as_of=True)
    assert recall_documents(folders, "again") == []
    assert load_run(folders, "again").sources[0]["source_id"] == "plan"
    assert steps_of(folders, "again")["run"]["is_as_of"] is True
    assert site.requests == []

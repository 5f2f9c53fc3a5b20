"""Stale sources: told by the days that the catalogue expects, from raw and the run's date alone."""

from datetime import timedelta
from pathlib import Path

import pytest

from ingest.catalog import CatalogueError, load_catalogue
from ingest.folders import Folders
from ingest.freshness import stale_sources
from ingest.raw import RawZone
from ingest.runs import load_declared
from ingest.start import start_run
from tests.conftest import NIGHT, plan_source, write_catalogue
from warehouse.alerting.messages import failed_message, late_message, stale_message

LISTING = {"kind": "listing", "url": "http://tinh.vn/list", "listing": {"links": "/van-ban/*"}}


def night(folders: Folders, catalog: Path, days_ago: int, **outcomes: str) -> str:
    """Log a night in which each source came to its outcome; return the run's id."""
    moment = NIGHT - timedelta(days=days_ago)
    run_id = f"run_{days_ago}"
    start_run(folders, catalog, run_id, moment)
    rows = [
        {
            "attempt_key": f"{run_id} {source_id}",
            "run_id": run_id,
            "run_date": moment.date(),
            "source_id": source_id,
            "url": "http://tinh.vn",
            "attempted_at": moment,
            "outcome": outcome,
        }
        for source_id, outcome in outcomes.items()
    ]
    RawZone(folders.raw).append("fetch_log", rows, f"run_date={moment.date()}")
    return run_id


def test_a_document_is_fresh_when_confirmed_and_a_listing_when_it_shows_something_new(
    folders: Folders, tmp_path: Path
) -> None:
    catalog = write_catalogue(
        tmp_path,
        plan_source("confirmed", path="a.txt", expected_every_days=10),
        plan_source("down", path="b.txt", expected_every_days=10),
        plan_source("never_came", path="c.txt", expected_every_days=10),
        plan_source("not_expected", path="d.txt"),
        {**plan_source("portal"), **LISTING, "expected_every_days": 10},
    )
    came = dict.fromkeys(("confirmed", "down", "not_expected", "portal"), "fetched")
    night(folders, catalog, 11, **came, never_came="failed")
    run_id = night(
        folders,
        catalog,
        0,
        confirmed="unchanged",
        portal="unchanged",
        **dict.fromkeys(("down", "never_came", "not_expected"), "failed"),
    )
    said = stale_sources(RawZone(folders.raw), load_declared(folders, run_id))
    assert [sentence.split(":")[0] for sentence in said] == [
        "source down",
        "source never_came",
        "source portal",
    ]
    assert "has shown no new link since 2026-11-11 (11 days; expected every 10)" in said[2]
    message = stale_message(folders, run_id)
    assert message is not None
    assert message.lines == tuple(said)
    earlier = load_declared(folders, "run_11")
    assert stale_sources(RawZone(folders.raw), earlier) == [], "a later night is no part of an earlier one"


def test_a_night_that_is_late_tells_how_far_it_came(folders: Folders, tmp_path: Path) -> None:
    run_id = night(folders, write_catalogue(tmp_path, plan_source("plan", path="a.txt")), 0, plan="fetched")
    RawZone(folders.raw).keep_json(f"runs/{run_id}/read.json", {"outcome": {"documents": 1}})
    message = late_message(folders, run_id, "06:30")
    assert message is not None
    assert message.lines == ("done so far: read",)
    RawZone(folders.raw).keep_json(f"runs/{run_id}/publish.json", {"outcome": {}})
    assert late_message(folders, run_id, "06:30") is None


def test_a_night_that_did_not_start_is_told_once(folders: Folders) -> None:
    first = failed_message(folders, "tonight", "my.yml:3: field `pfad`: is not a known field")
    assert first is not None
    assert "pfad" in first.text
    with pytest.raises(LookupError) as missing:
        load_declared(folders, "tonight")
    assert failed_message(folders, "tonight", str(missing.value)) is None


@pytest.mark.parametrize("wrong", [0, "monthly"])
def test_what_is_expected_must_be_whole_days(tmp_path: Path, wrong: object) -> None:
    catalog = write_catalogue(tmp_path, plan_source("plan", path="a.txt", expected_every_days=wrong))
    with pytest.raises(CatalogueError, match="field `expected_every_days`"):
        load_catalogue(catalog)


def test_a_catalogue_that_expects_nothing_is_kept_as_before(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_catalogue(tmp_path, plan_source("plan", path="a.txt")))
    assert "expected_every_days" not in catalogue.entries()[0]

"""A run's date, what a run means, and what its steps leave behind."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ingest.folders import Folders
from ingest.raw import RawZone
from ingest.runs import day_at_home, load_run, run_before, sentence_list, step, steps_of
from ingest.start import start_run
from tests.conftest import NIGHT, plan_source, write_catalogue


def test_two_in_the_morning_in_vietnam_is_the_day_before_in_utc() -> None:
    moment = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
    assert day_at_home(moment) == date(2026, 11, 22)
    assert day_at_home(NIGHT) == date(2026, 11, 22)


def test_a_run_means_one_catalogue_and_one_date_for_ever(folders: Folders, tmp_path: Path) -> None:
    catalog = write_catalogue(tmp_path, plan_source("a", path="a.txt"))
    assert start_run(folders, catalog, "night", NIGHT) == start_run(folders, catalog, "night", NIGHT)
    other = write_catalogue(tmp_path, plan_source("b", path="b.txt"))
    with pytest.raises(ValueError, match="already started with another catalogue or date"):
        start_run(folders, other, "night", NIGHT)
    assert [source["source_id"] for source in load_run(folders, "night").sources] == ["a"]


def test_the_catalogue_of_every_run_stays_in_raw(folders: Folders, tmp_path: Path) -> None:
    first = write_catalogue(tmp_path, plan_source("a", path="a.txt"))
    text = first.read_bytes()
    start_run(folders, first, "night-1", NIGHT)
    start_run(folders, write_catalogue(tmp_path, plan_source("b", path="b.txt")), "night-2", NIGHT)
    kept = {file.read_bytes() for file in (folders.raw / "catalogs").glob("*.yml")}
    assert len(kept) == 2
    assert text in kept
    assert load_run(folders, "night-1").sources[0]["source_id"] == "a"


def test_a_step_keeps_its_outcome_or_its_error(folders: Folders) -> None:
    @step("read")
    def count(folders: Folders, run_id: str, number: int) -> dict[str, int]:
        return {"documents": 10 // number}

    with pytest.raises(ZeroDivisionError):
        count(folders, "night", 0)
    assert steps_of(folders, "night")["read"]["error"] == "integer division or modulo by zero"
    assert count(folders, "night", 5) == {"documents": 2}
    kept = steps_of(folders, "night")["read"]
    assert kept["outcome"] == {"documents": 2}
    assert "error" not in kept
    assert kept["seconds"] >= 0
    assert datetime.fromisoformat(kept["began_at"]).tzinfo is not None
    assert len(list(folders.run("night").glob("read*.json"))) == 2, "the failed try is kept too"


def test_a_run_is_compared_with_the_last_published_one_of_an_earlier_day(
    folders: Folders, tmp_path: Path
) -> None:
    catalog = write_catalogue(tmp_path, plan_source("a", path="a.txt"))
    other = write_catalogue(tmp_path / "other", plan_source("b", path="b.txt"), name="other")
    nights = [
        ("published", catalog, -3, {"outcome": {"version": "published"}}),
        ("of another catalogue", other, -2, {"outcome": {"version": "of another catalogue"}}),
        ("red", catalog, -2, {"error": "marts gate: a rule failed"}),
        ("never got so far", catalog, -1, None),
        ("same day", catalog, 0, {"outcome": {"version": "same day"}}),
        ("this", catalog, 0, None),
        ("later", catalog, 1, {"outcome": {"version": "later"}}),
    ]
    for run_id, of, days, published in nights:
        start_run(folders, of, run_id, NIGHT + timedelta(days))
        if published:
            RawZone(folders.raw).keep_json(
                str(folders.run(run_id).relative_to(folders.raw) / "publish.json"), published
            )
    before = run_before(folders, load_run(folders, "this"))
    assert before is not None
    assert before.run_id == "published"
    assert run_before(folders, before) is None


def test_of_two_runs_of_one_day_the_one_that_fetched_last_comes_before(
    folders: Folders, tmp_path: Path
) -> None:
    catalog = write_catalogue(tmp_path, plan_source("a", path="a.txt"))
    for run_id, hour in (("a second", 9), ("first", 2)):
        start_run(folders, catalog, run_id, NIGHT - timedelta(1))
        attempt = {"attempt_key": run_id, "run_id": run_id, "attempted_at": NIGHT.replace(hour=hour)}
        RawZone(folders.raw).append("fetch_log", [attempt], "a")
        told = str(folders.run(run_id).relative_to(folders.raw) / "publish.json")
        RawZone(folders.raw).keep_json(told, {"outcome": {"version": run_id}})
    start_run(folders, catalog, "this", NIGHT)
    before = run_before(folders, load_run(folders, "this"))
    assert before is not None
    assert before.run_id == "a second"


def test_an_unknown_run_is_one_sentence(folders: Folders) -> None:
    with pytest.raises(LookupError, match="nothing is kept of it"):
        load_run(folders, "never")


def test_long_lists_are_counted() -> None:
    assert sentence_list(["a", "b"]) == "a, b"
    assert sentence_list(list("abcde")) == "a, b, c and 2 more"

"""``thuocdo runs``: what became of the last runs, also of those that published nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.cli import main
from ingest.folders import Folders
from ingest.raw import RawZone
from ingest.start import start_run
from tests.conftest import NIGHT, plan_source, write_catalogue
from warehouse.finish import NotPublished, finish_run, raise_if_not_published

TIMES = {"began_at": "2026-11-21T19:00:05.000+00:00", "seconds": 2.5}
NIGHTS = {
    "good": {"publish": {"outcome": {"version": "good", "sources_left": []}}},
    "red": {"gate_raw": {"error": "raw gate: 9500 is no share"}},
    "same": {"decide": {"outcome": False}},
    "killed": {"read": {"outcome": {"documents": 3}}},
}


@pytest.fixture
def nights(folders: Folders, tmp_path: Path) -> Folders:
    catalog = write_catalogue(tmp_path, plan_source("plan", path="plan.txt"))
    for days, (run_id, steps) in enumerate(NIGHTS.items()):
        start_run(folders, catalog, run_id, NIGHT + timedelta(days=days))
        for step, told in steps.items():
            RawZone(folders.raw).keep_json(f"runs/{run_id}/{step}.json", {**told, **TIMES})
        if run_id != "killed":
            finish_run(folders, run_id)
    return folders


def printed(folders: Folders, *arguments: str) -> str:
    result = CliRunner(env={"THUOCDO_DATA": str(folders.data)}).invoke(main, ["runs", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_last_runs_are_listed_the_newest_first(nights: Folders) -> None:
    lines = [line.split("│") for line in printed(nights).splitlines()]
    rows = [[cell.strip() for cell in line] for line in lines if len(line) > 2 and line[2].strip()]
    assert [(row[1], row[4], row[5]) for row in rows] == [
        ("killed", "unfinished", ""),
        ("same", "unchanged", "3"),
        ("red", "not published", "1"),
        ("good", "published", "3"),
    ]
    assert "9500 is no share" in printed(nights)
    assert "good" not in printed(nights, "--last", "2")


def test_the_steps_of_one_run_are_listed(nights: Folders) -> None:
    steps = printed(nights, "red")
    assert "02:00:05" in steps, "the clock in Vietnam"
    assert "raw gate: 9500 is no share" in steps
    unknown = CliRunner(env={"THUOCDO_DATA": str(nights.data)}).invoke(main, ["runs", "nobody"])
    assert "no run is called nobody" in unknown.output


def test_a_run_that_published_nothing_ends_red(nights: Folders) -> None:
    with pytest.raises(NotPublished, match="9500 is no share"):
        raise_if_not_published(finish_run(nights, "red"))
    raise_if_not_published(finish_run(nights, "good"))

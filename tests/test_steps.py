"""The same steps without Airflow: gates that stop, sources that leave, versions that come and go."""

import shutil
from pathlib import Path

import pytest

from ingest.folders import Folders
from ingest.raw import RawZone
from tests.conftest import plan_source, write_catalogue
from tests.nights import ask, run_night
from warehouse.build import build_marts
from warehouse.publish import publish_marts

pytestmark = pytest.mark.slow
PLAN = "Đến năm 2025, tối thiểu {}% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
EXPORT = "Tỉnh,Năm,Điểm\nBắc Ninh,2021,86.5\n"
MAPPING = {
    "locality": "Tỉnh",
    "year": "Năm",
    "values": [{"column": "Điểm", "indicator": "par_index_score", "unit": "percent"}],
}


CHANGES = """
    select kind, source_id, run_date_before::varchar, run_date::varchar from fct_change order by position
"""


def catalogue_of_two(folder: Path, figure: int = 90, export: str = EXPORT) -> Path:
    (folder / "plan.txt").write_text(PLAN.format(figure), "utf-8")
    (folder / "index.csv").write_text(export, "utf-8")
    plan = plan_source("plan", path="plan.txt", locality="Bắc Ninh", document_date="2021-05-01")
    index = plan_source("index", path="index.csv", kind="indicator_export", mapping=MAPPING)
    return write_catalogue(folder, plan, {**index, "kind": "indicator_export"})


def test_nights_that_follow_each_other(folders: Folders, tmp_path: Path) -> None:
    """One story: published, a red gate that changes nothing, a revision, a source that leaves."""
    night = run_night(folders, catalogue_of_two(tmp_path), "run", "--date", "2026-01-01")
    assert night.exit_code == 0, night.printed
    assert ask(folders, "select value_low, locality_key, year_key from fct_target") == [
        (90.0, "p63-27", 2025)
    ]

    night = run_night(folders, catalogue_of_two(tmp_path, 9500), "run", "--date", "2026-01-02")
    assert night.exit_code == 1, night.printed
    assert "nothing published, the marts stay as they were" in night.printed
    assert "gate raw   RED, nothing goes on from here" in night.printed
    assert ": 1 row, e.g." in night.printed, "the message counts the rows"
    assert "9500" in night.printed, "and shows them"
    assert ask(folders, "select value_low from fct_target") == [(90.0,)]

    night = run_night(folders, catalogue_of_two(tmp_path, 95), "run", "--date", "2026-01-03")
    assert night.exit_code == 0, night.printed
    versions = ask(folders, "select value_low, known_from::varchar, is_current from fct_target order by 1")
    assert versions == [
        (90.0, "2026-01-01", False),
        (95.0, "2026-01-03", True),
        (9500.0, "2026-01-02", False),
    ]
    assert ask(folders, "select target_low from fct_attainment") == [(95.0,)]
    assert ask(folders, CHANGES) == [
        ("runs_compared", None, "2026-01-01", "2026-01-03"),
        ("new_version", "plan", "2026-01-01", "2026-01-03"),
        ("new_version", "plan", "2026-01-01", "2026-01-03"),
        ("target_changed", "plan", "2026-01-01", "2026-01-03"),
        ("target_changed", "plan", "2026-01-01", "2026-01-03"),
    ]
    assert (
        "từ ≥ 9500 (percent, Toàn tỉnh, 2025) thành ≥ 95 (percent, Toàn tỉnh, 2025)."
        in ask(folders, "select sentence_vi from fct_change where value_after = 95")[0][0]
    )
    assert ask(folders, "select role, state, raw_gate, marts_gate from dim_run order by run_number") == [
        ("run_before", "published", "passed", "passed"),
        ("other", "not_published", "failed", None),
        ("this_run", "building", "passed", None),
    ]

    night = run_night(folders, write_catalogue(tmp_path, plan_source("plan", path="plan.txt")), "run")
    assert night.exit_code == 0, night.printed
    assert "index: no longer in the catalogue; out of the marts, kept in raw" in night.printed
    assert ask(folders, "select distinct source_id from dim_document") == [("plan",)]
    assert ("source_left", "index") in [change[:2] for change in ask(folders, CHANGES)]
    kept = RawZone(folders.raw).query("select distinct source_id from documents order by 1")
    assert [row["source_id"] for row in kept] == ["index", "plan"]


@pytest.mark.stack
@pytest.mark.long
def test_the_marts_are_a_function_of_raw_code_and_date(folders: Folders, tmp_path: Path) -> None:
    catalog = catalogue_of_two(tmp_path)
    run_night(folders, catalog, "run", "--date", "2026-01-01")
    # which runs there were and how often they asked is history: a second run adds to it
    tables = [
        name
        for (name,) in ask(folders, "select table_name from duckdb_tables() order by 1")
        if name not in ("dim_run", "fct_run_step", "fct_change", "fct_source_freshness")
    ]
    first = {table: ask(folders, f"select * from {table} order by all") for table in tables}
    shutil.rmtree(folders.warehouse)
    for dataset in ("readings", "texts", "measures", "values"):
        shutil.rmtree(folders.raw / dataset)
    night = run_night(folders, catalog, "run", "--date", "2026-01-01")
    assert night.exit_code == 0, night.printed
    assert {table: ask(folders, f"select * from {table} order by all") for table in tables} == first


@pytest.mark.stack
@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_run_built_again_says_the_same_of_runs_and_changes(folders: Folders, tmp_path: Path) -> None:
    run_night(folders, catalogue_of_two(tmp_path), "run", "--date", "2026-01-01")
    assert [kind for kind, *_ in ask(folders, CHANGES)] == ["no_run_before"]
    run_night(
        folders, catalogue_of_two(tmp_path, 95, EXPORT.replace("86.5", "87")), "run", "--date", "2026-01-02"
    )
    tables = ("dim_run", "fct_run_step", "fct_change", "fct_revision", "fct_target_revision")
    first = {table: ask(folders, f"select * from {table} order by all") for table in tables}
    assert [kind for kind, *_ in ask(folders, CHANGES)] == [
        "runs_compared",
        "new_version",
        "new_version",
        "target_changed",
        "figure_changed",
    ]
    (run_id,) = (str(row[0]) for row in ask(folders, "select run_id from dim_run where role = 'this_run'"))
    run_night(folders, catalogue_of_two(tmp_path, 96), "run", "--date", "2026-01-03")
    build_marts(folders, run_id)
    publish_marts(folders, run_id)
    assert {table: ask(folders, f"select * from {table} order by all") for table in tables} == first


def test_a_catalogue_with_a_typo_publishes_nothing(folders: Folders, tmp_path: Path) -> None:
    catalog = write_catalogue(tmp_path, plan_source("plan", pfad="plan.txt"))
    for command in ("run", "nightly"):
        night = run_night(folders, catalog, command)
        assert night.exit_code == 1
        assert "field `pfad`: is not a known field" in night.printed
    assert not folders.warehouse.exists()


def test_when_every_source_fails_at_first_nothing_is_published(folders: Folders, tmp_path: Path) -> None:
    night = run_night(folders, write_catalogue(tmp_path, plan_source("plan", path="nowhere.txt")), "run")
    assert night.exit_code == 1, night.printed
    assert "nowhere.txt is not there" in night.printed
    assert not (folders.warehouse / "marts.duckdb").exists()

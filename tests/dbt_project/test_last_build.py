"""A night that continues the last build says, to the last row, what a build from nothing says."""

import csv
import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import pytest
import yaml

from ingest.fetch import BatchFailed, fetch_batch
from ingest.folders import DEFAULT_CATALOG, SEEDS, Folders
from ingest.quarantine import decide
from ingest.raw import RawZone
from ingest.read import read_documents
from ingest.runs import Run, load_run
from ingest.start import start_run
from tests.conftest import NIGHT
from tests.web_server import HURRIED
from warehouse.dbt import run_dbt
from warehouse.last_build import keep_last_build, take_last_build

# ---- whole nights over the samples: several minutes of dbt ----


class Nights:
    """Nights of one data folder, each over another choice of the samples; each continues the one before."""

    def __init__(self, folder: Path) -> None:
        self.folders = Folders(folder / "data")
        shutil.copytree(DEFAULT_CATALOG.parents[1] / "samples", folder / "samples")
        shutil.copytree(DEFAULT_CATALOG.parent, folder / "catalogs")
        self.catalogue = yaml.safe_load(DEFAULT_CATALOG.read_text("utf-8"))
        self.samples, self.file = folder / "samples", folder / "catalogs" / "some.yml"
        self.continued = self.folders.data / "continued" / "warehouse.duckdb"
        self.continued.parent.mkdir(parents=True)

    def fetch(self, name: str, moment: datetime, *left_out: str) -> None:
        sources = [dict(source) for source in self.catalogue["sources"] if source["id"] not in left_out]
        for source in sources:  # a relation must not name what is not there
            said = source.pop("relations", [])
            source["relations"] = [one for one in said if one["document"] not in left_out]
        told = {**self.catalogue, "sources": sources}
        self.file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), "utf-8")
        for batch in start_run(self.folders, self.file, name, moment):
            try:
                fetch_batch(self.folders, name, batch, HURRIED)
            except BatchFailed:
                continue
        read_documents(self.folders, name)

    def continue_last(self, name: str) -> tuple[bool, Path]:
        """Build the run upon the last build; tell whether there was one that could be continued."""
        run = load_run(self.folders, name)
        was_taken = take_last_build(self.folders, run, self.continued)
        run_dbt(self.folders, run, self.continued)
        shutil.copyfile(self.continued, self.folders.data / "seen.duckdb")
        keep_last_build(self.folders, run, self.continued)
        return was_taken, self.folders.data / "seen.duckdb"

    def build_whole(self, name: str) -> Path:
        whole = self.folders.data / "whole" / name / "warehouse.duckdb"
        whole.parent.mkdir(parents=True)
        run_dbt(self.folders, load_run(self.folders, name), whole)
        return whole


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    nights = Nights(tmp_path_factory.mktemp("nights"))
    # the first night has no plan that the news report, no better source of two that disagree, no corrections
    nights.fetch(
        "first",
        NIGHT,
        "bac_ninh_roadmap_2022",
        "par_index_excerpt",
        "bac_giang_plan_2021_2030",
        "corrections",
    )
    was_taken, _ = nights.continue_last("first")
    assert not was_taken
    return nights


def differing_rows(one: Path, other: Path) -> Iterator[tuple[str, list[Any]]]:
    """Yield each table of the marts whose rows differ, with some that only one of the two files has."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        tables = connection.execute(
            "select distinct table_name from duckdb_tables() where schema_name = 'main' order by all"
        ).fetchall()
        assert len(tables) > 30
        for (table,) in tables:
            rows = connection.execute(
                f"""
                (select 'continued', * from (from one.{table} except all from other.{table}) limit 3)
                union all
                (select 'whole', * from (from other.{table} except all from one.{table}) limit 3)
                """
            ).fetchall()
            if rows:
                yield table, rows


def keep_a_second_time(folder: Path) -> None:
    """Keep all rows of readings once more, as a run at the same time would have."""
    for dataset in ("measures", "values", "relations", "responsibilities", "corrections"):
        files = list((folder / dataset).glob("*/*.parquet"))
        assert files, dataset
        for file in files:
            shutil.copyfile(file, file.with_name(f"other-{file.name}"))


def built_anew(warehouse: Path) -> tuple[int, int]:
    """Return how many document versions the last night built anew, of how many."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        counts = connection.execute(
            "select count(*) filter (where is_changed), count(*) from intermediate.int_document_states"
        ).fetchone()
    assert counts is not None
    return counts


def promises_revised(warehouse: Path) -> list[tuple[str, float, float]]:
    """Return the promises that a new version states otherwise: what became of each, old and new value."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(
            "select kind, value_low_before, value_low_after from fct_target_revision order by all"
        ).fetchall()


@pytest.mark.stack
@pytest.mark.timeout(1800)  # five builds, on a machine that may have other work
def test_new_corrected_and_lost_documents_are_the_same_as_from_nothing(nights: Nights) -> None:
    """A plan that news report comes, a better source, corrections; two texts are revised, a source leaves."""
    for name, was, now in (
        ("hai_phong_tin_chi_so_2023.txt", "91,81", "91,9"),
        ("vinh_phuc_ke_hoach_2021_2025.txt", "tối thiểu 90%", "tối thiểu 92%"),
    ):
        revised = nights.samples / name
        revised.write_text(revised.read_text("utf-8").replace(was, now, 1), "utf-8")
    nights.fetch("second", NIGHT + timedelta(days=3), "dti_excerpt")
    was_taken, continued = nights.continue_last("second")
    assert was_taken
    changed, versions = built_anew(continued)
    assert 5 < changed < versions
    assert promises_revised(continued) == [("changed", 90.0, 92.0)]
    keep_a_second_time(nights.folders.raw)
    assert list(differing_rows(continued, nights.build_whole("second"))) == []


@pytest.mark.stack
@pytest.mark.long
@pytest.mark.timeout(1800)  # five builds, on a machine that may have other work
def test_decisions_and_sources_that_come_back_are_the_same_as_from_nothing(nights: Nights) -> None:
    """A file is withheld by a person, a source returns, another leaves, corrections are taken back."""
    raw = RawZone(nights.folders.raw)
    (row,) = raw.query("select document_key from documents where source_id = 'sipas_excerpt'")
    with mock.patch("ingest.quarantine.datetime") as clock:
        clock.now.return_value = NIGHT + timedelta(days=3)
        decide(raw, row["document_key"], "withhold", "Nguyễn Thị A", "xem lại")
    lines = (nights.samples / "phieu_sua.csv").read_text("utf-8").splitlines(keepends=True)
    (nights.samples / "phieu_sua.csv").write_text("".join(lines[:2]), "utf-8")
    nights.fetch("third", NIGHT + timedelta(days=4), "bac_ninh_roadmap_2022", "lao_cai_plan_2021")
    was_taken, continued = nights.continue_last("third")
    assert was_taken
    assert list(differing_rows(continued, nights.build_whole("third"))) == []


# ---- what may be continued: cheap ----


def test_a_broken_an_old_or_no_build_is_not_continued(folders: Folders, tmp_path: Path) -> None:
    run = _run_on(folders, date(2026, 11, 22))
    warehouse = tmp_path / "warehouse.duckdb"

    def keep(on: date) -> None:
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute("create or replace table fct_attainment (target_key varchar)")
        keep_last_build(folders, _run_on(folders, on), warehouse)

    assert not take_last_build(folders, run, warehouse), "there is none"
    keep(date(2026, 11, 21))
    assert take_last_build(folders, run, warehouse)
    assert not take_last_build(folders, run, tmp_path / "again.duckdb"), "it was taken away"
    keep(date(2026, 10, 31))
    assert not take_last_build(folders, run, warehouse), "units of the country begin with a month"
    keep(date(2026, 11, 21))
    (folders.last_build / "warehouse.duckdb").write_bytes(b"broken")
    assert not take_last_build(folders, run, warehouse)
    keep(date(2026, 11, 21))
    (folders.last_build / "made_by.json").write_text(json.dumps({"code": "another"}), "utf-8")
    assert not take_last_build(folders, run, warehouse)
    keep(date(2026, 12, 30))
    assert not take_last_build(folders, _run_on(folders, date(2026, 12, 31)), warehouse), "the year is over"


def test_units_and_levels_of_the_country_begin_and_end_with_a_month() -> None:
    found = set()
    for file in SEEDS.glob("*.csv"):
        with file.open(encoding="utf-8") as opened:
            for row in csv.DictReader(opened):
                first, last = row.get("valid_from"), row.get("valid_to")
                if first:
                    assert date.fromisoformat(first).day == 1, (file.name, row)
                if last:
                    assert (date.fromisoformat(last) + timedelta(days=1)).day == 1, (file.name, row)
                found |= {day for day in (first, last) if day}
    assert len(found) >= 2


def _run_on(folders: Folders, day: date) -> Run:
    return Run("night", day, "some", folders.data, "", ())

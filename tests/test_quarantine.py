"""Quarantine: a broken export is kept apart while everything else goes on, until a person decides."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.folders import Folders
from ingest.raw_slice import write_raw_slice
from ingest.runs import load_run
from tests.conftest import plan_source, write_catalogue
from tests.nights import THUOCDO, ask, run_night

pytestmark = pytest.mark.slow

HEAD = "Tỉnh,Năm,Điểm\n"
GOOD = HEAD + "Bắc Ninh,2021,86.5\nHuế,2021,80\n"
MAPPING: dict[str, Any] = {
    "locality": "Tỉnh",
    "year": "Năm",
    "values": [{"column": "Điểm", "indicator": "par_index_score", "unit": "percent", "highest": 100}],
}
FIGURES = """
    select source_id, value_low from fct_actual join dim_document using (document_key)
    where origin = 'export' and fct_actual.is_current order by 1, 2
"""
REVISIONS = (
    "select kind, value_before, value_after, revised_on::varchar from fct_revision order by value_after"
)


def catalogue_of(folder: Path, **exports: str) -> Path:
    sources = []
    for name, text in exports.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
        source = plan_source(name, path=f"{name}.csv", mapping=MAPPING)
        sources.append({**source, "kind": "indicator_export"})
    return write_catalogue(folder, *sources)


def thuocdo(folders: Folders, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "THUOCDO_DATA": str(folders.data), "COLUMNS": "200"}
    return subprocess.run([THUOCDO, *arguments], env=environment, capture_output=True, text=True, check=False)


def key_of_newest(folders: Folders) -> str:
    documents = folders.raw / "documents"
    sql = f"""
        select document_key from read_parquet('{documents}/**/*.parquet', union_by_name = true)
        where source_id = 'first' order by fetched_at desc limit 1
    """
    return str(ask(folders, sql)[0][0])


def figures_at_the_gate(folders: Folders) -> list[tuple[Any, ...]]:
    """Return how many figures of each source the raw gate of the newest run looks at."""
    newest = max((folders.raw / "runs").glob("*/run.json"), key=lambda file: file.stat().st_mtime_ns)
    run = load_run(folders, json.loads(newest.read_text("utf-8"))["run_id"])
    file = write_raw_slice(folders, run, folders.data / "slice.duckdb")
    with duckdb.connect(str(file), read_only=True) as connection:
        figures = 'select source_id from "values" join documents using (document_key)'
        return connection.execute(
            f"select source_id, count(*) from ({figures}) group by 1 order by 1"
        ).fetchall()


def test_a_broken_export_is_kept_apart_and_can_be_released(folders: Folders, tmp_path: Path) -> None:
    night = run_night(folders, catalogue_of(tmp_path, first=GOOD, second=GOOD), "run", "--date", "2026-01-01")
    assert night.exit_code == 0, night.printed

    broken = GOOD.replace("Huế,2021,80", "Huế,2021,180")
    other = GOOD.replace("86.5", "87.5")
    catalogue = catalogue_of(tmp_path, first=broken, second=other)
    night = run_night(folders, catalogue, "run", "--date", "2026-01-02")
    assert night.exit_code == 3, night.printed
    assert (
        "has 1 figures outside its scale of any to 100 in column 'Điểm', such as '180' (Huế, 2021)"
        in night.printed
    )
    kept = [("first", 80.0), ("first", 86.5), ("second", 80.0), ("second", 87.5)]
    assert ask(folders, FIGURES) == kept, "yesterday's file stays, the other source goes on"
    assert ask(folders, REVISIONS) == [("changed", 86.5, 87.5, "2026-01-02")]
    assert figures_at_the_gate(folders) == [("first", 2), ("second", 2)], "not those that are kept apart"

    key = key_of_newest(folders)
    assert key[:12] in thuocdo(folders, "quarantine").stdout
    said = thuocdo(folders, "quarantine", "release", key, "--author", "An", "--reason", "trên thang 200 điểm")
    assert said.returncode == 0, said.stderr
    night = run_night(folders, catalogue, "run")
    assert night.exit_code == 0, "a person answers for it"
    said = "such as '180' (Huế, 2021); it was released by An (trên thang 200 điểm)."
    assert said in night.printed, night.printed
    assert ("first", 180.0) in ask(folders, FIGURES)
    assert figures_at_the_gate(folders) == [("first", 4), ("second", 2)]

    thuocdo(folders, "quarantine", "withhold", key, "--author", "Bình", "--reason", "nhầm")
    night = run_night(folders, catalogue, "run")
    assert night.exit_code == 3, night.printed
    assert ask(folders, FIGURES) == kept


@pytest.mark.stack
def test_what_is_not_there_cannot_be_released(folders: Folders, tmp_path: Path) -> None:
    night = run_night(folders, catalogue_of(tmp_path, first=GOOD), "run", "--date", "2026-01-01")
    assert night.exit_code == 0, night.printed
    said = thuocdo(folders, "quarantine", "release", "ffffffff", "--author", "An", "--reason", "x")
    assert said.returncode == 1 and "no file or figure has a key that begins with 'ffffffff'" in said.stderr
    assert "Nothing is in quarantine." in thuocdo(folders, "quarantine").stdout

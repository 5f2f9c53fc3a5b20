"""dbt itself: every model, data test and unit test, on the samples and on almost nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ingest.folders import DEFAULT_CATALOG, REPOSITORY, Folders
from ingest.raw import RawZone
from ingest.read import read_documents
from ingest.runs import catalogue_file, load_run
from ingest.version import reader_version
from tests.conftest import plan_source, write_catalogue
from tests.ingest.test_fetch import fetch_all

pytestmark = pytest.mark.slow
DBT = str(Path(sys.executable).parent / "dbt")


def build(folders: Folders, catalog: Path, *options: str) -> Path:
    """Fetch and read, then run ``dbt build`` with ``options``; return the warehouse."""
    fetch_all(folders, catalog, "night")
    read_documents(folders, "night")
    run = load_run(folders, "night")
    variables = {
        "raw_folder": str(folders.raw),
        "catalogue_file": str(catalogue_file(folders, run.catalogue_sha256)),
        "run_date": run.run_date.isoformat(),
        "reader_version": reader_version(),
    }
    project = str(REPOSITORY / "dbt_project")
    warehouse = folders.data / "warehouse.duckdb"
    command = [DBT, "--no-use-colors", "--quiet", "--log-path", str(folders.data / "dbt" / "logs"), "build"]
    command += [
        "--project-dir",
        project,
        "--profiles-dir",
        project,
        "--target-path",
        str(folders.data / "dbt"),
    ]
    environment = {**os.environ, "THUOCDO_BUILD_FILE": str(warehouse)}
    command += ["--vars", json.dumps(variables), *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return warehouse


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(Folders(tmp_path_factory.mktemp("dbt") / "data"), DEFAULT_CATALOG)


def test_models_data_tests_and_unit_tests_pass_on_the_samples(built: Path) -> None:
    results = json.loads((built.parent / "dbt" / "run_results.json").read_text("utf-8"))["results"]
    kinds = [result["unique_id"].split(".")[0] for result in results]
    assert kinds.count("unit_test") >= 6
    assert kinds.count("test") >= 100
    assert {result["status"] for result in results} == {"success", "pass"}


def test_every_column_of_the_marts_is_described(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        columns = connection.execute(
            """
            select table_name, column_name, comment from duckdb_columns()
            where not internal and schema_name = 'main'
            """
        ).fetchall()
    bare = [column[:2] for column in columns if not column[2]]
    assert len(columns) > 100
    assert bare == []


def test_without_exports_and_without_measures_the_marts_are_empty_not_broken(
    folders: Folders, tmp_path: Path
) -> None:
    (tmp_path / "silent.txt").write_text("Không có con số nào.\n", "utf-8")
    catalog = write_catalogue(tmp_path, plan_source("silent", path="silent.txt"))
    warehouse = build(folders, catalog, "--exclude-resource-type", "unit_test")
    assert RawZone(folders.raw).query("select status from readings") == [{"status": "empty"}]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for fact in ("fct_target", "fct_actual", "fct_attainment"):
            assert connection.execute(f"select count(*) from {fact}").fetchone() == (0,)
        assert connection.execute("select count(*) from dim_document").fetchone() == (1,)

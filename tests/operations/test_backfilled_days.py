"""Days made again for real: each holds what was known on it, and the published marts stay."""

import json
import subprocess
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from ingest.cli import main
from ingest.folders import Folders
from tests.conftest import plan_source, write_catalogue
from tests.nights import ask, run_night
from warehouse import embedded

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]
PLAN = "Đến năm 2025, tối thiểu {}% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
FIGURE = "select value_low from fct_target where is_current"


def catalogue(folder: Path, figure: int) -> Path:
    (folder / "plan.txt").write_text(PLAN.format(figure), "utf-8")
    return write_catalogue(folder, plan_source("plan", path="plan.txt", locality="Bắc Ninh"))


@pytest.fixture
def two_nights(folders: Folders, tmp_path: Path) -> Path:
    """Run two nights, four days apart, between which the plan's figure changed; return the catalogue."""
    for day, figure in (("2026-01-01", 90), ("2026-01-05", 95)):
        night = run_night(folders, catalogue(tmp_path, figure), "run", "--date", day)
        assert night.exit_code == 0, night.printed
    return tmp_path / "test.yml"


def kept_figures(folders: Folders) -> dict[str, list[tuple[float]]]:
    found = {}
    for file in sorted((folders.warehouse / "as_of").glob("*/marts.duckdb")):
        with duckdb.connect(str(file), read_only=True) as connection:
            found[file.parent.name] = connection.execute(FIGURE).fetchall()
    return found


def test_a_range_of_days_by_command_then_by_airflow(folders: Folders, two_nights: Path) -> None:
    published = (folders.warehouse / "current").readlink()
    (two_nights.parent / "plan.txt").unlink()  # nothing is fetched: only raw counts
    days = ["--from", "2026-01-04", "--to", "2026-01-05"]
    done = CliRunner(env={"THUOCDO_DATA": str(folders.data)}).invoke(
        main, ["backfill", "--catalog", str(two_nights), *days]
    )
    assert done.exit_code == 0, done.output
    expected = {"2026-01-04": [(90.0,)], "2026-01-05": [(95.0,)]}
    assert kept_figures(folders) == expected

    embedded.prepare(folders)
    told = {"catalog": str(two_nights), "from_date": "2026-01-02", "to_date": "2026-01-02"}
    command = [*embedded.AIRFLOW, "dags", "test", "backfill", "2026-02-01", "--conf", json.dumps(told)]
    environment = embedded.environment(folders)
    flown = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert kept_figures(folders) == {"2026-01-02": [(90.0,)], **expected}, flown.stdout[-4000:]
    assert (folders.warehouse / "current").readlink() == published
    assert ask(folders, FIGURE) == [(95.0,)]

"""All but raw is gone: one command, given the date, makes the same marts again; and raw that is not whole."""

import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from ingest.cli import main
from ingest.folders import REPOSITORY, Folders
from tests.chaos.content import marts_of
from tests.chaos.figures import Figures, is_full
from tests.chaos.killing import RUN, Undisturbed
from tests.chaos.test_faults import flipped
from tests.chaos.world import FIRST, SECOND, World
from tests.operations.test_runbook import recipe

pytestmark = [pytest.mark.stack, pytest.mark.timeout(5400)]
LATER = "2026-01-03"


def every_row(folders: Folders) -> dict[str, str]:
    """Return all rows of all tables, times and names of runs included, as one hash for each table."""
    with duckdb.connect(str(folders.warehouse / "marts.duckdb"), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
        return {
            table: str(connection.execute(f"select count(*), sum(hash({table})) from {table}").fetchone())
            for (table,) in tables
        }


def package_of(folders: Folders) -> dict[str, bytes]:
    """Return the files that are handed on; a workbook holds the moment at which it was zipped."""
    files = (folders.warehouse / "current" / "package").rglob("*")
    return {file.name: file.read_bytes() for file in files if file.suffix in (".csv", ".md", ".parquet")}


def command(folders: Folders, *arguments: str) -> tuple[int, str]:
    done = CliRunner(env={"THUOCDO_DATA": str(folders.data)}).invoke(main, list(arguments))
    return done.exit_code, done.output


@pytest.mark.parametrize("day", [SECOND, FIRST] if is_full() else [SECOND])
def test_all_but_raw_is_gone(world: World, undisturbed: Undisturbed, figures: Figures, day: str) -> None:
    of = world.undisturbed if day == SECOND else world.base
    folders = world.copy(f"restored_{day}", of)
    for room in folders.data.iterdir():
        if room != folders.raw:
            shutil.rmtree(room) if room.is_dir() else room.unlink()
    files = {file: file.read_bytes() for file in folders.raw.glob("runs/*/*.json")}
    code, said = command(folders, "restore", day)
    assert code == 0, said
    before, after = every_row(of), every_row(folders)
    assert after == before, {table for table in before if before[table] != after.get(table)}
    assert {"dim_run", "fct_run_step", "fct_change"} <= after.keys()
    assert package_of(folders) == package_of(of)
    assert {file: file.read_bytes() for file in folders.raw.glob("runs/*/*.json")} == files
    figures.add(
        f"tables of {day} restored from raw alone with `thuocdo restore {day}`, all rows equal", len(after)
    )


def test_a_day_that_nothing_is_known_of(world: World) -> None:
    code, said = command(world.base, "restore", "2025-05-05")
    assert code == 1 and "knows no run of 2025-05-05" in said


LOSSES = {
    "the newest day": ["*/run_date=2026-01-02", f"runs/{RUN}"],
    "its attempts": ["fetch_log/run_date=2026-01-02"],
    "its documents": ["documents/run_date=2026-01-02"],
}


@pytest.mark.parametrize("lost", LOSSES)
def test_a_part_of_raw_is_gone(world: World, undisturbed: Undisturbed, figures: Figures, lost: str) -> None:
    folders = world.copy("lost", world.undisturbed)
    for pattern in LOSSES[lost]:
        for place in folders.raw.glob(pattern):
            shutil.rmtree(place)
    night = world.run(folders, LATER)
    assert night.exit_code == 1, night.printed
    (line,) = [line for line in night.printed.splitlines() if line.startswith("Thước đo")]
    assert SECOND in line and "backup" in line, line
    assert marts_of(folders.warehouse / "marts.duckdb") == undisturbed.marts
    figures.note(f"raw without {lost}: {line.replace(str(folders.data), 'data')}")


def test_the_backup_is_compared_by_checksums(world: World, tmp_path: Path) -> None:
    folders = world.copy("backed_up", world.undisturbed)
    backup, restored = recipe("Back up and restore")
    commands = f"BACKUP={tmp_path / 'backup'}\n{backup}"

    def sh(text: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", text], cwd=folders.data.parent, text=True,
            capture_output=True, check=False,
        )  # fmt: skip

    (folders.data.parent / "data").unlink(missing_ok=True)
    (folders.data.parent / "data").symlink_to(folders.data)
    done = sh(commands)
    assert done.returncode == 0, done.stderr
    file = max((tmp_path / "backup").rglob("*.parquet"), key=lambda file: file.stat().st_size)
    flipped(file)
    done = sh(commands.replace("cp -a", "true cp -a"))
    assert done.returncode != 0 and file.name in done.stdout, "the checksums notice one byte"
    assert "thuocdo restore" in restored and (REPOSITORY / "docs" / "runbook.md").exists()

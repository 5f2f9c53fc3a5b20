"""A catalogue of very many sources: one night takes them all, in bounded time and memory."""

import os
from pathlib import Path

import pytest

from ingest.folders import Folders
from ingest.runs import steps_of
from tests.chaos.figures import Figures, is_full
from tests.chaos.many_sources import serve_many, write_many
from tests.chaos.watching import Watched, watch
from tests.nights import THUOCDO, ask

pytestmark = [pytest.mark.stack, pytest.mark.timeout(5400)]
SOURCES = 10_000 if is_full() else 300


def night_of(sources: int, folder: Path) -> tuple[Folders, Watched]:
    folder.mkdir()
    folders = Folders(folder / "data")
    with serve_many() as port:
        catalogue = write_many(folder / "many.yml", sources, port)
        command = [THUOCDO, "run", "--catalog", str(catalogue), "--date", "2026-01-01"]
        environment = {**os.environ, "THUOCDO_DATA": str(folders.data)}
        return folders, watch(command, environment, folder / "log")


def test_a_night_with_very_many_sources(tmp_path: Path, figures: Figures) -> None:
    folders, night = night_of(SOURCES, tmp_path / "many")
    assert night.exit_code == 0, night.printed
    assert f"all {SOURCES} sources well" in night.printed
    assert ask(folders, "select count(*) from dim_document where is_current") == [(SOURCES,)]
    (run,) = (folders.raw / "runs").iterdir()
    steps = {
        name: round(step["seconds"]) for name, step in steps_of(folders, run.name).items() if name != "run"
    }
    figures.add(
        f"{SOURCES} sources in one night: seconds, of them process time, peak memory of all processes in MB",
        f"{night.seconds:.0f}, {night.cpu_seconds:.0f}, {night.peak:.0f}",
    )
    figures.note(f"seconds by step: {steps}")
    figures.note(f"memory in MB by second: {by_tenths(night)}")


def by_tenths(night: Watched) -> list[int]:
    """Return the highest memory in each tenth of the night."""
    last = max(night.memory)
    tenths: dict[int, float] = {}
    for second, held in night.memory.items():
        tenth = min(9, 10 * second // max(1, last))
        tenths[tenth] = max(tenths.get(tenth, 0.0), held)
    return [round(tenths[tenth]) for tenth in sorted(tenths)]

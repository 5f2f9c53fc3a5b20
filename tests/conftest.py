"""What many tests share: a data folder of their own, a catalogue on disk, a small real web server."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings

from ingest.folders import Folders
from ingest.runs import HOME
from tests.kept import PLACE, close_place, data_folder, open_place
from tests.web_server import Site, serve

# How long an example takes depends on what else the machine does; time is measured in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parents[2] / "shared"
NIGHT = datetime(2026, 11, 22, 2, 0, tzinfo=HOME)


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Folders]:
    with data_folder(tmp_path / "data") as given:
        yield given


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def plan_source(source_id: str, **fields: Any) -> dict[str, Any]:
    """Return a catalogue entry with what every plan_text needs; give ``path`` or ``url`` and more."""
    told = {"kind": "plan_text", "publisher": "UBND tỉnh", "title": "Kế hoạch", "licence": "public"}
    return {"id": source_id, **told, **fields}


def write_catalogue(folder: Path, *sources: dict[str, Any], name: str = "test") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.yml"
    content = {"version": 1, "name": name, "sources": list(sources)}
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return file


def pytest_configure(config: pytest.Config) -> None:
    if PLACE not in os.environ:
        open_place()
        config.add_cleanup(close_place)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with whole nights: files are shared out in order, and short ones fill the end evenly."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)

"""Publishing: one atomic step, old connections undisturbed, old versions kept for a while."""

import json
from pathlib import Path

import duckdb
import pytest

from ingest.folders import Folders
from warehouse.publish import publish_marts
from warehouse.retention import Retention


def build(folders: Folders, run_id: str, figure: int, sources: tuple[str, ...] = ("a",)) -> None:
    """Put a tiny finished version where the build step leaves it."""
    version = folders.build(run_id) / "version"
    version.mkdir(parents=True)
    with duckdb.connect(str(version / "marts.duckdb")) as connection:
        connection.execute(f"create table fact as select {figure} as figure")
    (version / "manifest.json").write_text(json.dumps({"sources": list(sources)}), "utf-8")


def figure(folders: Folders) -> int:
    with duckdb.connect(str(folders.warehouse / "marts.duckdb"), read_only=True) as connection:
        (value,) = connection.execute("select figure from fact").fetchone() or (0,)
        return int(value)


def test_links_are_relative_and_lead_to_the_newest_version(folders: Folders) -> None:
    for number in (1, 2):
        build(folders, f"night-{number}", number)
        assert publish_marts(folders, f"night-{number}")["version"] == f"night-{number}"
        assert figure(folders) == number
    assert (folders.warehouse / "current").readlink() == Path("versions/night-2")
    assert (folders.warehouse / "marts.duckdb").readlink() == Path("current/marts.duckdb")
    moved = folders.data.rename(folders.data.with_name("moved"))
    assert figure(Folders(moved)) == 2


def test_an_open_connection_keeps_its_version_and_a_new_one_sees_the_next(folders: Folders) -> None:
    build(folders, "night-1", 1)
    publish_marts(folders, "night-1")
    with duckdb.connect(str(folders.warehouse / "marts.duckdb"), read_only=True) as held:
        build(folders, "night-2", 2)
        publish_marts(folders, "night-2")
        assert figure(folders) == 2
        assert held.execute("select figure from fact").fetchone() == (1,)


def test_sources_that_left_are_named(folders: Folders) -> None:
    build(folders, "night-1", 1, ("a", "b"))
    publish_marts(folders, "night-1")
    build(folders, "night-2", 2, ("a",))
    assert publish_marts(folders, "night-2")["sources_left"] == ["b"]


def test_the_last_versions_are_kept(folders: Folders) -> None:
    most = Retention.standard().versions
    for number in range(most + 3):
        build(folders, f"night-{number}", number)
        publish_marts(folders, f"night-{number}")
    kept = {folder.name for folder in (folders.warehouse / "versions").iterdir()}
    assert kept == {f"night-{number}" for number in range(3, most + 3)}


def test_publishing_again_after_a_crash_finishes_the_work(folders: Folders) -> None:
    build(folders, "night-1", 1)
    publish_marts(folders, "night-1")
    build(folders, "night-2", 2)
    moved = folders.warehouse / "versions" / "night-2"
    (folders.build("night-2") / "version").rename(moved)  # stopped here: moved, but no link yet
    assert figure(folders) == 1
    publish_marts(folders, "night-2")
    assert figure(folders) == 2


def test_without_a_built_version_nothing_changes(folders: Folders) -> None:
    build(folders, "night-1", 1)
    publish_marts(folders, "night-1")
    with pytest.raises(FileNotFoundError, match="the build step must succeed first"):
        publish_marts(folders, "night-2")
    assert figure(folders) == 1

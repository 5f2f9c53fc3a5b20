"""Housekeeping: old things go, raw and what readers see stay."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.folders import Folders
from warehouse import retention
from warehouse.retention import Retention, sweep

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KEEP = Retention(versions=3, red_build_days=14, log_days=90, airflow_log_days=30, aside_days=2)


def aged(path: Path, days: float) -> Path:
    moment = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))
    return path


def file(path: Path, days: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", "utf-8")
    return aged(path, days)


def folder(path: Path, days: float) -> Path:
    file(path / "manifest.json", days)
    return aged(path, days)


def publish(folders: Folders, name: str) -> None:
    (folders.warehouse / "current").symlink_to(Path("versions") / name)


def test_each_kind_goes_when_it_is_old(folders: Folders) -> None:
    old = [
        folder(folders.build("red-long-ago"), 15),
        file(folders.logs / "old.log", 91),
        file(folders.airflow / "logs" / "dag" / "old" / "attempt=1.log", 31),
        file(folders.raw / ".aside" / "half", 3),
    ]
    young = [
        folder(folders.build("red-last-week"), 7),
        file(folders.logs / "young.log", 89),
        file(folders.airflow / "logs" / "dag" / "young" / "attempt=1.log", 29),
        file(folders.raw / ".aside" / "written now", 1),
    ]
    raw = file(folders.raw / "documents" / "oldest.parquet", 5000)
    removed = sweep(folders, NOW, KEEP)
    assert removed == {"versions": 0, "red_builds": 1, "logs": 1, "airflow_logs": 1, "unfinished": 1}
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in [*young, raw])
    assert not old[2].parent.exists(), "a folder without a log goes too"


@given(ages=st.lists(st.integers(0, 1000), min_size=1, max_size=8, unique=True), data=st.data())
def test_the_published_version_and_the_newest_stay(
    tmp_path_factory: pytest.TempPathFactory, ages: list[int], data: st.DataObject
) -> None:
    folders = Folders(tmp_path_factory.mktemp("data"))
    for days in ages:
        folder(folders.warehouse / "versions" / f"night-{days}", days)
    published = data.draw(st.sampled_from(ages))
    publish(folders, f"night-{published}")
    removed = sweep(folders, NOW, KEEP)["versions"]
    left = {path.name for path in (folders.warehouse / "versions").iterdir()}
    assert left == {f"night-{days}" for days in {*sorted(ages)[:3], published}}
    assert removed == len(ages) - len(left)


def test_an_empty_data_folder_is_swept_too(folders: Folders) -> None:
    assert set(sweep(folders, NOW).values()) == {0}


def test_a_wrong_number_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "retention.yml"
    wrong.write_text("{versions: 0, red_build_days: 14, log_days: 90, airflow_log_days: 30}", "utf-8")
    monkeypatch.setattr(retention, "FILE", wrong)
    with pytest.raises(ValueError, match="versions"):
        Retention.standard()

"""Housekeeping: what can be made again goes when it is old. How old, ``retention.yml`` says."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, PositiveInt, ValidationError

from ingest.folders import Folders

FILE = Path(__file__).with_suffix(".yml")


class Retention(BaseModel):
    """The numbers of ``retention.yml``, which explains each."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    versions: PositiveInt
    red_build_days: PositiveInt
    log_days: PositiveInt
    airflow_log_days: PositiveInt
    aside_days: PositiveInt

    @classmethod
    def standard(cls) -> "Retention":
        """Return what the file declares. Raises ``ValueError`` that names each number that is wrong."""
        try:
            return cls.model_validate(yaml.safe_load(FILE.read_text("utf-8")))
        except ValidationError as error:
            wrong = "; ".join(f"{detail['loc'][0]}: {detail['msg']}" for detail in error.errors())
            raise ValueError(f"{FILE.name} is wrong: {wrong}.") from error


def sweep(folders: Folders, now: datetime, retention: Retention | None = None) -> dict[str, int]:
    """Remove what is older than declared; return how many of each kind went.

    ``now`` is the clock's: files have an age whatever the run's date. Raw, the published version and
    builds of these days stay.
    """
    keep = retention or Retention.standard()
    airflow_logs = folders.airflow / "logs"
    old_logs = _older(folders.logs, "*", now, keep.log_days)
    old_airflow_logs = _older(airflow_logs, "**/*.log", now, keep.airflow_log_days)
    old_builds = _older(folders.build("any").parent, "*", now, keep.red_build_days)
    unfinished = _older(folders.raw / ".aside", "*", now, keep.aside_days)
    removed = {"versions": sweep_versions(folders, keep)}
    for build in old_builds:
        shutil.rmtree(build)
    for file in (*old_logs, *old_airflow_logs, *unfinished):
        file.unlink(missing_ok=True)  # another run may sweep at the same time
    _remove_empty_folders(airflow_logs)
    counts = {"red_builds": old_builds, "logs": old_logs, "airflow_logs": old_airflow_logs}
    counts["unfinished"] = unfinished
    return {**removed, **{name: len(paths) for name, paths in counts.items()}}


def sweep_versions(folders: Folders, retention: Retention | None = None) -> int:
    """Remove all but the newest versions; the published one stays whatever its age. Return how many went."""
    keep = retention or Retention.standard()
    versions = folders.warehouse / "versions"
    published = (folders.warehouse / "current").resolve()
    found = [folder for folder in versions.glob("*") if folder.is_dir()]
    by_age = sorted(found, key=lambda folder: (folder.stat().st_mtime, folder.name))
    old = [folder for folder in by_age[: -keep.versions] if folder.resolve() != published]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def _older(folder: Path, pattern: str, now: datetime, days: int) -> list[Path]:
    last = (now - timedelta(days=days)).timestamp()
    return [path for path in folder.glob(pattern) if path.stat().st_mtime < last]


def _remove_empty_folders(folder: Path) -> None:
    for path in sorted(folder.glob("**/"), key=lambda path: len(path.parts), reverse=True):
        if path != folder and not any(path.iterdir()):
            path.rmdir()

"""Publishing: a built and audited version becomes the one that readers see, in one atomic step.

``versions/<run>/`` holds one version with all its formats. ``current`` is a relative link to it, and
``marts.duckdb`` a relative link to ``current/marts.duckdb``. New connections see the new version at once;
connections that are open keep the old one.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from ingest.folders import Folders, file_name_of
from ingest.runs import step
from warehouse.build import MANIFEST, check_whole
from warehouse.retention import sweep_versions


@step("publish")
def publish_marts(folders: Folders, run_id: str) -> dict[str, Any]:
    """Publish the version that ``build_marts`` made for this run.

    Returns the version's name and the sources that left the marts with it. Safe to call again after a
    crash. Raises ``FileNotFoundError`` when there is no finished version to publish,
    and ``VersionDamaged``.
    """
    versions = folders.warehouse / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    before = _sources_of(folders.warehouse / "current")
    name = _move_into(versions, folders.build(run_id) / "version", file_name_of(run_id))
    _swap_link(folders.warehouse / "current", Path("versions") / name)
    _swap_link(folders.warehouse / "marts.duckdb", Path("current") / "marts.duckdb")
    sweep_versions(folders)
    shutil.rmtree(folders.build(run_id), ignore_errors=True)
    return {"version": name, "sources_left": sorted(before - _sources_of(versions / name))}


def restore_version(folders: Folders, version: str = "") -> str:
    """Publish a version again that is still kept; return its name.

    Without a name it is the newest that is older than the published one. Raises ``LookupError`` when there
    is none.
    """
    versions = folders.warehouse / "versions"
    published = (folders.warehouse / "current").resolve()
    kept = sorted(versions.glob(f"*/{MANIFEST}"), key=lambda file: file.parent.stat().st_mtime)
    names = [file.parent.name for file in kept]
    if not version:
        older = names[: names.index(published.name)] if published.name in names else names
        if not older:
            raise LookupError(f"{versions} keeps no version before the published one.")
        version = older[-1]
    if version not in names:
        raise LookupError(f"{versions} keeps no version {version!r}; it keeps {', '.join(names) or 'none'}.")
    _swap_link(folders.warehouse / "current", Path("versions") / version)
    _swap_link(folders.warehouse / "marts.duckdb", Path("current") / "marts.duckdb")
    return version


def _move_into(versions: Path, built: Path, run_name: str) -> str:
    """Move the built version among the published ones and return its name there."""
    if (built / MANIFEST).exists():
        check_whole(built)
        name = _free_name(versions, run_name)
        built.rename(versions / name)
        return name
    moved = sorted(versions.glob(f"{run_name}*"), key=lambda folder: folder.stat().st_mtime)
    if not moved:
        raise FileNotFoundError(f"no built version in {built}; the build step must succeed first.")
    return moved[-1].name  # a try before this one was stopped after the move


def _sources_of(version: Path) -> set[str]:
    manifest = version / MANIFEST
    return set(json.loads(manifest.read_text("utf-8"))["sources"]) if manifest.exists() else set()


def _free_name(versions: Path, wanted: str) -> str:
    """Return ``wanted``, or with a number behind it when a run is published a second time."""
    name, number = wanted, 1
    while (versions / name).exists():
        number += 1
        name = f"{wanted}.{number}"
    return name


def _swap_link(link: Path, target: Path) -> None:
    """Let ``link`` point to the relative ``target``; there is no moment without a link."""
    if link.is_symlink() and link.readlink() == target:
        return
    aside = link.with_name(f".{link.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(link)

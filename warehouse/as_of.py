"""Marts as of a past day: built and checked like tonight's, kept for comparison, never published."""

import shutil
from typing import Any

from ingest.folders import Folders
from ingest.runs import load_run, step
from warehouse.build import MANIFEST


@step("keep")
def keep_as_of(folders: Folders, run_id: str) -> dict[str, Any]:
    """Move what ``build_marts`` made for this run to ``as_of/<its day>``, in place of an older one.

    Readers of the published marts notice nothing. Raises ``FileNotFoundError`` when nothing was built.
    """
    built = folders.build(run_id) / "version"
    if not (built / MANIFEST).exists():
        raise FileNotFoundError(f"no built version in {built}; the build step must succeed first.")
    kept = folders.as_of(load_run(folders, run_id).run_date)
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = kept.with_name(f".{kept.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if kept.exists():
        kept.rename(aside)
    built.rename(kept)
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(folders.build(run_id), ignore_errors=True)
    return {"as_of": kept.name}

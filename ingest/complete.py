"""Is raw whole, and does tonight follow on it? Asked before a run writes anything but its catalogue."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from ingest.folders import Folders
from ingest.raw import RawZone

BACKUP = "bring it back from the backup (docs/runbook.md, Back up and restore)"


class RawIncomplete(ValueError):
    """Raw has lost something that it kept; the message says what, and what to do."""


def check_complete(folders: Folders, raw: RawZone) -> None:
    """Look whether all that earlier runs have kept is still there. Raises ``RawIncomplete``.

    A file that was changed is not seen here; checksums are compared with the backup's.
    """
    lost = next(_lost(folders, raw), None)
    if lost:
        raise RawIncomplete(f"{folders.raw} is not whole: {lost}.")


def check_follows(folders: Folders, catalogue_name: str, run_date: date) -> None:
    """Raise ``ValueError`` when a later day of the catalogue is published: readers would lose it."""
    told = _published(folders)
    if told and told["catalogue"] == catalogue_name and told["run_date"] > run_date.isoformat():
        raise ValueError(
            f"the run's date is {run_date}, but {told['run_date']} is published already; set the clock "
            f"right, or make a past day again with `thuocdo backfill --from {run_date} --to {run_date}`."
        )


def _published(folders: Folders) -> dict[str, Any] | None:
    manifest = folders.warehouse / "current" / "manifest.json"
    return json.loads(manifest.read_text("utf-8")) if manifest.exists() else None


def _lost(folders: Folders, raw: RawZone) -> Iterator[str]:
    """Say what is missing, the largest loss first."""
    told = _published(folders)
    if told and "run_date" in told and not (folders.run(told["run_id"]) / "run.json").exists():
        yield (
            f"it knows nothing of the run {told['run_id']} of {told['run_date']}, whose marts are published; "
            f"{BACKUP}, or, to go on without that day, remove the link {folders.warehouse / 'current'}"
        )
    logged = {row["run_id"] for row in raw.query("select distinct run_id from fetch_log")}
    for file in sorted((folders.raw / "runs").glob("*/read.json")):
        run = json.loads((file.parent / "run.json").read_text("utf-8"))
        discovered = file.parent / "discover.json"
        batches = json.loads(discovered.read_text("utf-8")).get("outcome") if discovered.exists() else None
        if batches and run["run_id"] not in logged:
            yield (
                f"the attempts of the run {run['run_id']} of {run['run_date']} are gone from fetch_log; "
                f"{BACKUP}, or, to go on without that day, move {file.parent} elsewhere"
            )
    yield from _lost_documents(raw)


def _lost_documents(raw: RawZone) -> Iterator[str]:
    """Name the documents that were fetched but are not there."""
    rows = raw.query(
        """
        select source_id, run_date, count(*) over () as lost
        from fetch_log anti join documents using (document_key)
        where document_key is not null and outcome = 'fetched'
        order by run_date, source_id limit 1
        """
    )
    for row in rows:
        yield (
            f"{row['lost']} fetched documents are gone from documents (the first: source "
            f"{row['source_id']} of {row['run_date']}); {BACKUP}"
        )

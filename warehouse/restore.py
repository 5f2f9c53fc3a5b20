"""Making published marts again: an older version that is still kept, or the marts of a day, from raw."""

import json
from collections.abc import Iterator
from datetime import date

from ingest.complete import check_complete
from ingest.folders import Folders
from ingest.raw import RawZone
from ingest.read import read_documents
from ingest.runs import again, steps_of
from warehouse.build import build_marts
from warehouse.publish import publish_marts, restore_version


def restore(folders: Folders, wanted: str = "") -> str:
    """Publish a kept version, or the marts of a day made again from raw; return the version's name.

    ``wanted`` is the name of a version, an ISO date, or empty for the version before the published one.
    Raises ``LookupError`` when there is none such, and what building and checking raise.
    """
    try:
        day = date.fromisoformat(wanted)
    except ValueError:
        return restore_version(folders, wanted)
    return restore_day(folders, day)


def restore_day(folders: Folders, day: date) -> str:
    """Build, check and publish again what the last published run of a day had published.

    The run keeps its name and what it knew, so that the marts with their runs and changes are the same.
    Nothing of the repetition is kept in raw but what a newer reader reads anew.
    """
    from expectations.checkpoints import check_marts

    raw = RawZone(folders.raw)
    published = sorted(_published_on(folders, day))
    if not published:
        raise LookupError(
            f"{folders.raw} knows no run of {day} that was published; `thuocdo runs` lists them."
        )
    raw.prepare()
    check_complete(folders, raw)
    _, run_id = published[-1]
    with again():
        read_documents(folders, run_id)
        build_marts(folders, run_id)
        check_marts(folders, run_id)
        return str(publish_marts(folders, run_id)["version"])


def _published_on(folders: Folders, day: date) -> Iterator[tuple[str, str]]:
    """Yield when each run of the day was published, and its id."""
    for file in (folders.raw / "runs").glob("*/run.json"):
        run_id = json.loads(file.read_text("utf-8"))["run_id"]
        publish = steps_of(folders, run_id).get("publish", {})
        if "outcome" in publish and json.loads(file.read_text("utf-8"))["run_date"] == day.isoformat():
            yield publish.get("began_at", ""), run_id

"""What an alert says: built from what raw keeps of the run, so that it can be said again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ingest.folders import Folders
from ingest.freshness import stale_sources
from ingest.raw import RawZone
from ingest.runs import load_declared, steps_of
from warehouse.summary import summarise

HELP = "docs/runbook.md tells what to do."


@dataclass(frozen=True, slots=True)
class Message:
    """One alert. ``kind`` is ``failed`` (nothing was published), ``stale`` or ``late``."""

    kind: str
    run_id: str
    subject: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return subject and lines, as for an e-mail or a chat."""
        return "\n".join([self.subject, "", *self.lines, "", HELP])

    def as_json(self) -> dict[str, Any]:
        """Return what a webhook is sent; chats show its ``text``."""
        return {**asdict(self), "text": self.text}


def failed_message(folders: Folders, run_id: str, error: str) -> Message | None:
    """Return the alert of a step that failed for good with ``error``: a red gate, a build that broke.

    ``None`` for a step that failed only because the first one did, which has told it already.
    """
    try:
        load_declared(folders, run_id)
    except LookupError as never_started:
        if error == str(never_started):
            return None
        return Message("failed", run_id, "Thước đo: nothing published, the night did not start.", (error,))
    headline, *rest = summarise(folders, run_id).lines
    gates = [line.strip() for line in rest if "gate " in line or line.startswith(" " * 11)]
    return Message("failed", run_id, headline.split(". ", 1)[0] + ".", (headline, *gates))


def stale_message(folders: Folders, run_id: str) -> Message | None:
    """Return the alert that names the stale sources of a run, ``None`` when all are fresh."""
    run = load_declared(folders, run_id)
    stale = stale_sources(RawZone(folders.raw), run)
    if not stale:
        return None
    name = f"Thước đo, {run.run_date}, catalogue {run.catalogue_name}"
    return Message("stale", run_id, f"{name}: {len(stale)} of its sources stale.", tuple(stale))


def late_message(folders: Folders, run_id: str, deadline: str) -> Message | None:
    """Return the alert of a night that is not published by ``deadline``, ``None`` when it is after all."""
    steps = steps_of(folders, run_id)
    if "outcome" in steps.get("publish", {}) or steps.get("decide", {}).get("outcome") is False:
        return None
    return Message(
        "late", run_id, f"Thước đo: run {run_id} is not published by {deadline}.", tuple(_so_far(steps))
    )


def _so_far(steps: Mapping[str, Mapping[str, Any]]) -> list[str]:
    failed = [f"{name} failed: {told['error']}" for name, told in steps.items() if "error" in told]
    done = ", ".join(name for name, told in steps.items() if "outcome" in told)
    return [f"done so far: {done or 'nothing'}", *failed]

"""The last step of a run, whatever became of it: its summary is kept, and old things are swept."""

from datetime import UTC, datetime
from typing import Any

from ingest.folders import Folders
from ingest.runs import load_declared, step
from warehouse.retention import sweep
from warehouse.summary import NOT_PUBLISHED, summarise


class NotPublished(Exception):
    """The run has published nothing; the message is the first line of its summary."""


@step("finish")
def finish_run(folders: Folders, run_id: str) -> dict[str, Any]:
    """Return the run's exit code, the first line of its summary, and how much was swept.

    Raises ``LookupError`` when the run never started.
    """
    load_declared(folders, run_id)
    summary = summarise(folders, run_id)
    return {
        "exit_code": summary.exit_code,
        "headline": summary.lines[0],
        "removed": sweep(folders, datetime.now(UTC)),
    }


def raise_if_not_published(finished: dict[str, Any]) -> None:
    """Let a run that published nothing end red. Raises ``NotPublished``."""
    if finished["exit_code"] == NOT_PUBLISHED:
        raise NotPublished(finished["headline"])

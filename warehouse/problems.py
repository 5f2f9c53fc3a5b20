"""What went wrong with the sources of a run, and what needs a look: one sentence for each source."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.exports.stored import without_remedy
from ingest.raw import RawZone
from ingest.runs import Run
from ingest.version import reader_version

_APART = ("unreadable", "quarantined")


@dataclass(frozen=True, slots=True)
class Problems:
    """The sources that failed, each with its sentence, and what is worth a note though it went well.

    ``outcomes`` has what the last attempt at each source came to: fetched, unchanged or failed.
    """

    outcomes: dict[str, str]
    failed: dict[str, str]
    notices: tuple[str, ...]


def problems_of(raw: RawZone, run: Run, due: Collection[str]) -> Problems:
    """Return the problems of a run that had to fetch the sources ``due``."""
    attempts, readings = _attempts(raw, run), _readings(raw, run)
    outcomes = {row["source_id"]: row["outcome"] for row in attempts}
    failed = {row["source_id"]: row["message"] for row in attempts if row["outcome"] == "failed"}
    for row in readings:
        if row["status"] in _APART and row["decision"] != "release":
            failed.setdefault(row["source_id"], row["message"])
    for source_id in sorted(due - outcomes.keys()):
        failed[source_id] = f"source {source_id}: was not tried; see the log."
    fetched = [row for row in attempts if row["message"] and row["source_id"] not in failed]
    looks = [row for row in _worth_a_look(readings, run) if row["source_id"] not in failed]
    notices = [*(row["message"] for row in fetched), *map(_said_of, looks)]
    return Problems(outcomes, failed, tuple(notices))


def _worth_a_look(readings: Sequence[Mapping[str, Any]], run: Run) -> list[Mapping[str, Any]]:
    """A found document needs a look in the night that reads it; lists show many without a figure."""
    found = {source["source_id"] for source in run.sources if "found_by" in source}
    return [row for row in readings if row["source_id"] not in found or row["run_id"] == run.run_id]


def _said_of(reading: Mapping[str, Any]) -> str:
    """Return the sentence of a reading, with what a person decided about it."""
    if not reading["decision"]:
        return str(reading["message"])
    done = "released" if reading["decision"] == "release" else "withheld, so that the file before it counts,"
    decided = f"was {done} by {reading['author']} ({reading['reason']})"
    source = f"source {reading['source_id']}: its file"
    said = without_remedy(reading["message"] or "")
    return f"{said}; it {decided}." if said else f"{source} {decided}."


def _attempts(raw: RawZone, run: Run) -> list[dict[str, Any]]:
    """Return the newest attempt of each source in this run."""
    return raw.query(
        """
        select source_id, outcome, message from fetch_log
        where run_id = $run_id
        qualify row_number() over (partition by source_id order by attempted_at desc, attempt_key) = 1
        order by source_id
        """,
        {"run_id": run.run_id},
    )


def _readings(raw: RawZone, run: Run) -> list[dict[str, Any]]:
    """Return the readings of the newest contents that say something, with the last decision about each."""
    return raw.query(
        """
        with newest as (
            select document_key from fetch_log
            where outcome in ('fetched', 'unchanged') and run_date <= $run_date
                and list_contains($ids, source_id)
            qualify row_number() over (partition by source_id order by run_date desc, attempted_at desc) = 1
        ),
        decided as (
            select document_key, decision, author, reason from quarantine_decisions
            where coalesce(value_key, '') = '' and decided_on <= $run_date
            qualify row_number() over (partition by document_key order by decided_at desc) = 1
        )
        select source_id, run_id, status, message, coalesce(decision, '') as decision, author, reason
        from readings left join decided using (document_key)
        where document_key in (select document_key from newest) and reader_version = $version
            and list_contains($contexts, context_key)
            and (message is not null or decision = 'withhold')
        order by source_id
        """,
        {
            "run_date": run.run_date,
            "ids": [source["source_id"] for source in run.sources],
            "contexts": [source["context_key"] for source in run.sources],
            "version": reader_version(),
        },
    )

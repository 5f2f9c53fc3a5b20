"""Exports in raw: a stored document read by its mapping, compared with the one before it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.exports.contract import Earlier
from ingest.exports.mapping import ExportMapping
from ingest.exports.reading import ExportReading, read_export
from ingest.raw import RawZone

REMEDY = "is quarantined and the last good file stays; look at it, then mend its mapping or release it"


def read_stored(
    raw: RawZone, document: Mapping[str, Any], mapping: Mapping[str, Any], common: Mapping[str, str]
) -> tuple[dict[str, Any], Path]:
    """Read an export from raw; return the fields of its reading, and the file aside that holds its figures.

    Raises ``Unreadable``.
    """
    target = raw.temporary_file()
    try:
        with raw.body_file_of(document) as body:
            wanted = ExportMapping.model_validate(mapping)
            outcome = read_export(body, wanted, common, target, earlier_than(raw, document))
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return _fields(outcome), target


def _fields(outcome: ExportReading) -> dict[str, Any]:
    status = "quarantined" if outcome.violations else "read" if outcome.figures else "empty"
    return {
        "status": status,
        "reader": outcome.format,
        "row_count": outcome.figures,
        "problem_count": outcome.problems,
        "said": "; it ".join(_said(outcome)),
    }


def _said(outcome: ExportReading) -> list[str]:
    if outcome.violations:
        return [*outcome.notices, *outcome.violations, REMEDY]
    if not outcome.figures:
        return ["holds no figures; check the file and its mapping"]
    kept = f"has {outcome.problems} figures kept apart ({outcome.first_problem})"
    return [*outcome.notices, *([kept] if outcome.problems else [])]


def without_remedy(message: str) -> str:
    """Return what a reading says of its file, without the part that a person's decision made untrue."""
    return message.removesuffix(".").removesuffix(REMEDY).removesuffix("; it ")


def earlier_than(raw: RawZone, document: Mapping[str, Any]) -> Earlier | None:
    """Return what the last good reading of the same source held before this document came, or ``None``."""
    rows = raw.query(
        """
        with earlier as (
            select readings.reading_key from readings
            join documents on documents.document_key = readings.document_key
            where documents.source_id = $source_id and readings.status = 'read'
                and documents.fetched_at < $fetched_at
            order by documents.fetched_at desc, readings.run_date desc, readings.run_id desc limit 1
        )
        select year, count(*) as figures, count(distinct locality_units || '-' || locality_code) as localities
        from "values" where problem = '' and reading_key in (select reading_key from earlier) group by year
        """,
        {"source_id": document["source_id"], "fetched_at": document["fetched_at"]},
    )
    if not rows:
        return None
    return Earlier(sum(row["figures"] for row in rows), {row["year"]: row["localities"] for row in rows})

"""Exports in raw: a stored document read by its mapping, and what is said of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ingest.exports.mapping import ExportMapping
from ingest.exports.reading import ExportReading, read_export
from ingest.exports.versions import Version
from ingest.raw import RawZone

REMEDY = "is quarantined and the last good file stays; look at it, then mend its mapping or release it"


def read_stored(
    raw: RawZone, document: Mapping[str, Any], mapping: Mapping[str, Any], common: Mapping[str, str]
) -> tuple[dict[str, Any], Path, Version]:
    """Read an export from raw, by itself.

    Return the fields of its reading, the file aside that holds its figures, and the version, to be compared
    with the one before it. Raises ``Unreadable``.
    """
    target = raw.temporary_file()
    try:
        with raw.body_file_of(document) as body:
            outcome = read_export(body, ExportMapping.model_validate(mapping), common, target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    said = (*outcome.notices, *outcome.violations)
    version = Version(document["fetched_at"], document["document_key"], outcome.held, said)
    return _fields(outcome), target, version


def _fields(outcome: ExportReading) -> dict[str, Any]:
    counted = {
        "reader": outcome.format,
        "row_count": outcome.figures,
        "problem_count": outcome.problems,
    }
    if outcome.violations:
        return {**counted, **quarantined([*outcome.notices, *outcome.violations])}
    return {**counted, "status": "read" if outcome.figures else "empty", "said": "; it ".join(_said(outcome))}


def quarantined(said: Sequence[str]) -> dict[str, Any]:
    """Return the fields of a reading that broke its contract; ``said`` tells what is to note, and how."""
    return {"status": "quarantined", "said": "; it ".join([*said, REMEDY])}


def _said(outcome: ExportReading) -> list[str]:
    if not outcome.figures:
        return ["holds no figures; check the file and its mapping"]
    kept = f"has {outcome.problems} figures kept apart ({outcome.first_problem})"
    return [*outcome.notices, *([kept] if outcome.problems else [])]


def without_remedy(message: str) -> str:
    """Return what a reading says of its file, without the part that a person's decision made untrue."""
    return message.removesuffix(".").removesuffix(REMEDY).removesuffix("; it ")

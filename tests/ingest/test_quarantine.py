"""What is kept apart is that of the content fetched last, whatever reader read it on whatever day."""

from datetime import UTC, date, datetime
from pathlib import Path

from ingest.quarantine import kept_apart
from ingest.raw import RawZone


def keep(raw: RawZone, document: str, hour: int, version: str, status: str) -> None:
    day = date(2026, 1, 1)
    fetched = {"document_key": document, "source_id": "index", "run_date": day}
    moment = datetime(2026, 1, 1, hour, tzinfo=UTC)
    raw.append("documents", [{**fetched, "fetched_at": moment}], "day")
    reading = {**fetched, "reading_key": f"{document}-{version}", "reader_version": version, "status": status}
    raw.append("readings", [{**reading, "run_id": f"run{hour}", "message": status}], "day")


def test_of_two_contents_of_one_day_the_newer_counts(tmp_path: Path) -> None:
    for name, broken, mended in (("a", "d1", "d2"), ("b", "d2", "d1")):
        raw = RawZone(tmp_path / name)
        raw.prepare()
        keep(raw, broken, 1, "1-ffff", "quarantined")
        assert [one.document_key for one in kept_apart(raw)] == [broken]
        keep(raw, mended, 2, "1-0000", "read")
        assert kept_apart(raw) == [], "the mended content took the place of the broken one"

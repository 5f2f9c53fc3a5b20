"""Versions: each version of an export beside the last good one that was fetched before it.

Whether a version is quarantined follows from the documents in raw, the catalogue and the reader alone: they
are judged in the order in which they were fetched, in one run or over many.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from ingest.exports.contract import Held, held, losses
from ingest.exports.mapping import ExportMapping
from ingest.raw import RawZone


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an export: when it was first fetched, what it held, what is to say of it."""

    fetched_at: datetime
    document_key: str
    held: Held
    said: tuple[str, ...]  # of the file alone: what is to note, how it breaks its contract

    @property
    def order(self) -> tuple[datetime, str]:
        """Return its place among the versions of its source."""
        return self.fetched_at, self.document_key


class GoodVersions:
    """The good versions of each source: those that raw holds, and those added since."""

    def __init__(self, raw: RawZone, contexts: Mapping[str, str], reader_version: str) -> None:
        """Know the good readings of the sources' present context (``contexts``) by one reader version."""
        self._raw = raw
        rows = raw.query(
            """
            select readings.source_id, readings.document_key, readings.context_key, readings.reading_key,
                min(documents.fetched_at) as fetched_at
            from readings join documents using (document_key)
            where readings.kind = 'indicator_export' and readings.status = 'read'
                and readings.reader_version = $reader_version
            group by all
            """,
            {"reader_version": reader_version},
        )
        self._kept = [row for row in rows if contexts.get(row["source_id"]) == row["context_key"]]
        self._added: dict[str, list[Version]] = {}

    def add(self, source_id: str, version: Version) -> None:
        """Remember a version that was found good."""
        self._added.setdefault(source_id, []).append(version)

    def losses_of(self, source_id: str, version: Version, mapping: Mapping[str, Any]) -> tuple[str, ...]:
        """Return one clause for each way in which a version holds less than the good one before it."""
        before = self._before(source_id, version)
        return tuple(losses(version.held, before, ExportMapping.model_validate(mapping))) if before else ()

    def _before(self, source_id: str, version: Version) -> Held | None:
        kept = [row for row in self._kept if row["source_id"] == source_id]
        orders = {(row["fetched_at"], row["document_key"]): row["reading_key"] for row in kept}
        added = {one.order: one.held for one in self._added.get(source_id, [])}
        order = max((at for at in (*orders, *added) if at < version.order), default=None)
        if order is None:
            return None
        return added[order] if order in added else self._held_in_raw(orders[order])

    def _held_in_raw(self, reading_key: str) -> Held:
        with duckdb.connect() as connection:
            figures = f"(select * from ({self._raw.select('values')}) where reading_key = '{reading_key}')"
            return held(connection, figures)

"""Fetching: the only part that talks to the world and reads the clock.

Web addresses go through ``ingest.web``, paths through ``ingest.local_files``, and both come back alike.
Every attempt is logged in ``raw/fetch_log``; new content lands in ``raw/documents``. A batch tries every
source, keeps what it got, and only then says what failed.
"""

import contextlib
import json
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from ingest.batches import Batch, is_web_address
from ingest.fetched import Fetched, FetchFailed
from ingest.folders import Folders
from ingest.keys import key_of
from ingest.limits import Limits
from ingest.local_files import read_local_file
from ingest.progress import progress
from ingest.raw import RawZone, partition_of
from ingest.runs import Run, load_run, sentence_list
from ingest.web.client import WebClient, open_client
from ingest.web.download import fetch_page

FLUSH_ROWS, FLUSH_BYTES = 64, 32 * 2**20  # how much one batch holds in memory before it appends to raw


class BatchFailed(Exception):
    """Some sources of a batch could not be fetched. ``can_retry`` tells whether another try may help."""

    def __init__(self, message: str, *, can_retry: bool) -> None:
        super().__init__(message)
        self.can_retry = can_retry


def fetch_batch(folders: Folders, run_id: str, batch: Batch, limits: Limits | None = None) -> dict[str, int]:
    """Fetch the sources of ``batch`` that this run has not finished yet; return counts by outcome.

    ``limits`` are those of ``limits.yml`` unless others are given. Raises ``BatchFailed`` after all were
    tried, naming each source that failed.
    """
    run = load_run(folders, run_id)
    raw = RawZone(folders.raw)
    wanted = set(batch["source_ids"])
    finished = _finished_in_run(raw, run_id)
    todo = [source for source in run.sources if source["source_id"] in wanted - finished.keys()]
    pending = _Pending(raw, partition_of(run.run_date))
    source_ids = [source["source_id"] for source in todo]
    known, stored = _last_successes(raw, source_ids), _stored_documents(raw, source_ids)
    with (
        open_client(folders.web, limits or Limits.standard(), allow_private=run.allow_private) as client,
        progress(f"fetch {batch['name']}", len(todo)) as step,
        contextlib.closing(pending),
    ):
        for source in todo:
            row, fetched = _try_source(
                client, raw, run, batch["name"], source, known.get(source["source_id"])
            )
            new = _new_document(raw, run, source, fetched, row, stored) if fetched else None
            pending.add(row, new)
            step(1)
    return _count_or_raise(batch, _finished_in_run(raw, run_id, with_retryable=True))


def _try_source(
    client: WebClient,
    raw: RawZone,
    run: Run,
    batch_name: str,
    source: Mapping[str, Any],
    known: Mapping[str, Any] | None,
) -> tuple[dict[str, Any], Fetched | None]:
    """Fetch one source; return its row of ``fetch_log`` and what came back."""
    moment, started = datetime.now(UTC), time.monotonic()
    row: dict[str, Any] = {
        "attempt_key": key_of(run.run_id, source["source_id"], moment.isoformat()),
        "run_id": run.run_id,
        "run_date": run.run_date,
        "batch": batch_name,
        "source_id": source["source_id"],
        "url": source["address"],
        "attempted_at": moment,
        "is_final": None,
        "error_kind": None,
        "message": None,
    }
    fetched = None
    try:
        fetched = _fetch(client, raw, run, source, known)
    except FetchFailed as failure:
        message = f"source {source['source_id']}: {source['address']} {failure}."
        row |= {"outcome": "failed", "error_kind": failure.kind, "is_final": failure.is_final}
        row |= {"http_status": failure.status, "message": message}
    else:
        row |= _success(fetched, source, known)
        if fetched.note:
            row["message"] = f"source {source['source_id']}: {source['address']} {fetched.note}."
    row["duration_ms"] = round(1000 * (time.monotonic() - started))
    return row, fetched


def _fetch(
    client: WebClient, raw: RawZone, run: Run, source: Mapping[str, Any], known: Mapping[str, Any] | None
) -> Fetched:
    address = source["address"]
    if is_web_address(address):
        return fetch_page(client, source, known, raw.temporary_file)
    return read_local_file(run.catalogue_folder, address, raw.temporary_file, client.limits)


def _success(fetched: Fetched, source: Mapping[str, Any], known: Mapping[str, Any] | None) -> dict[str, Any]:
    if fetched.not_modified:
        if known is None:
            raise AssertionError("a server said 'not modified' to a question without conditions")
        kept = {
            name: known[name] for name in ("document_key", "sha256", "byte_length", "etag", "last_modified")
        }
        return {"outcome": "unchanged", "http_status": fetched.status, **kept}
    document_key = key_of(source["source_id"], fetched.sha256)
    return {
        "outcome": "unchanged" if known is not None and known["document_key"] == document_key else "fetched",
        "http_status": fetched.status,
        "document_key": document_key,
        "sha256": fetched.sha256,
        "byte_length": fetched.byte_length,
        "etag": fetched.etag,
        "last_modified": fetched.last_modified,
    }


def _new_document(
    raw: RawZone,
    run: Run,
    source: Mapping[str, Any],
    fetched: Fetched,
    attempt: Mapping[str, Any],
    stored: set[str],
) -> dict[str, Any] | None:
    """Return the row of ``documents`` for content that raw does not hold yet, else ``None``."""
    if attempt["document_key"] in stored:
        if fetched.aside is not None:
            fetched.aside.unlink()
        return None
    stated = source["document_date"]
    told = ("kind", "locality", "publisher", "title", "licence", "document_number")
    return {
        "document_key": attempt["document_key"],
        "source_id": source["source_id"],
        "sha256": fetched.sha256,
        "byte_length": fetched.byte_length,
        "body": fetched.body,
        "body_file": _keep_large_body(raw, fetched),
        "url": fetched.url,
        "fetched_at": attempt["attempted_at"],
        "run_id": run.run_id,
        "run_date": run.run_date,
        "http_status": fetched.status,
        "etag": fetched.etag,
        "last_modified": fetched.last_modified,
        "media_type": fetched.media_type,
        **{name: source[name] for name in told},
        "document_date": date.fromisoformat(stated) if stated else None,
        "catalogue_entry": json.dumps(
            {name: value for name, value in source.items() if name != "headers"},
            ensure_ascii=False,
            sort_keys=True,
        ),
    }


def _keep_large_body(raw: RawZone, fetched: Fetched) -> str | None:
    """Move a body that was streamed aside to ``raw/bodies/<sha256>``; return that name."""
    if fetched.aside is None:
        return None
    target = raw.folder / "bodies" / fetched.sha256
    target.parent.mkdir(exist_ok=True)
    fetched.aside.replace(target)
    return f"bodies/{fetched.sha256}"


class _Pending:
    """Rows waiting to be appended: documents go first, so that the log never names a missing one."""

    def __init__(self, raw: RawZone, partition: str) -> None:
        self.raw, self.partition = raw, partition
        self.log: list[dict[str, Any]] = []
        self.documents: list[dict[str, Any]] = []

    def add(self, attempt: dict[str, Any], document: dict[str, Any] | None) -> None:
        self.log.append(attempt)
        if document is not None:
            self.documents.append(document)
        held = sum(len(row["body"] or b"") for row in self.documents)
        if len(self.log) >= FLUSH_ROWS or held >= FLUSH_BYTES:
            self.flush()

    def close(self) -> None:
        """Append what is left, also when the batch ends with an error."""
        self.flush()

    def flush(self) -> None:
        self.raw.append("documents", self.documents, self.partition)
        self.raw.append("fetch_log", self.log, self.partition)
        self.documents, self.log = [], []


def _last_successes(raw: RawZone, source_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the newest successful attempt of each source, by source id."""
    rows = raw.query(
        """
        select source_id, url, document_key, sha256, byte_length, etag, last_modified
        from fetch_log
        where outcome in ('fetched', 'unchanged') and list_contains($source_ids, source_id)
        qualify row_number() over (partition by source_id order by attempted_at desc, attempt_key) = 1
        """,
        {"source_ids": list(source_ids)},
    )
    return {row["source_id"]: row for row in rows}


def _stored_documents(raw: RawZone, source_ids: Sequence[str]) -> set[str]:
    """Return the keys of all documents that raw already holds of these sources."""
    rows = raw.query(
        "select document_key from documents where list_contains($source_ids, source_id)",
        {"source_ids": list(source_ids)},
    )
    return {row["document_key"] for row in rows}


def _finished_in_run(raw: RawZone, run_id: str, *, with_retryable: bool = False) -> dict[str, dict[str, Any]]:
    """Return the newest attempt of each source in this run, without those that may be tried again."""
    rows = raw.query(
        """
        select source_id, outcome, is_final, message
        from fetch_log
        where run_id = $run_id
        qualify row_number() over (partition by source_id order by attempted_at desc, attempt_key) = 1
        """,
        {"run_id": run_id},
    )
    return {
        row["source_id"]: row
        for row in rows
        if with_retryable or row["outcome"] != "failed" or row["is_final"]
    }


def _count_or_raise(batch: Batch, attempts: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    own = [attempts[source_id] for source_id in batch["source_ids"] if source_id in attempts]
    failed = [attempt for attempt in own if attempt["outcome"] == "failed"]
    if failed:
        raise BatchFailed(
            f"batch {batch['name']}: {len(failed)} of {len(batch['source_ids'])} sources failed: "
            + sentence_list([attempt["message"] for attempt in failed]),
            can_retry=any(not attempt["is_final"] for attempt in failed),
        )
    counts: dict[str, int] = {}
    for attempt in own:
        counts[attempt["outcome"]] = counts.get(attempt["outcome"], 0) + 1
    return counts

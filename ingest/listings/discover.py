"""The step between start and fetch: what the run's listings show becomes sources of the run.

Each new link is kept once in ``raw/discoveries``; the run's sources are those its catalogue declares and
those its listings have found up to its date, so that everything behind this step is a function of raw.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ingest.batches import Batch, group_into_batches
from ingest.catalog import as_json
from ingest.fetched import FetchFailed
from ingest.folders import Folders, file_name_of
from ingest.keys import key_of
from ingest.limits import Limits
from ingest.listings.asking import asking
from ingest.listings.declared import LinkRule
from ingest.listings.found import due_sources, known_identities, source_id_of, sources_of_run
from ingest.listings.lists import NotAList
from ingest.listings.walk import Walk, Walked
from ingest.progress import progress
from ingest.raw import RawZone, partition_of, sha256_of
from ingest.runs import SOURCES_FILE, Run, catalogue_file, load_declared, load_run, step
from ingest.web.client import WebClient, open_client


class NothingToFetch(Exception):
    """The catalogue declares nothing but listings, and they have found nothing; the message says why."""


@step("discover")
def discover_documents(folders: Folders, run_id: str, limits: Limits | None = None) -> list[Batch]:
    """Walk the run's listings, keep what is new, and return the batches of all that is to be fetched.

    ``limits`` are those of ``limits.yml`` unless others are given. A listing that fails is logged and named;
    what it found on earlier nights stays. Raises ``NothingToFetch``.
    """
    declared = load_declared(folders, run_id)
    listings = [source for source in declared.sources if source["kind"] == "listing"]
    if not listings:
        return group_into_batches(declared.sources)
    raw = RawZone(folders.raw)
    if not (folders.run(run_id) / SOURCES_FILE).exists():
        attempts = []
        with (
            open_client(
                folders.web, limits or Limits.standard(), allow_private=declared.allow_private
            ) as client,
            progress("discover", len(listings)) as step_on,
        ):
            for listing in listings:
                attempts.append(_look(client, raw, declared, listing))
                step_on(1)
        raw.append("fetch_log", attempts, partition_of(declared.run_date))
        _keep_sources(folders, raw, declared, attempts)
    return group_into_batches(list(due_sources(raw, declared, load_run(folders, run_id).sources)))


@step("discover")
def recall_documents(folders: Folders, run_id: str) -> list[Batch]:
    """Let the run have the documents that its listings had found by its date; look at none, fetch none.

    Returns no batches. Raises ``NothingToFetch``.
    """
    declared = load_declared(folders, run_id)
    has_listings = any(source["kind"] == "listing" for source in declared.sources)
    if has_listings and not (folders.run(run_id) / SOURCES_FILE).exists():
        _keep_sources(folders, RawZone(folders.raw), declared, [])
    return []


def _keep_sources(
    folders: Folders, raw: RawZone, declared: Run, attempts: Sequence[Mapping[str, Any]]
) -> None:
    """Keep the whole catalogue of the run: what ``load_run`` returns from now on."""
    entries = sources_of_run(raw, declared)
    if not entries:
        said = " ".join(attempt["message"] for attempt in attempts if attempt["message"])
        raise NothingToFetch(f"the listings of the catalogue have found no document. {said}")
    content = as_json(entries)
    kept = catalogue_file(folders, sha256_of(content))
    raw.keep_file(str(kept.relative_to(folders.raw)), content)
    told = {"catalogue_sha256": sha256_of(content)}
    raw.keep_json(f"runs/{file_name_of(declared.run_id)}/{SOURCES_FILE}", told)


def _look(client: WebClient, raw: RawZone, run: Run, listing: Mapping[str, Any]) -> dict[str, Any]:
    """Walk one listing and keep the new links; return its row of ``fetch_log``."""
    moment, started = datetime.now(UTC), time.monotonic()
    name = f"source {listing['source_id']}: {listing['address']}"
    row = {
        "attempt_key": key_of(run.run_id, listing["source_id"], moment.isoformat()),
        "run_id": run.run_id,
        "run_date": run.run_date,
        "batch": "listings",
        "source_id": listing["source_id"],
        "url": listing["address"],
        "attempted_at": moment,
    }
    rule = LinkRule.model_validate(listing["listing"])
    known = known_identities(raw, listing["source_id"], run.run_date)
    try:
        ask = asking(client, raw, listing)
        walked = Walk(listing["address"], rule, ask, known, run.run_date).go()
    except (FetchFailed, NotAList) as problem:
        row |= {
            "outcome": "failed",
            "error_kind": problem.kind,
            "is_final": True,
            "message": f"{name} {problem}.",
        }
        row["http_status"] = getattr(problem, "status", None)
    else:
        new = [name for name in walked.found if name not in known]
        _keep_links(raw, run, listing, walked, new[: rule.most], moment)
        notes = [*walked.notes, *_note_of_many(walked, new, rule)]
        row |= {"outcome": "fetched" if new else "unchanged"}
        row["message"] = f"{name} {'; it '.join(notes)}." if notes else None
    row["duration_ms"] = round(1000 * (time.monotonic() - started))
    return row


def _note_of_many(walked: Walked, new: Sequence[str], rule: LinkRule) -> list[str]:
    notes = []
    if walked.closed:
        notes.append(
            f"shows {len(walked.closed)} documents that are closed to programs (robots.txt); left out"
        )
    if len(new) > rule.most:
        notes.append(f"shows {len(new)} new documents or more; {rule.most} are taken a night (`most`)")
    return notes


def _keep_links(
    raw: RawZone, run: Run, listing: Mapping[str, Any], walked: Walked, new: Sequence[str], moment: datetime
) -> None:
    """Append one row of ``discoveries`` for each of the identities ``new``."""
    rows = [
        {
            "discovery_key": key_of(listing["source_id"], name, run.run_id),
            "listing_id": listing["source_id"],
            "source_id": source_id_of(listing["source_id"], walked.found[name].address),
            "url": walked.found[name].address,
            "title": walked.found[name].title,
            "document_date": walked.found[name].day,
            "shown_on": walked.shown_on[name],
            "position": position,
            "discovered_at": moment,
            "run_id": run.run_id,
            "run_date": run.run_date,
        }
        for position, name in enumerate(new)
    ]
    raw.append("discoveries", rows, partition_of(run.run_date))

"""From what listings have found to sources of a run: a function of the raw zone and the run's catalogue."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from ingest.catalog import Source
from ingest.keys import key_of
from ingest.listings.addresses import host_and_port, identity, whole_address
from ingest.listings.declared import LinkRule
from ingest.raw import RawZone
from ingest.runs import Run

ID_DIGITS = 12  # hexadecimal, after the listing's own id


def source_id_of(listing_id: str, address: str) -> str:
    """Return the id, for ever, of the document that a listing found at ``address``."""
    return f"{listing_id}_{key_of(listing_id, identity(address))[:ID_DIGITS]}"


def known_identities(raw: RawZone, listing_id: str, last: date) -> frozenset[str]:
    """Return the identities of what a listing had found up to the day ``last``."""
    rows = raw.query(
        "select url from discoveries where listing_id = $listing_id and run_date <= $last",
        {"listing_id": listing_id, "last": last},
    )
    return frozenset(identity(row["url"]) for row in rows)


def sources_of_run(raw: RawZone, declared: Run) -> list[dict[str, Any]]:
    """Return the entries of all documents of a run: the declared ones, then what its listings have found.

    A found document is left out when the catalogue declares it itself, when another listing found it first,
    when it no longer fits the listing's pattern, or when it never came within ``watch_days``.
    """
    entries = [dict(source) for source in declared.sources if source["kind"] != "listing"]
    taken = {identity(whole_address(entry["address"], entry["address"])) for entry in entries}
    listings = {source["source_id"]: source for source in declared.sources if source["kind"] == "listing"}
    rules = {name: LinkRule.model_validate(listing["listing"]) for name, listing in listings.items()}
    came = _fetched_once(raw, declared.run_date)
    for row in _discoveries(raw, listings, declared.run_date):
        rule = rules[row["listing_id"]]
        is_given_up = row["source_id"] not in came and not _is_watched(row["run_date"], rule, declared)
        if identity(row["url"]) in taken or not rule.takes(row["url"]) or is_given_up:
            continue
        taken.add(identity(row["url"]))
        entries.append(_entry(listings[row["listing_id"]], rule, row))
    return entries


def due_sources(
    raw: RawZone, declared: Run, sources: Sequence[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Yield the sources to fetch in this run: a found document that came rests after ``watch_days``."""
    rules = {
        source["source_id"]: LinkRule.model_validate(source["listing"])
        for source in declared.sources
        if source["kind"] == "listing"
    }
    came = _fetched_once(raw, declared.run_date)
    for source in sources:
        found_by = source.get("found_by")
        rests = found_by and not _is_watched(
            date.fromisoformat(source["found_on"]), rules[found_by], declared
        )
        if not rests or source["source_id"] not in came:
            yield source


def _is_watched(found_on: date, rule: LinkRule, run: Run) -> bool:
    return run.run_date - found_on <= timedelta(days=rule.watch_days)


def _fetched_once(raw: RawZone, last: date) -> set[str]:
    rows = raw.query(
        "select distinct source_id from fetch_log where outcome <> 'failed' and run_date <= $last",
        {"last": last},
    )
    return {row["source_id"] for row in rows}


def _discoveries(raw: RawZone, listings: Mapping[str, Any], last: date) -> list[dict[str, Any]]:
    """Return each link the listings have found, as it was seen first, the earliest first."""
    return raw.query(
        """
        select * from discoveries
        where list_contains($listings, listing_id) and run_date <= $last
        qualify row_number() over (partition by source_id order by run_date, discovered_at) = 1
        order by run_date, discovered_at, listing_id, position
        """,
        {"listings": list(listings), "last": last},
    )


def _entry(listing: Mapping[str, Any], rule: LinkRule, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry of a found document: the listing's words, the link's title and day."""
    is_own_host = host_and_port(row["url"]) == host_and_port(listing["address"])
    last_part = unquote(urlsplit(row["url"]).path.rstrip("/").rpartition("/")[2])
    source = Source(
        id=row["source_id"],
        kind=rule.found,
        publisher=listing["publisher"],
        title=row["title"] or f"{listing['title']}: {last_part or row['url']}",
        licence=listing["licence"],
        redistribution=listing.get("redistribution", "none"),
        authority=listing.get("authority", ""),
        index=listing.get("index", ""),
        url=row["url"],
        headers=listing["headers"] if is_own_host else {},
        connection=listing.get("connection", "") if is_own_host else "",
        locality=listing["locality"],
        document_date=row["document_date"],
        cites=listing["cites"] or f"found on {row['shown_on']}",
        mapping=listing["mapping"],
    )
    found = {"found_by": listing["source_id"], "found_on": row["run_date"].isoformat()}
    return {**source.entry(), **found}

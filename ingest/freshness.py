"""Which sources are stale: they have brought nothing for longer than their catalogue expects."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ingest.raw import RawZone
from ingest.runs import Run


def stale_sources(raw: RawZone, run: Run) -> list[str]:
    """Return one sentence for each stale source of the run, in the order of its catalogue.

    Declared are the days in ``expected_every_days``; a source without them is never stale. A document is
    fresh when it came or was confirmed (``fetched``, ``unchanged``); a listing when it showed a new link,
    because a portal that moved leaves its old list behind. Before the first of these the first try counts.
    ``run`` comes with its listings (``ingest.runs.load_declared``).
    """
    expecting = [source for source in run.sources if source.get("expected_every_days")]
    if not expecting:
        return []
    rows = {row["source_id"]: row for row in _last_signs(raw, run, [one["source_id"] for one in expecting])}
    sentences = []
    for source in expecting:
        seen = rows.get(source["source_id"])
        since = seen and _fresh_on(seen, source["kind"])
        days = (run.run_date - since).days if since else 0
        if since and days > source["expected_every_days"]:
            sentences.append(_sentence(source, since, days))
    return sentences


def _fresh_on(seen: Mapping[str, Any], kind: str) -> date:
    newest: date | None = seen["brought_on"] if kind == "listing" else seen["confirmed_on"]
    first: date = seen["first_tried_on"]
    return newest or first


def _sentence(source: Mapping[str, Any], since: date, days: int) -> str:
    what = "shown no new link" if source["kind"] == "listing" else "brought or confirmed no document"
    return (
        f"source {source['source_id']}: {source['address']} has {what} since {since} ({days} days; expected "
        f"every {source['expected_every_days']}); see whether it moved, with `thuocdo check`."
    )


def _last_signs(raw: RawZone, run: Run, source_ids: list[str]) -> list[dict[str, Any]]:
    return raw.query(
        """
        select
            source_id,
            min(run_date) as first_tried_on,
            max(run_date) filter (where outcome = 'fetched') as brought_on,
            max(run_date) filter (where outcome in ('fetched', 'unchanged')) as confirmed_on
        from fetch_log
        where list_contains($ids, source_id) and run_date <= $run_date
        group by source_id
        """,
        {"ids": source_ids, "run_date": run.run_date},
    )

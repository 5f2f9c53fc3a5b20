"""Which sources are stale: they have brought nothing for longer than their catalogue expects."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2

from ingest.folders import MACROS
from ingest.raw import RawZone
from ingest.runs import Run

# Raw is asked and not the marts: a night whose gate is red must tell it too.
QUESTION = """
    with declared as (
        select unnest($declared, recursive := true)
    ),
    asked as (
        select
            kind,
            source_id,
            expected_every_days,
            min(run_date) as first_asked_on,
            max(run_date) filter (outcome = 'fetched') as last_new_content_on,
            max(run_date) filter (outcome in ('fetched', 'unchanged')) as last_confirmed_on
        from declared inner join fetch_log using (source_id)
        where run_date <= $run_date
        group by all
    ),
    silent as (
        select
            *,
            {{ silent_since("kind", "first_asked_on", "last_new_content_on", "last_confirmed_on") }} as since,
            cast($run_date as date) - since as days
        from asked
    )
    select source_id, since, days from silent where {{ freshness("expected_every_days", "days") }} = 'stale'
"""


def stale_sources(raw: RawZone, run: Run) -> list[str]:
    """Return one sentence for each stale source of the run, in the order of its catalogue.

    Declared are the days in ``expected_every_days``; a source without them is never stale. The rule stands in
    the macros ``dbt_project/macros/freshness.sql``, by which ``fct_source_freshness`` judges too. ``run``
    comes with its listings (``ingest.runs.load_declared``).
    """
    expecting = [source for source in run.sources if source.get("expected_every_days")]
    if not expecting:
        return []
    told = [
        {column: source[column] for column in ("source_id", "kind", "expected_every_days")}
        for source in expecting
    ]
    stale = {
        row["source_id"]: row for row in raw.query(_question(), {"declared": told, "run_date": run.run_date})
    }
    return [
        _sentence(source, stale[source["source_id"]]) for source in expecting if source["source_id"] in stale
    ]


@cache
def _question() -> str:
    """Return the question with the rule of the marts in it."""
    rule = (MACROS / "freshness.sql").read_text("utf-8")
    return jinja2.Environment(autoescape=False).from_string(rule + QUESTION).render()


def _sentence(source: Mapping[str, Any], silent: Mapping[str, Any]) -> str:
    what = "shown no new link" if source["kind"] == "listing" else "brought or confirmed no document"
    return (
        f"source {source['source_id']}: {source['address']} has {what} since {silent['since']} "
        f"({silent['days']} days; expected every {source['expected_every_days']}); see whether it moved, "
        "with `thuocdo check`."
    )

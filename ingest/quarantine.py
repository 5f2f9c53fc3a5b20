"""Quarantine: files and figures kept apart, and what a person decided about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.exports.stored import without_remedy
from ingest.invisible import shown
from ingest.keys import key_of
from ingest.raw import RawZone
from ingest.runs import HOME

DECISIONS = ("release", "withhold")
SHORTEST_KEY = 6  # digits of a key that are enough, where they mean only one


class NotInQuarantine(Exception):
    """What a person names is not there, or means several; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file (``value_key`` is empty) or a group of figures with one problem, and the newest decision."""

    source_id: str
    document_key: str
    fetched_on: Any
    problem: str
    count: int
    example: str
    value_keys: tuple[str, ...]
    decision: str
    author: str


def kept_apart(raw: RawZone) -> list[Kept]:
    """Return what the newest readings keep apart: whole files first, then figures by their problem."""
    rows = raw.query(_KEPT)
    for row in rows:
        row["problem"] = without_remedy(row["problem"] or "") if row["decision"] else row["problem"]
    return [Kept(**{**row, "value_keys": tuple(row["value_keys"])}) for row in rows]


def decide(
    raw: RawZone, key: str, decision: str, author: str, reason: str, *, all_like_it: bool = False
) -> str:
    """Keep a decision about a file or a figure; return what it is about.

    ``key`` is the beginning of the key of a document or a figure, as ``kept_apart`` and the marts show them;
    with ``all_like_it`` every figure of the same file with the same problem is meant. Raises
    ``NotInQuarantine``.
    """
    found = _meant(raw, key)
    keys = [found["value_key"]]
    if all_like_it and found["value_key"]:
        keys = [row["value_key"] for row in raw.query(_LIKE_IT, {"value_key": found["value_key"]})]
    now = datetime.now(UTC)
    shared = {
        "document_key": found["document_key"],
        "decision": decision,
        "author": author,
        "reason": reason,
        "decided_on": now.astimezone(HOME).date(),
        "decided_at": now,
    }
    rows = [
        {
            **shared,
            "value_key": value_key,
            "decision_key": key_of(decision, now, found["document_key"], value_key),
        }
        for value_key in keys
    ]
    raw.append("quarantine_decisions", rows, f"decided_on={shared['decided_on']}")
    what = f"{len(keys)} figures" if len(keys) > 1 else "figure" if keys[0] else "file"
    return f"{what} {key} of source {found['source_id']}"


def _meant(raw: RawZone, key: str) -> Mapping[str, Any]:
    if len(key) < SHORTEST_KEY:
        raise NotInQuarantine(f"{key!r} is too short; give at least {SHORTEST_KEY} letters of the key")
    rows = raw.query(_NAMED, {"key": key})
    if not rows:
        raise NotInQuarantine(
            f"no file or figure has a key that begins with {key!r}; see `thuocdo quarantine`"
        )
    if len(rows) > 1:
        raise NotInQuarantine(f"{key!r} begins the keys of {len(rows)} files or figures; give more of it")
    return rows[0]


def print_kept(kept: Sequence[Kept], console: Console) -> None:
    """Print a table of what is kept apart, and how to decide about it."""
    if not kept:
        console.print("Nothing is in quarantine.")
        return
    table = Table("source", "fetched", "key", "what", "why", "decided", title="Kept apart")
    for one in kept:
        key = one.document_key if not one.value_keys else one.value_keys[0]
        what = "the whole file" if not one.value_keys else f"{one.count} figures, e.g. {one.example}"
        decided = f"{one.decision} ({one.author})" if one.decision else ""
        cells = (one.source_id, str(one.fetched_on), key[:12], what, one.problem, decided)
        table.add_row(*(Text(shown(cell)) for cell in cells))
    console.print(table)
    console.print('Decide: thuocdo quarantine release|withhold KEY [--all] --author "..." --reason "..."')


_KEPT = """
with newest as (
    select readings.reading_key, readings.document_key, readings.source_id, readings.status, readings.message
    from readings join documents using (document_key)
    -- of the content fetched last, the reading made last; a reader's version is a hash and tells no order
    qualify row_number() over (
        partition by readings.source_id
        order by documents.fetched_at desc, readings.run_date desc, readings.run_id desc, readings.reading_key
    ) = 1
),
dated as (
    select document_key, cast(fetched_at as date) as fetched_on from documents
),
decided as (
    select document_key, coalesce(value_key, '') as value_key, decision, author from quarantine_decisions
    qualify row_number() over (partition by document_key, value_key order by decided_at desc) = 1
),
files as (
    select newest.source_id, newest.document_key, newest.message as problem, 1 as count, '' as example,
        cast([] as varchar[]) as value_keys, coalesce(decided.decision, '') as decision,
        coalesce(decided.author, '') as author, 0 as position
    from newest left join decided on decided.document_key = newest.document_key and decided.value_key = ''
    where newest.status = 'quarantined' or decided.decision is not null
),
figures as (
    select newest.source_id, newest.document_key, figures.problem, count(*) as count,
        min_by(figures.row_text, figures.row_number) as example,
        list(figures.value_key order by figures.row_number) as value_keys,
        coalesce(max(decided.decision), '') as decision, coalesce(max(decided.author), '') as author,
        1 as position
    from "values" as figures join newest using (reading_key)
    left join decided on decided.document_key = newest.document_key and decided.value_key = figures.value_key
    where figures.problem <> '' or decided.decision is not null
    group by newest.source_id, newest.document_key, figures.problem
)
select all_kept.* exclude (position), dated.fetched_on
from (select * from files union all select * from figures) as all_kept join dated using (document_key)
order by position, source_id, problem
"""

_LIKE_IT = """
select distinct figures.value_key from "values" as figures
join "values" as meant on figures.reading_key = meant.reading_key and figures.problem = meant.problem
where meant.value_key = $value_key
"""

_NAMED = """
select distinct document_key, source_id, '' as value_key from documents where starts_with(document_key, $key)
union
select distinct figures.document_key, documents.source_id, figures.value_key
from "values" as figures join documents using (document_key) where starts_with(figures.value_key, $key)
"""

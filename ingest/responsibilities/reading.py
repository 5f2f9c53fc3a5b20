"""Responsibilities: which agency leads, and which takes part, as a plan states it.

Only sentences and table rows that hold a word of duty ("chủ trì", "đầu mối", "giao Sở ...") are looked at.
What was done ("Sở Nội vụ đã phối hợp ...") is no duty.
"""

import re
from collections.abc import Iterator
from functools import cache

from ingest.passages import Passages
from ingest.records import Responsibility
from ingest.responsibilities.areas import areas_of
from ingest.responsibilities.statements import Duty, Statement, begins_duty, duties_in
from ingest.responsibilities.tables import duties_of_tables
from ingest.responsibilities.words import agency, agency_names, vocabulary

_STATEMENT_END = re.compile(r";\s+")
_LONGEST_NAME = 80  # characters of an agency's name or a label


def read_responsibilities(text: str) -> tuple[Responsibility, ...]:
    """Return who leads and who takes part, each agency once per statement, role and area.

    Offsets count characters of ``text``.
    """
    passages = Passages(text)
    places = passages.places_of(_triggers())
    found: dict[tuple[int, str, str, str], Responsibility] = {}
    for statement in _statements(passages, places):
        for duty in duties_in(passages, statement):
            for one in _made(passages, duty, *areas_of(passages, statement.start, statement.folded)):
                found.setdefault((one.quote_start, one.agency, one.role, one.area), one)
    for duty, areas, found_by in duties_of_tables(passages, places):
        for one in _made(passages, duty, areas, found_by):
            found.setdefault((one.quote_start, one.agency, one.role, one.area), one)
    return tuple(
        sorted(found.values(), key=lambda one: (one.quote_start, one.agency_start, one.role, one.area))
    )


@cache
def _triggers() -> tuple[str, ...]:
    return tuple(vocabulary()["triggers"])


def _statements(passages: Passages, places: list[int]) -> Iterator[Statement]:
    """Yield the duties, parted by semicolons, of each sentence that holds a place and is no table row."""
    for start, end in passages.sentences_at(places):
        if "|" in passages.written[start:end]:
            continue
        begin = start
        for found in _STATEMENT_END.finditer(passages.written, start, end):
            if begins_duty(passages.folded(found.end(), min(end, found.end() + _LONGEST_NAME))):
                yield _statement(passages, begin, found.start())
                begin = found.end()
        yield _statement(passages, begin, end)


def _statement(passages: Passages, start: int, end: int) -> Statement:
    opens_line = not passages.written[passages.line_start(start) : start].strip()
    words = passages.after_marker(start) if opens_line else start
    return Statement(start, end, words - start, passages.folded(start, end))


def _made(passages: Passages, duty: Duty, areas: tuple[str, ...], found_by: str) -> Iterator[Responsibility]:
    """Yield a row for each agency of a duty and each area."""
    quote_start, quote_end = passages.origin(duty.quote_start, duty.quote_end)
    listed = passages.folded(duty.agencies_start, duty.agencies_end)
    for found in agency().finditer(listed):
        start, end = passages.origin(duty.agencies_start + found.start(), duty.agencies_start + found.end())
        for area in areas:
            yield Responsibility(
                agency=agency_names()[" ".join(found[0].split())],
                agency_text=passages.original[start:end],
                agency_start=start,
                agency_end=end,
                role=duty.role,
                area=area,
                area_found_by=found_by,
                quote=passages.original[quote_start:quote_end],
                quote_start=quote_start,
                quote_end=quote_end,
                rule=duty.rule,
            )

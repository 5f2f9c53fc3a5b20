"""Statements: the duties that one sentence, or a part of it, gives to agencies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.passages import Passages
from ingest.responsibilities.words import agency_shape, shape_of, words_of

LEAD, COORDINATING = "lead", "coordinating"

_ARTICLE = re.compile(r"\s*điều\s[0-9]{1,3}\s?[.:]\s?")


@dataclass(frozen=True, slots=True)
class Statement:
    """A part of a sentence; ``words`` says where it begins in ``folded``, behind its marker."""

    start: int
    end: int
    words: int
    folded: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Agencies (one stretch of the text, perhaps several names), their role, and the words that say so."""

    role: str
    agencies_start: int
    agencies_end: int
    quote_start: int
    quote_end: int
    rule: str


@cache
def agencies_shape() -> str:
    """Return an expression for one or more agencies, with or without their heads: "Giám đốc Sở Nội vụ"."""
    one = rf"(?:{shape_of('heads')}\s(?:các\s)?)?{agency_shape()}"
    return rf"(?P<agencies>{one}(?:\s?(?:,|và|cùng|hoặc|, và)\s{one})*)"


@cache
def _labelled(role: str) -> re.Pattern[str]:
    label = shape_of("lead_labels" if role == LEAD else "coordinating_labels")
    return re.compile(rf"{label}\s?(?:là\s?)?:\s?{agencies_shape()}")


@cache
def _given() -> re.Pattern[str]:
    return re.compile(rf"(?:{shape_of('givers')}\s)?{shape_of('gives')}\s{agencies_shape()}")


@cache
def _subject() -> re.Pattern[str]:
    """Return the shape "Sở Nội vụ (tỉnh) chủ trì ..." at the start of a statement."""
    return re.compile(rf"{agencies_shape()}(?P<between>[^.;]{{0,40}}?)[\s:,]{_verb()}")


@cache
def _beside() -> re.Pattern[str]:
    """Return the shape "... Sở Nội vụ chủ trì ..." anywhere: nothing stands between."""
    return re.compile(rf"{agencies_shape()}[\s:,]{{1,2}}(?P<lead>{shape_of('lead_verbs')})")


@cache
def _verb() -> str:
    return rf"(?:(?P<lead>{shape_of('lead_verbs')})|(?P<coordinating>{shape_of('coordinating_verbs')}))"


@cache
def _verb_first() -> re.Pattern[str]:
    return re.compile(_verb())


@cache
def _joined() -> re.Pattern[str]:
    return re.compile(rf"{shape_of('joined_by')}\s(?:các\s(?:cơ quan|đơn vị)\s?:?\s)?{agencies_shape()}")


@cache
def _under() -> re.Pattern[str]:
    return re.compile(rf"\W*{agencies_shape()}")


@cache
def _begins() -> re.Pattern[str]:
    labels = rf"(?:{shape_of('lead_labels')}|{shape_of('coordinating_labels')})\s?:"
    return re.compile(rf"{shape_of('begins_duty')}|{labels}|{agencies_shape()}")


def begins_duty(folded: str) -> bool:
    """Tell whether what stands behind a semicolon begins another duty, rather than goes on with the last."""
    return _begins().match(folded) is not None


def duties_in(passages: Passages, statement: Statement) -> Iterator[Duty]:
    """Yield the duties of a statement; the first rule that finds one decides who leads."""
    folded = statement.folded
    labelled = False
    for role in (LEAD, COORDINATING):
        for found in _labelled(role).finditer(folded):
            labelled = True
            yield _duty(statement, role, found, "label")
    if labelled:
        return
    leader = _leader(passages, statement)
    if leader:
        yield leader
    beside = [_duty(statement, COORDINATING, found, "joined") for found in _joined().finditer(folded)]
    if beside and (leader or _under_heading(passages, statement, COORDINATING)):
        yield from beside


def _leader(passages: Passages, statement: Statement) -> Duty | None:
    folded, begin = statement.folded, statement.words
    article = _ARTICLE.match(folded, begin)
    begin = article.end() if article else begin
    given = _given().match(folded, begin)
    if given:
        return _duty(statement, LEAD, given, "given")
    subject = _subject().match(folded, begin)
    if subject and not words_of("past").search(subject["between"]):
        return _duty(statement, LEAD if subject["lead"] else COORDINATING, subject, "subject")
    beside = _beside().search(folded)
    if beside and not words_of("receivers").search(folded[: beside.start()][-12:]):
        return _duty(statement, LEAD, beside, "beside")
    verb = _verb_first().match(folded, begin)
    return _under_heading(passages, statement, LEAD if verb["lead"] else COORDINATING) if verb else None


def _under_heading(passages: Passages, statement: Statement, role: str) -> Duty | None:
    """Return the duty of the agency in the nearest heading: "2. Sở Nội vụ:", then "b) Chủ trì ..."."""
    for heading in passages.headings_above(statement.start):
        found = _under().match(passages.folded(heading.start, heading.end))
        if found:
            first, last = found.span("agencies")
            place = heading.start + first, heading.start + last
            return Duty(role, *place, statement.start, statement.end, "under_heading")
    return None


def _duty(statement: Statement, role: str, found: re.Match[str], rule: str) -> Duty:
    first, last = found.span("agencies")
    place = statement.start + first, statement.start + last
    return Duty(role, *place, statement.start, statement.end, rule)

"""Mentions: documents that a text names by their number, "Quyết định số 3028/QĐ-UBND ngày 21/9/2021"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from ingest.measures.words import opening
from ingest.passages import Passages
from ingest.relations.words import vocabulary

# "3028/QĐ-UBND", "55-NQ/TU", "30c/NQ-CP", "08/2018/NQ-HĐND", "80/2015/QH13"; what must not stand before it is
# looked at behind its first digit, so that the search can run from digit to digit
_NUMBER = re.compile(
    r"[0-9](?<![\w/.,-].)[0-9]{0,4}[a-zđ]?(?:/(?:19|20)[0-9]{2})?\s?[/-]\s?[A-ZĐ][A-ZĐa-z0-9]*(?:\s?[-/]\s?[A-ZĐ][A-ZĐa-z0-9]*)*"
)
# Right behind it, or in brackets a few words on: "của Chính phủ (ban hành ngày 15/7/2021)".
_DATE = re.compile(
    r"[^.;0-9]{0,40}?ngày\s{0,2}(?P<day>[0-9]{1,2})(?:\s?[/.-]\s?|\s{1,2}tháng\s{1,2})(?P<month>[0-9]{1,2})"
    r"(?:\s?[/.-]\s?|\s{1,2}năm\s{1,2})(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
)
_KIND_ROOM = 40  # characters before a number in which its document's kind stands


@dataclass(frozen=True, slots=True)
class Mention:
    """A numbered document in a text; offsets count characters of the passages' writing."""

    number: str  # without spaces
    start: int  # of the words "Quyết định số ..."
    number_start: int
    number_end: int
    dated: date | None


@cache
def _kind_before() -> re.Pattern[str]:
    kinds = opening(vocabulary()["documents"])
    return re.compile(rf"(?:{kinds}\s{{1,2}}(?:số\s?[:.]?\s{{0,2}})?|(?<!\w)số\s?[:.]?\s{{0,2}})$")


def mentions_in(passages: Passages, start: int, end: int) -> Iterator[Mention]:
    """Yield the documents that are named with their kind and number between two places, in order."""
    for found in _NUMBER.finditer(passages.written, start, end):
        first = max(0, found.start() - _KIND_ROOM)
        kind = _kind_before().search(passages.folded(first, found.start()))
        if kind:
            number = re.sub(r"\s", "", found[0])
            yield Mention(number, first + kind.start(), *found.span(), _date_behind(passages, found.end()))


def _date_behind(passages: Passages, place: int) -> date | None:
    found = _DATE.match(passages.folded(place, place + 80))
    if not found:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None  # a slip of the keyboard

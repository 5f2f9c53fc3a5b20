"""Rankings: the number of a list item that is the place of a province ("2. Hải Phòng: 91,87%")."""

import re
from dataclasses import replace
from functools import cache

from ingest.measures.indicators import family_of, relative
from ingest.measures.localities import province_at
from ingest.measures.outline import Item
from ingest.measures.text import CleanText
from ingest.measures.words import load, pattern
from ingest.records import Measure

_ORDINAL = re.compile(r"(?P<place>[0-9]{1,2})\s*[.)/]\s*$")
_LONGEST = 80


@cache
def _heads() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("tables")
    return pattern(words["ranking_heads"]), pattern(words["bottom_heads"])


def ranking_row(text: CleanText, item: Item, rows: list[Measure]) -> list[Measure]:
    """Return the rank of a numbered province whose index value was read, under a heading of a ranking."""
    if not rows or not item.section or item.end - item.start > _LONGEST or not province_at(text, item.start):
        return []
    line = text.clean.rfind("\n", 0, item.start) + 1
    ordinal = _ORDINAL.search(text.clean, line, item.start)
    choice = relative(family_of(rows[0].indicator), "rank")
    if not ordinal or not choice.entry or rows[0].unit not in ("percent", "score"):
        return []
    ranking, bottom = _heads()
    heading = " ".join(section.text.lower() for section in item.section.ancestors()[:2])
    place = int(ordinal["place"])
    if not ranking.search(heading) or place == 0 or bottom.search(heading) and place < 10:
        return []
    start, end = text.origin(*ordinal.span("place"))
    return [
        replace(
            rows[0],
            indicator=choice.code,
            indicator_score=choice.score,
            unit="rank",
            comparator="=",
            value_low=float(place),
            value_high=None,
            value_text=text.original[start:end],
            value_start=start,
            value_end=end,
            quote=text.original[start : rows[0].quote_end],
            quote_start=start,
            rule="ranking_list",
        )
    ]

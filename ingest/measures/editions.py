"""Editions: of which year is an index that a text speaks of?

An index is published in the year after it: news of April 2024 tell "PAR INDEX 2023". The edition named
last dates the scores and ranks that name no year themselves.
"""

import re
from bisect import bisect_left
from functools import cache

from ingest.measures.words import alternatives, load, opening

_ANCHOR = re.compile(r"20[0-7][0-9](?![0-9/])")
_REACH = 130  # characters from the name of an index to its year


@cache
def _shape() -> re.Pattern[str]:
    words = load("documents")
    breaks = alternatives(words["edition_breaks"])
    return re.compile(
        rf"{opening(words['indices'])}(?!\w)"
        rf"(?:(?!(?<!\w)(?:{breaks})(?!\w))[^.;:0-9|%\n]){{0,{_REACH}}}?(?<!\w)(?:năm\s)?20[0-7][0-9]$"
    )


class Editions:
    """The editions of indices that a text names, in order."""

    def __init__(self, folded: str) -> None:
        self._places: list[int] = []
        self._years: list[int] = []
        for anchor in _ANCHOR.finditer(folded):
            if _shape().search(folded, max(0, anchor.start() - _REACH - 60), anchor.end()):
                self._places.append(anchor.start())
                self._years.append(int(anchor[0]))

    def at(self, place: int, since: int = 0) -> int | None:
        """Return the edition named last before a place, and not before another one."""
        index = bisect_left(self._places, place) - 1
        return self._years[index] if index >= 0 and self._places[index] >= since else None

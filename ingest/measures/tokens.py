"""Tokens: the words of a stretch of text, and every phrase of the vocabulary among them.

All phrases that rooms look for - indicators, names, levels, agencies, cues of kind, places - stand in one
tree of words, so that a stretch is walked through once.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from ingest.measures.components import with_components
from ingest.measures.words import abbreviations, any_of, load, phrase_words

Phrase = tuple[int, int, str]  # first token, past the last token, label
_WORD = re.compile(r"([^\W\d_]+(?:&[^\W\d_]+)?|[0-9]+(?:[.,/:][0-9]+)*)")
NEUTRAL = "neutral"
LEVELS = ("province", "district", "commune", "village", "national", "all", "none")


@dataclass(eq=False)
class Tokens:
    """Words of a stretch of text with their places; abbreviations stand expanded at one place."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    phrases: dict[str, list[Phrase]]  # by room, in order; overlapping ones too

    def every(self, room: str) -> list[Phrase]:
        """Return every phrase of a room, overlapping ones too."""
        return self.phrases.get(room, [])

    def longest(self, room: str) -> list[Phrase]:
        """Return the phrases of a room without overlaps: the longest at each place."""
        found: list[Phrase] = []
        past = 0
        for first, last, label in self.phrases.get(room, ()):
            if found and first == found[-1][0] and last > past:
                found.pop()
            elif first < past:
                continue
            found.append((first, last, label))
            past = last
        return found


def tokenize(
    clean: str, folded: str, start: int, end: int, values: Mapping[int, int] | None = None
) -> Tokens:
    """Split a stretch into words.

    Abbreviations count only in capitals ("CC" is "công chức", "cc" is nothing); a bracket that holds an
    abbreviation alone, as in "dịch vụ công (DVC)", is left out. ``values`` maps the start of a value to
    its end: it becomes the single word "#".
    """
    parts = _WORD.split(folded[start:end])
    borders = list(accumulate(map(len, parts[:-1]), initial=start))
    words, starts, ends = parts[1::2], borders[1::2], borders[2::2]
    places = {found.start() for found in _abbreviation().finditer(clean, start, end)}
    for place in sorted(places.union(values or ()), reverse=True):
        first = bisect_left(starts, place)
        if first == len(starts) or starts[first] != place:
            continue
        past, last = first + 1, ends[first]
        if values and place in values:
            last = max(last, values[place])
            past = bisect_left(starts, last)
            meant: tuple[str, ...] = ("#",)
        else:
            meant = _abbreviated(clean, place, last, first > 0)
            if meant == _AS_WRITTEN:
                continue
        words[first:past] = meant
        starts[first:past] = [place] * len(meant)
        ends[first:past] = [last] * len(meant)
    return Tokens(words, starts, ends, _phrases_in(words))


@cache
def _abbreviation() -> re.Pattern[str]:
    """Return the abbreviations as they begin a word; a longer word may begin like one."""
    return re.compile(any_of(abbreviations()))


_AS_WRITTEN = ("",)


def _abbreviated(clean: str, start: int, end: int, follows: bool) -> tuple[str, ...]:
    """Return the words of an abbreviation: none where it only repeats in brackets what stands before it."""
    meant = abbreviations().get(clean[start:end], _AS_WRITTEN)
    if len(meant) > 1 and follows and clean[start - 1 : start] == "(" and clean[end : end + 1] == ")":
        return ()
    return meant


class _Node:
    """A word of phrases: the words that may follow it, and the phrases that end with it."""

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.ends: tuple[tuple[str, str], ...] = ()  # room, label


@cache
def _tree() -> _Node:
    root = _Node()
    for room, phrase, label in _vocabulary():
        node = root
        words = phrase_words(phrase)
        for word in words:
            if word not in node.following:
                node.following[word] = _Node()
            node = node.following[word]
        if words and (room, label) not in node.ends:
            node.ends += ((room, label),)
    return root


def _vocabulary() -> Iterator[tuple[str, str, str]]:
    """Yield the phrases of all rooms: room, phrase, label."""
    for level in LEVELS:
        yield from _labelled("level", level, load("levels")[level])
    for level, phrases in load("levels")["agencies"].items():
        yield from _labelled("agency", level, phrases)
    kinds = load("kinds")
    for strength in ("strong", "weak", "behind"):
        for kind in ("target", "actual"):
            yield from _labelled("cue", f"{strength} {kind}", kinds[strength][kind])
    yield from _labelled("cue", NEUTRAL, kinds[NEUTRAL])
    for name in load("documents")["provinces"]:
        yield "province", name, name
    for name in load("documents")["regions"]:
        yield "region", name, name
    for name in load("names")["names"]:
        yield "name", name, name
    for facts in with_components().values():
        said = [
            phrase
            for line in facts["say"]
            for part in line.lstrip("~").split("+")
            for phrase in part.split("/")
        ]
        for phrase in [*said, *facts.get("without", ())]:
            yield "indicator", phrase, " ".join(phrase_words(phrase))


def _labelled(room: str, label: str, phrases: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    return ((room, phrase, label) for phrase in phrases)


def _phrases_in(words: list[str]) -> dict[str, list[Phrase]]:
    found: dict[str, list[Phrase]] = {}
    openings, count = _tree().following, len(words)
    for first in range(count):
        node, last = openings.get(words[first]), first + 1
        while node is not None:
            for room, label in node.ends:
                found.setdefault(room, []).append((first, last, label))
            if last == count:
                break
            node = node.following.get(words[last])
            last += 1
    return found

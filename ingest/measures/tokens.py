"""Tokens: the words of a stretch of text, and every phrase of the vocabulary among them.

All phrases that rooms look for - indicators, names, levels, agencies, cues of kind, places - stand in one
tree of words, so that a stretch is walked through once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ingest.measures.words import abbreviations, load, phrase_words

Phrase = tuple[int, int, str]  # first token, past the last token, label
_Node = dict[str | None, Any]  # the next words of phrases; under None, what ends here: (room, label)
_WORD = re.compile(r"[^\W\d_]+(?:&[^\W\d_]+)?|[0-9]+(?:[.,/:][0-9]+)*")
_CAPITALS = re.compile(r"[A-ZĐ](?=[A-ZĐƯ&a-z])")  # where an abbreviation may begin
NEUTRAL = "neutral"
LEVELS = ("province", "district", "commune", "village", "national", "all", "none")


@dataclass(frozen=True, slots=True)
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
    table = abbreviations()
    values = values or {}
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    past = start
    shortened = {found.start() for found in _CAPITALS.finditer(clean, start, end)}
    for found in _WORD.finditer(folded, start, end):
        first = found.start()
        if first < past:
            continue
        if first not in shortened and first not in values:
            words.append(found[0])
            starts.append(first)
            ends.append(found.end())
            continue
        last = found.end()
        if first in values:
            past = last = max(last, values[first])
            expanded: tuple[str, ...] = ("#",)
        else:
            expanded = table.get(clean[first:last], (found[0],))
            if len(expanded) > 1 and words and clean[first - 1 : first] == "(" and clean[last : last + 1] == ")":
                continue
        words.extend(expanded)
        starts.extend([first] * len(expanded))
        ends.extend([last] * len(expanded))
    return Tokens(words, starts, ends, _phrases_in(words))


@cache
def _tree() -> _Node:
    root: _Node = {}
    for room, phrase, label in _vocabulary():
        node = root
        words = phrase_words(phrase)
        for word in words:
            node = node.setdefault(word, {})
        if words and (room, label) not in node.setdefault(None, []):
            node[None].append((room, label))
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
    for facts in load("indicators").values():
        said = [phrase for line in facts["say"] for part in line.lstrip("~").split("+") for phrase in part.split("/")]
        for phrase in [*said, *facts.get("without", ())]:
            yield "indicator", phrase, " ".join(phrase_words(phrase))


def _labelled(room: str, label: str, phrases: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    return ((room, phrase, label) for phrase in phrases)


def _phrases_in(words: list[str]) -> dict[str, list[Phrase]]:
    found: dict[str, list[Phrase]] = {}
    count = len(words)
    for first, node in enumerate(map(_tree().get, words)):
        last = first + 1
        while node is not None:
            for room, label in node.get(None, ()):
                found.setdefault(room, []).append((first, last, label))
            node = node.get(words[last]) if last < count else None
            last += 1
    return found

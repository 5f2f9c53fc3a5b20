"""Indicators: which entry of the codebook a clause speaks about, and how sure that is.

Every line of ``vocabulary/indicators.yml`` is a set of phrases that must all stand in the clause; the
line with the most words in it wins. One phrase may stand outside the value's own stretch, in the
predicate that governs the rest of a list or in the subject that opens it. Nothing is forced: where no
line fits, the indicator is ``other``.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from ingest.measures.components import with_components
from ingest.measures.tokens import Tokens
from ingest.measures.words import phrase_words

OTHER = "other"
_OUTSIDE_WEIGHT = 0.6
_LAST_RESORT = 0.25
_HARDLY_SURE = 0.57  # the score of a last resort


@dataclass(frozen=True)
class Entry:
    """What the vocabulary says about one indicator."""

    code: str
    units: frozenset[str]
    change: str
    level: str
    without: frozenset[str]
    family: str = ""  # of an index that has a score and a rank
    component_of: str = ""  # the index that this is a part of


@dataclass(frozen=True, eq=False)
class _Line:
    number: int  # its place in the vocabulary
    entry: Entry
    parts: tuple[dict[str, int], ...]  # the ways to say each part with their words, the longest first
    worth: float = 1.0  # less for a last resort

    def weight(self, inside: dict[str, int], outside: dict[str, int]) -> float:
        """Return the weight of the line, or 0 where it does not fit: one part of it may stand outside."""
        own, further = 0, 0
        for part in self.parts:
            longest = _longest(part, inside)
            if not longest:
                if further or not outside:
                    return 0.0
                further = _longest(part, outside)
                if not further:
                    return 0.0
            own += longest
        return (own + _OUTSIDE_WEIGHT * further) * self.worth if own else 0.0


def _longest(part: dict[str, int], stretch: dict[str, int]) -> int:
    for phrase, length in part.items():
        if phrase in stretch:
            return length
    return 0


@dataclass(eq=False)
class Choice:
    """An indicator with its score between 0 and 1, and where its first phrase stands."""

    code: str
    score: float
    entry: Entry | None
    place: int = -1


NOTHING = Choice(OTHER, 0.0, None)


_Hit = tuple[int, int, str, int]  # start, end, phrase, place of the "#" in it or -1


@cache
def _book() -> tuple[list[_Line], list[Entry]]:
    """Return the lines and the entries of the vocabulary in their order."""
    lines: list[_Line] = []
    entries: list[Entry] = []
    for code, facts in with_components().items():
        entry = Entry(
            code,
            frozenset(facts["units"]),
            facts.get("change", ""),
            facts.get("level", ""),
            frozenset(" ".join(phrase_words(phrase)) for phrase in facts.get("without", ())),
            facts.get("family", ""),
            facts.get("component_of", ""),
        )
        entries.append(entry)
        for said in facts["say"]:
            parts = tuple(
                {
                    " ".join(words): len(words)
                    for words in sorted(map(phrase_words, part.split("/")), key=len, reverse=True)
                }
                for part in said.lstrip("~").split("+")
            )
            lines.append(_Line(len(lines), entry, parts, _LAST_RESORT if said.startswith("~") else 1.0))
    return lines, entries


@cache
def _by_rarest_part(unit: str) -> dict[str, list[_Line]]:
    """Return the lines for a unit under the phrases of their rarest part: no line fits without it."""
    lines = [line for line in _book()[0] if unit in line.entry.units]
    counts = Counter(phrase for line in lines for part in line.parts for phrase in part)
    found: dict[str, list[_Line]] = {}
    for line in lines:
        for phrase in min(line.parts, key=lambda part: sum(counts[phrase] for phrase in part)):
            found.setdefault(phrase, []).append(line)
    return found


def vocabulary_codes() -> list[str]:
    """Return the codes the vocabulary knows, in its order."""
    return list(with_components())


@cache
def _families() -> tuple[dict[str, list[Entry]], dict[str, str]]:
    members: dict[str, list[Entry]] = {}
    for entry in _book()[1]:
        if entry.family:
            members.setdefault(entry.family, []).append(entry)
    return members, {entry.code: family for family, kin in members.items() for entry in kin}


def family_of(code: str) -> str:
    """Return the index that an indicator is the score or rank of, or ""."""
    return _families()[1].get(code, "")


def relative(family: str, unit: str) -> Choice:
    """Return the member of an index that takes a unit: of PAPI, its rank for a rank."""
    for entry in _families()[0].get(family, ()):
        if unit in entry.units:
            return Choice(entry.code, 1.0, entry)
    return NOTHING


@cache
def _family_of_phrase(phrase: str) -> str:
    """Return the index that a phrase alone names, or ""."""
    named = {line.entry.family for line in _book()[0] if len(line.parts) == 1 and phrase in line.parts[0]}
    return named.pop() if len(named) == 1 else ""


def family_named(tokens: Tokens) -> str:
    """Return the one index a stretch names, or "" for none and for several."""
    named = {_family_of_phrase(phrase) for _, _, phrase in tokens.every("indicator")} - {""}
    return named.pop() if len(named) == 1 else ""


class Reader:
    """The phrases of one stretch of tokens, ready to be asked about any part of it."""

    def __init__(self, tokens: Tokens) -> None:
        self._hits: list[_Hit] = []
        self._has_values = False
        names = [(first, last) for first, last, _ in tokens.longest("name")]
        covered = {token: span for span in names for token in range(*span)}
        # of two equal lines the one with the earlier, then the longer phrase wins
        phrases = sorted(tokens.every("indicator"), key=itemgetter(1), reverse=True)
        phrases.sort(key=itemgetter(0))
        for first, last, phrase in phrases:
            name = covered.get(first)
            if name and last <= name[1] and last - first < name[1] - name[0]:
                continue
            value = -1
            if "#" in phrase:
                value = tokens.starts[first + tokens.words[first:last].index("#")]
                self._has_values = True
            self._hits.append((tokens.starts[first], tokens.ends[last - 1], phrase, value))
        self._answers: dict[object, tuple[Choice, tuple[str, ...]]] = {}
        self._stretches: dict[tuple[int, int, int], dict[str, int]] = {}
        self._starts = [hit[0] for hit in self._hits]

    def _within(self, start: int, end: int, value: int) -> dict[str, int]:
        """Return the phrases that lie in a stretch, each with its first place."""
        asked = (start, end, value if self._has_values else -1)
        if asked not in self._stretches:
            self._stretches[asked] = self._look(start, end, value)
        return self._stretches[asked]

    def family_before(self, place: int) -> str:
        """Return the index that the stretch names last before a place, or ""."""
        for _, end, phrase, _ in reversed(self._hits):
            if end <= place and (family := _family_of_phrase(phrase)):
                return family
        return ""

    def names(self, start: int, end: int) -> set[str]:
        """Return the phrases of the vocabulary in a stretch."""
        return {phrase for begin, _, phrase, _ in self._hits if start <= begin < end}

    def _look(self, start: int, end: int, value: int) -> dict[str, int]:
        found: dict[str, int] = {}
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        for begin, stop, phrase, own_value in self._hits[first:last]:
            if stop <= end and own_value in (-1, value) and phrase not in found:
                found[phrase] = begin
        return found

    def choose(
        self,
        own: tuple[int, int],
        wide: Iterable[tuple[int, int]],
        value: int,
        unit: str,
        elsewhere: "Reader | None" = None,
    ) -> Choice:
        """Return the best indicator for a value, by its own stretch if that names one.

        Otherwise a line may have at most one of its parts in a ``wide`` stretch: the predicate that governs
        a list, or the subject that opens it. ``elsewhere`` holds the wide stretches where they lie in
        another sentence.
        """
        inside = self._within(*own, value)
        if not inside:
            return NOTHING
        choice = self._best(inside, {}, unit)
        if choice.score > _HARDLY_SURE:
            return choice
        outside: dict[str, int] = {}
        for stretch in wide:
            outside |= (elsewhere or self)._within(*stretch, value)
        if not outside:
            return choice
        return self._best(inside, outside, unit)

    def _best(self, inside: dict[str, int], outside: dict[str, int], unit: str) -> Choice:
        asked = (tuple(inside), tuple(outside), unit)
        if asked not in self._answers:
            self._answers[asked] = self._weighed(inside, outside, unit)
        best, phrase = self._answers[asked]
        if not phrase:
            return best
        return Choice(best.code, best.score, best.entry, min([inside[said] for said in phrase]))

    def _weighed(
        self, inside: dict[str, int], outside: dict[str, int], unit: str
    ) -> tuple[Choice, tuple[str, ...]]:
        """Return the line of most weight and its phrases inside the stretch."""
        best: _Line | None = None
        most = 0.0
        for line, weight in self._weights(inside, outside, unit):
            if weight > most:
                best, most = line, weight
        if best is None:
            return NOTHING, ()
        said = tuple(phrase for part in best.parts for phrase in part if phrase in inside)
        return Choice(best.entry.code, min(1.0, round(0.5 + 0.06 * most, 2)), best.entry), said

    def choose_all(
        self, own: tuple[int, int], value: int, unit: str, side_by_side: bool = False
    ) -> list[Choice]:
        """Return every indicator that a stretch names, in order: "PCI, PAPI, SIPAS ... nhóm 20".

        Of indicators that exclude each other one is meant, unless they stand ``side_by_side`` in a list.
        """
        inside = self._within(*own, value)
        best: dict[str, tuple[float, Choice]] = {}
        for line, weight in self._weights(inside, {}, unit, side_by_side):
            if weight > best.get(line.entry.code, (0.0, NOTHING))[0]:
                place = min(inside[phrase] for part in line.parts for phrase in part if phrase in inside)
                choice = Choice(line.entry.code, min(1.0, round(0.5 + 0.06 * weight, 2)), line.entry, place)
                best[line.entry.code] = (weight, choice)
        return sorted((choice for _, choice in best.values()), key=lambda choice: (choice.place, choice.code))

    def _weights(
        self, inside: dict[str, int], outside: dict[str, int], unit: str, side_by_side: bool = False
    ) -> list[tuple[_Line, float]]:
        """Return the lines that fit, each with its weight, in the order of their first phrase inside."""
        by_rarest_part = _by_rarest_part(unit)
        asked = {
            line.number: line for phrase in (*inside, *outside) for line in by_rarest_part.get(phrase, ())
        }
        weighed = [(line, weight) for line in asked.values() if (weight := line.weight(inside, outside))]
        fitting = [found for found in weighed if side_by_side or found[0].entry.without.isdisjoint(inside)]
        if len(fitting) > 1:
            order = {phrase: number for number, phrase in enumerate(inside)}
            fitting.sort(key=lambda found: (_first_phrase(found[0], order), found[0].number))
        return fitting


def _first_phrase(line: _Line, order: dict[str, int]) -> int:
    return min([order[phrase] for part in line.parts for phrase in part if phrase in order])

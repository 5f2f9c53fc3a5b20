"""Naming: which entries of the codebook a heading may mean, best first. Nothing is decided without a name."""

import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ingest.codebook import entries
from ingest.exports.words import words
from ingest.localities.names import plain as without_marks
from ingest.measures.words import load

_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
_OF_OTHER_INDEX = 0.6  # what a name is worth that belongs to another index than the table's
_OF_THIS_INDEX = 1.1
_FITS, _WORTH_SAYING = 0.62, 0.3
_MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator that a heading may mean, and how well it fits, 0 to 1."""

    code: str
    score: float

    @property
    def fits(self) -> bool:
        """Tell whether the heading names this indicator, not merely something like it."""
        return self.score >= _FITS


@functools.cache
def indices() -> dict[str, dict[str, Any]]:
    """Return the known indices (``indices.yml``)."""
    content = yaml.load((Path(__file__).parent / "indices.yml").read_bytes(), Loader=yaml.CSafeLoader)
    return {str(name): dict(index) for name, index in content.items()}


def tokens_of(text: str) -> list[str]:
    """Return the words of a heading or key without diacritics: "CongKhai_MinhBach" has four.

    >>> tokens_of("DTI_ChinhQuyenSo"), tokens_of("Điểm PCI")
    (['dti', 'chinh', 'quyen', 'so'], ['diem', 'pci'])
    """
    composed = unicodedata.normalize("NFC", text)
    parted = [
        f" {letter}" if letter.isupper() and before.islower() else letter
        for before, letter in zip(f" {composed}", composed, strict=False)
    ]
    return without_marks("".join(parted)).split()


@functools.cache
def _quiet(*kinds: str) -> frozenset[str]:
    return frozenset(token for kind in kinds for word in words(kind) for token in tokens_of(word))


def indices_named(text: str) -> list[str]:
    """Return the indices that a text names, the one named by most words first."""
    said = " ".join(tokens_of(text))
    found = {
        name: max((len(called) for called in index["called"] if _stands_in(called, said)), default=0)
        for name, index in indices().items()
    }
    return [name for name, length in sorted(found.items(), key=lambda item: -item[1]) if length]


def _stands_in(called: str, said: str) -> bool:
    return f" {' '.join(tokens_of(called))} " in f" {said} "


def says_rank(text: str) -> bool:
    """Tell whether a heading is one of ranks."""
    said = " ".join(tokens_of(text))
    return any(_stands_in(word, said) for word in words("rank_headings"))


def says_derived(text: str) -> bool:
    """Tell whether a heading says that its figures were computed, not published."""
    said = " ".join(tokens_of(text))
    return any(_stands_in(word, said) for word in words("derived_words"))


def candidates(heading: str, index: str, *, is_rank: bool = False) -> list[Candidate]:
    """Return what a heading may mean in a table of an index ("" where it is not known), best first."""
    said = [token for token in tokens_of(heading) if not _YEAR.fullmatch(token)]
    named = indices_named(heading)
    own = [name for name in named if index in ("", name)] or ([index] if index else [])
    if own and _says_only_the_index(said, own):
        return _of_indices(own, is_rank)
    found = _alike_to(_subject(said, is_rank, index), index)
    if not (found and found[0].fits) and named and _says_only_the_index(said, named):
        return _of_indices(named, is_rank)
    return found


def candidates_of(stack: Sequence[str], index: str, *, is_rank: bool = False) -> list[Candidate]:
    """Return what a column may mean by the cells above it: by all, else by one that says enough alone.

    "Điểm" below a group that is not known says nothing; "PCI" below it does.
    """
    together = candidates(" ".join(stack), index, is_rank=is_rank)
    if together and together[0].fits:
        return together
    for cell in reversed(stack):
        if is_general(cell, index) and not indices_named(cell):
            continue
        alone = candidates(cell, index, is_rank=is_rank)
        if alone and alone[0].fits:
            return alone
    return together


def index_of_its_own(heading: str, index: str) -> list[Candidate]:
    """Return the total of another index than the table's, where a heading names that and nothing else.

    "SIPAS" in a table of the PAR INDEX is either that, or its points there.
    """
    said = [token for token in tokens_of(heading) if not _YEAR.fullmatch(token)]
    named = [name for name in indices_named(heading) if name != index]
    return _of_indices(named, is_rank=False) if named and _says_only_the_index(said, named) else []


def rank_beside(code: str) -> list[Candidate]:
    """Return the rank that a column "Hạng" may hold beside a column of an index's total: likely, not sure."""
    ranks = [index["rank"] for index in indices().values() if index["score"] == code and index["rank"]]
    return [Candidate(rank, _FITS - 0.1) for rank in ranks]


def _of_indices(names: Iterable[str], is_rank: bool) -> list[Candidate]:
    codes = [indices()[name]["rank" if is_rank else "score"] for name in names]
    return [Candidate(code, 1.0) for code in codes if code][:_MOST_CANDIDATES]


def _alike_to(subject: frozenset[str], index: str) -> list[Candidate]:
    if not subject:
        return []
    scored = {
        code: max(_alike(subject, spelling) for spelling in spellings) * _weight(code, index)
        for code, spellings in _spellings().items()
    }
    best = sorted(scored.items(), key=lambda item: (-item[1], item[0]))[:_MOST_CANDIDATES]
    return [Candidate(code, min(1.0, score)) for code, score in best if score >= _WORTH_SAYING]


def is_general(heading: str, index: str) -> bool:
    """Tell whether a heading says "score", "value", "rank" or the index's name, and nothing else."""
    said = [token for token in tokens_of(heading) if not _YEAR.fullmatch(token)]
    return _says_only_the_index(said, [index] if index else [])


def likeliest_index(headings: Iterable[str], named: Sequence[str]) -> str:
    """Return the index that a table is of: the one its headings fit best, of those ``named`` around it.

    "" where nothing tells.
    """
    listed = list(headings)
    weights = {index: _weight_of_index(index, listed) for index in named or indices()}
    best = max(weights, key=lambda index: weights[index])
    is_alone = list(weights.values()).count(weights[best]) == 1
    return best if named or is_alone and weights[best] else ""


def _weight_of_index(index: str, headings: Iterable[str]) -> float:
    """Return how well headings fit the parts of an index; "Điểm" alone fits each and counts for none."""
    weight = 0.0
    for heading in headings:
        named = indices_named(heading)
        if index in named:
            weight += 1
        elif is_general(heading, "") or named and _says_only_the_index(tokens_of(heading), named):
            continue  # "SIPAS" is an index of its own, if one among the points of the PAR INDEX too
        elif (found := candidates(heading, index)) and found[0].fits and index_of(found[0].code) == index:
            weight += found[0].score
    return weight


def _says_only_the_index(said: Iterable[str], own: Iterable[str]) -> bool:
    """Tell whether a heading is "Điểm", "Tổng điểm PCI", "Xếp hạng 2022": of the index as a whole."""
    quiet = _quiet("score_words", "rank_words", "quiet_words", "derived_words")
    called = {token for name in own for phrase in indices()[name]["called"] for token in tokens_of(phrase)}
    called |= {token for name in own for token in tokens_of(name)}
    return set(said) <= quiet | called


def _subject(said: Iterable[str], is_rank: bool, index: str) -> frozenset[str]:
    """Return what a heading is about: not the name of the index that the table is of anyway."""
    quiet = _quiet("quiet_words", "rank_words") if is_rank else _quiet("quiet_words")
    words_left = frozenset(said) - quiet
    return words_left - frozenset(tokens_of(index)) or words_left


def index_of(code: str) -> str:
    """Return the index that a code belongs to, or ""."""
    for name, index in indices().items():
        if code in (index["score"], index["rank"]) or code.startswith(index["prefix"]):
            return name
    return ""


def _weight(code: str, index: str) -> float:
    if not index:
        return 1.0
    own = index_of(code)
    return _OF_THIS_INDEX if own == index else _OF_OTHER_INDEX if own else 0.9


@functools.cache
def _spellings() -> dict[str, list[frozenset[str]]]:
    """Return the words of every way to write each indicator: its names, its code, headings that were seen."""
    said: dict[str, list[str]] = {}
    for entry in entries():
        names = [entry["name_vi"], entry["name_en"], entry["code"]]
        prefix = next((index["prefix"] for index in indices().values() if _begins(entry["code"], index)), "")
        bare = [name.split(": ", 1)[-1] for name in names[:2]]
        said[entry["code"]] = [*names, *bare, entry["code"].removeprefix(prefix)]
    said.pop("other", None)
    for index in indices().values():
        for heading, code in index["headings"].items():
            said[code].append(heading)
    for index in load("components")["indices"].values():
        for code, names in index["components"].items():
            said[code] += names
    return {code: list(dict.fromkeys(map(_words, names))) for code, names in said.items()}


def _begins(code: str, index: dict[str, Any]) -> bool:
    return code.startswith(index["prefix"]) and code not in (index["score"], index["rank"])


def _words(name: str) -> frozenset[str]:
    return frozenset(tokens_of(name)) - _quiet("quiet_words")


@functools.cache
def _rarity() -> dict[str, float]:
    counts = Counter(
        token for spellings in _spellings().values() for token in frozenset[str]().union(*spellings)
    )
    return {token: math.log(1 + len(_spellings()) / count) for token, count in counts.items()}


def _alike(subject: frozenset[str], spelling: frozenset[str]) -> float:
    """Return how alike two sets of words are, rare words counting more: 1 for the same."""
    together = _weighed(subject) + _weighed(spelling)
    return 2 * _weighed(subject & spelling) / together if together else 0.0


def _weighed(tokens: Iterable[str]) -> float:
    unknown = math.log(1 + len(_spellings()))
    return sum(_rarity().get(token, unknown) for token in tokens)

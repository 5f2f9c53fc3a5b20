"""The vocabulary: words live in ``vocabulary/*.yml``, where a domain expert can change them.

Code asks for them here, as patterns over folded text or as phrases over tokens. Both sides are folded
the same way, so a vocabulary may write "hoá" or "hóa", "TTHC" or "thủ tục hành chính".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent / "vocabulary"


@cache
def load(name: str) -> dict[str, Any]:
    """Return one vocabulary file."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load((_FOLDER / f"{name}.yml").read_bytes(), Loader=loader)
    if not isinstance(content, dict):
        raise ValueError(f"vocabulary {name}.yml must hold a mapping")
    return content


def alternatives(phrases: Iterable[str]) -> str:
    """Return a regular expression for any of the phrases in folded text, the longest first."""
    from ingest.measures.text import fold  # text.py reads its own vocabulary through this module

    folded = sorted({fold(phrase.strip()) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"[ \n]{1,3}".join(map(re.escape, phrase.split())) for phrase in folded)


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Compile phrases into a pattern that only matches whole words."""
    return re.compile(rf"(?<!\w)(?:{alternatives(phrases)})(?!\w)")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words of a stretch of text with their places; abbreviations stand expanded at one place."""

    words: list[str]
    starts: list[int]
    ends: list[int]


_WORD = re.compile(r"[^\W\d_]+(?:&[^\W\d_]+)?|[0-9]+(?:[.,/:][0-9]+)*")


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    from ingest.measures.text import fold

    table: dict[str, str] = load("abbreviations")["abbreviations"]
    return {str(short): tuple(re.findall(r"\w+", fold(long))) for short, long in table.items()}


def tokenize(
    clean: str, folded: str, start: int, end: int, values: Mapping[int, int] | None = None
) -> Tokens:
    """Split a stretch into words.

    Abbreviations count only in capitals ("CC" is "công chức", "cc" is nothing); a bracket that holds an
    abbreviation alone, as in "dịch vụ công (DVC)", is left out. ``values`` maps the start of a value to
    its end: it becomes the single word "#".
    """
    table = _abbreviations()
    values = values or {}
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    past = start
    for found in _WORD.finditer(folded, start, end):
        first, last = found.span()
        if first < past:
            continue
        if first in values:
            past = last = max(last, values[first])
            expanded: tuple[str, ...] = ("#",)
        else:
            long = table.get(clean[first:last])
            if long is None:
                words.append(found[0])
                starts.append(first)
                ends.append(last)
                continue
            if words and clean[first - 1 : first] == "(" and clean[last : last + 1] == ")":
                continue
            expanded = long
        words.extend(expanded)
        starts.extend([first] * len(expanded))
        ends.extend([last] * len(expanded))
    return Tokens(words, starts, ends)


def phrase_words(phrase: str) -> tuple[str, ...]:
    """Return a vocabulary phrase as the words that ``tokenize`` would give; ``<n>`` stands for the value."""
    from ingest.measures.text import fold

    words: list[str] = []
    for piece in re.findall(r"#|\w+", phrase.replace("<n>", "#")):
        if piece == "#":
            words.append(piece)
        else:
            words.extend(_abbreviations().get(piece) or (fold(piece),))
    # fold again as one text: some spellings only differ in the company of the next word
    return tuple(re.findall(r"#|\w+", fold(" ".join(words))))


_Node = dict[str | None, Any]  # the next words of phrases; under None, the labels of the phrase that ends here


class PhraseBook:
    """Phrases with a label each, found in tokens in one pass."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._root: _Node = {}
        for phrase, label in phrases:
            node = self._root
            for word in (words := phrase_words(phrase)):
                node = node.setdefault(word, {})
            if words:
                node.setdefault(None, []).append(label)

    def longest(self, tokens: Tokens) -> list[tuple[int, int, str]]:
        """Return (first token, past the last token, label), the longest phrase at each place, no overlaps."""
        found: list[tuple[int, int, str]] = []
        past = 0
        for first, last, label in self._walk(tokens):
            if first >= past or found and first == found[-1][0] and last > past:
                if found and first == found[-1][0]:
                    found.pop()
                found.append((first, last, label))
                past = last
        return found

    def every(self, tokens: Tokens) -> list[tuple[int, int, str]]:
        """Return every occurrence, overlapping ones too."""
        return list(self._walk(tokens))

    def _walk(self, tokens: Tokens) -> Iterator[tuple[int, int, str]]:
        words = tokens.words
        count = len(words)
        for first, node in enumerate(map(self._root.get, words)):
            last = first + 1
            while node is not None:
                for label in node.get(None, ()):
                    yield first, last, label
                node = node.get(words[last]) if last < count else None
                last += 1

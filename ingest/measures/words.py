"""The vocabulary: words live in ``vocabulary/*.yml``, where a domain expert can change them.

Code asks for them here, as patterns over folded text or as phrases over tokens. Both sides are folded
the same way, so a vocabulary may write "hoá" or "hóa", "TTHC" or "thủ tục hành chính".
"""

import re
from collections.abc import Iterable, Mapping
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
    tokens = Tokens([], [], [])
    position = start
    while found := _WORD.search(folded, position, end):
        first, position = found.span()
        if values and first in values:
            position = max(position, values[first])
            _append(tokens, ("#",), first, position)
            continue
        written = clean[first:position]
        long = table.get(written)
        if long is None:
            _append(tokens, (found[0],), first, position)
        elif not (clean[first - 1 : first] == "(" and clean[position : position + 1] == ")" and tokens.words):
            _append(tokens, long, first, position)
    return tokens


def _append(tokens: Tokens, words: tuple[str, ...], start: int, end: int) -> None:
    for word in words:
        tokens.words.append(word)
        tokens.starts.append(start)
        tokens.ends.append(end)


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


class PhraseBook:
    """Phrases with a label each, found in tokens in one pass."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, label in phrases:
            words = phrase_words(phrase)
            if words:
                self._by_first.setdefault(words[0], []).append((words, label))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def longest(self, tokens: Tokens) -> list[tuple[int, int, str]]:
        """Return (first token, past the last token, label), the longest phrase at each place, no overlaps."""
        found: list[tuple[int, int, str]] = []
        position, words = 0, tokens.words
        while position < len(words):
            for phrase, label in self._by_first.get(words[position], ()):
                if tuple(words[position : position + len(phrase)]) == phrase:
                    found.append((position, position + len(phrase), label))
                    position += len(phrase) - 1
                    break
            position += 1
        return found

    def every(self, tokens: Tokens) -> list[tuple[int, int, str]]:
        """Return every occurrence, overlapping ones too."""
        words = tokens.words
        return [
            (position, position + len(phrase), label)
            for position, word in enumerate(words)
            for phrase, label in self._by_first.get(word, ())
            if tuple(words[position : position + len(phrase)]) == phrase
        ]

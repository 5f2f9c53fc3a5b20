"""The vocabulary: words live in ``vocabulary/*.yml``, where a domain expert can change them.

Code asks for them here, as patterns over folded text or as phrases over tokens. Both sides are folded
the same way, so a vocabulary may write "hoá" or "hóa", "TTHC" or "thủ tục hành chính".
"""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

_FOLDER = Path(__file__).parent / "vocabulary"
_MOST_REMEMBERED, _LONGEST_REMEMBERED = 5_000, 200  # texts, characters of each
_Told = TypeVar("_Told")


@cache
def load(name: str) -> dict[str, Any]:
    """Return one vocabulary file."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load((_FOLDER / f"{name}.yml").read_bytes(), Loader=loader)
    if not isinstance(content, dict):
        raise ValueError(f"vocabulary {name}.yml must hold a mapping")
    return content


def remembered(read: Callable[[str], _Told]) -> Callable[[str], _Told]:
    """Let a function remember what it said of short texts: tables repeat their headings."""
    known = lru_cache(maxsize=_MOST_REMEMBERED)(read)
    return lambda text: known(text) if len(text) <= _LONGEST_REMEMBERED else read(text)


def alternatives(phrases: Iterable[str]) -> str:
    """Return a regular expression for any of the phrases in folded text, the longest first."""
    from ingest.measures.text import fold  # text.py reads its own vocabulary through this module

    return any_of({" ".join(fold(phrase).split()) for phrase in phrases}, "")


def opening(phrases: Iterable[str], guard: str = "") -> str:
    """Return a regular expression for any of the phrases where a word begins.

    ``guard`` is a further condition, checked behind the first letter: ``(?<!lần\\s.)``.
    """
    from ingest.measures.text import fold

    return any_of({" ".join(fold(phrase).split()) for phrase in phrases}, rf"(?<!\w.){guard}")


def any_of(phrases: Iterable[str], guard: str = "") -> str:
    """Return a pattern that looks at each letter once, however many phrases there are.

    ``guard`` is what must hold right behind the first letter. It stands there, and not before, because
    Python's patterns run to the next possible first letter only where nothing stands before it.
    """
    branches: dict[str, list[str]] = {}
    for phrase in sorted(phrases):
        branches.setdefault(phrase[:1], []).append(phrase[1:])
    patterns = [
        (r"[ \n]{1,3}" if letter == " " else re.escape(letter)) + guard + any_of(rests)
        for letter, rests in branches.items()
        if letter
    ]
    whole = patterns[0] if len(patterns) == 1 else f"(?:{'|'.join(patterns)})" if patterns else ""
    return f"(?:{whole})?" if "" in branches and whole else whole


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Compile phrases into a pattern that only matches whole words."""
    return re.compile(rf"{opening(phrases)}(?!\w)")


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """Return the words each abbreviation stands for."""
    from ingest.measures.text import fold

    table: dict[str, str] = load("abbreviations")["abbreviations"]
    return {str(short): tuple(re.findall(r"\w+", fold(long))) for short, long in table.items()}


def phrase_words(phrase: str) -> tuple[str, ...]:
    """Return a vocabulary phrase as the words that ``tokenize`` would give; ``<n>`` stands for the value."""
    from ingest.measures.text import fold

    words: list[str] = []
    for piece in re.findall(r"#|\w+", phrase.replace("<n>", "#")):
        if piece == "#":
            words.append(piece)
        else:
            words.extend(abbreviations().get(piece) or (fold(piece),))
    # fold again as one text: some spellings only differ in the company of the next word
    return tuple(re.findall(r"#|\w+", fold(" ".join(words))))

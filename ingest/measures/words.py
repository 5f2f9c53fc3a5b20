"""The vocabulary: words live in ``vocabulary/*.yml``, where a domain expert can change them.

Code asks for them here, as patterns over folded text or as phrases over tokens. Both sides are folded
the same way, so a vocabulary may write "hoá" or "hóa", "TTHC" or "thủ tục hành chính".
"""

import re
from collections.abc import Iterable
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

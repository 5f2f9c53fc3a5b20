"""The vocabulary of relations, ``vocabulary.yml``, as patterns over folded text."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingest.measures.words import opening

_FILE = Path(__file__).with_name("vocabulary.yml")


@cache
def vocabulary() -> dict[str, Any]:
    """Return the whole vocabulary."""
    content = yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader)
    if not isinstance(content, dict):
        raise ValueError(f"{_FILE.name} must hold a mapping")
    return content


@cache
def words_of(name: str) -> re.Pattern[str]:
    """Return a pattern for any of the phrases of one list, as whole words of folded text."""
    return re.compile(rf"{opening(vocabulary()[name])}(?!\w)")


def characters(name: str) -> int:
    """Return a length that the vocabulary states in characters."""
    return int(vocabulary()[name])

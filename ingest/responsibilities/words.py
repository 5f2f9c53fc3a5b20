"""The vocabulary of responsibilities, ``vocabulary.yml``, as patterns over folded text."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingest.measures.text import fold
from ingest.measures.words import opening

_FILE = Path(__file__).with_name("vocabulary.yml")


@cache
def vocabulary() -> Mapping[str, Any]:
    """Return the whole vocabulary."""
    content = yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader)
    if not isinstance(content, dict):
        raise ValueError(f"{_FILE.name} must hold a mapping")
    return content


def shape_of(name: str) -> str:
    """Return an expression for any of the phrases of one list, as whole words of folded text."""
    return rf"{opening(vocabulary()[name])}(?!\w)"


@cache
def words_of(name: str) -> re.Pattern[str]:
    """Return a pattern for any of the phrases of one list, as whole words of folded text."""
    return re.compile(shape_of(name))


@cache
def agency_names() -> Mapping[str, str]:
    """Return the full name of each agency by each of its spellings, folded."""
    agencies: dict[str, list[str]] = vocabulary()["agencies"]
    return {fold(spelling): name for name, spellings in agencies.items() for spelling in spellings}


def agency_shape() -> str:
    """Return an expression for one agency in folded text."""
    return rf"{opening(agency_names())}(?!\w)"


@cache
def agency() -> re.Pattern[str]:
    """Return a pattern for one agency in folded text."""
    return re.compile(agency_shape())


@cache
def area_words(kind: str) -> Mapping[str, re.Pattern[str]]:
    """Return, for each reform area that has them, its ``names`` or its ``signs``."""
    areas: dict[str, dict[str, list[str]]] = vocabulary()["areas"]
    return {
        area: re.compile(rf"{opening(words[kind])}(?!\w)") for area, words in areas.items() if words[kind]
    }

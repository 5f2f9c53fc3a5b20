"""The words of ``words.yml``, loaded once."""

import functools
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Words:
    """Words and names that tell what on a list is not a document or not a title."""

    tracking_parameters: frozenset[str]
    not_titles: frozenset[str]


@functools.cache
def words() -> Words:
    """Return the words of ``words.yml``."""
    told = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return Words(
        tracking_parameters=frozenset(told["tracking_parameters"]),
        not_titles=frozenset(unicodedata.normalize("NFC", title) for title in told["not_titles"]),
    )

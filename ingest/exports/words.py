"""The words of printed tables (``words.yml``)."""

import functools
import re
import unicodedata
from pathlib import Path

import yaml


@functools.cache
def words(name: str) -> frozenset[str]:
    """Return one list of words, each as ``plain`` gives it."""
    content = yaml.load((Path(__file__).parent / "words.yml").read_bytes(), Loader=yaml.CSafeLoader)
    return frozenset(plain(word) for word in content[name])


def plain(text: str) -> str:
    """Return a heading or label as it is compared: NFC, small letters, one space between words."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().casefold()

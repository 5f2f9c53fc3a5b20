"""Numbers as they are written: "1.825,5" in digits, "tám mươi lăm" in words."""

import re
from functools import cache

from ingest.measures.words import alternatives, load, opening


@cache
def _values() -> tuple[dict[str, int], dict[str, int], frozenset[str], frozenset[str]]:
    words = load("units")
    return words["digits"], words["tens"], frozenset(words["hundred"]), frozenset(words["joiners"])


@cache
def number_words() -> str:
    """Return a pattern for one to five number words in a row."""
    digits, tens, hundred, joiners = _values()
    phrases = [*digits, *tens, *hundred, *joiners]
    return rf"{opening(phrases)}(?:\s(?:{alternatives(phrases)})){{0,4}}"


def spelled_number(text: str) -> int | None:
    """Return the number that number words spell, or None where they spell none."""
    digits, tens, hundred, joiners = _values()
    total, last = 0, None
    for word in text.split():
        if word in joiners:
            continue
        if word in hundred:
            total, last = total + (1 if last is None else last) * 100, None
        elif word in tens:
            total, last = total + (1 if last is None else last) * 10, None
        elif last is None and word in digits:
            last = digits[word]
        else:
            return None
    return total + (last or 0)


_BELOW_ONE = re.compile(r"0\.[0-9]+")  # no group of thousands begins with 0: "0.589 điểm"
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_ENGLISH_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}")
_SLIPS, _ENGLISH = str.maketrans("lioO", "1100"), str.maketrans(".,", ",.")


def parse_number(written: str, english: bool = False) -> float:
    """Return the value of a number as written; OCR's "l" and "O" count as 1 and 0 (rule 16)."""
    written = written.strip().translate(_SLIPS)
    if written.isdecimal():
        return float(written)
    if english:
        written = written.translate(_ENGLISH)
    if _BELOW_ONE.fullmatch(written):
        return float(written)
    if _THOUSANDS.fullmatch(written):
        return float(written.replace(".", "").replace(",", "."))
    if _ENGLISH_THOUSANDS.fullmatch(written):
        return float(written.replace(",", ""))
    return float(written.replace(",", "."))

"""Owners: whose document is it - one province's, or the whole country's?

What a value is about follows from it: "tỷ lệ hồ sơ trực tuyến đạt 40%" is a province's in its own report
and the country's in one of the Ministry of Home Affairs (guideline rule 15).
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from ingest.measures.text import CleanText, fold
from ingest.measures.words import alternatives, load, pattern

_HEAD, _OPENING, _HEADLINE = 6000, 400, 200
_HEADLINE_WEIGHT = 3
_OFTEN = 2  # how often the only province of a text is named at least


@dataclass(frozen=True)
class Owner:
    """The province a text belongs to ("" where it tells none), or the country."""

    place: str
    is_national: bool


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    names = load("documents")["provinces"]
    return pattern(names), {fold(name): name for name in names}


@cache
def _signs() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = load("documents")
    named = rf"(?:{alternatives(words['province_titles'])})\s+(?:{alternatives(words['provinces'])})(?!\w)"
    return (re.compile(named), pattern(words["provincial_signs"]), pattern(words["national_signs"]))


def owner_of(text: CleanText, stated: str, catalogued: str = "") -> Owner:
    """Return the owner of a text; ``stated`` is the place of its dateline, ``catalogued`` wins over all."""
    names = _names()[1]
    capital = load("documents")["capital"]
    folded_capital = fold(capital)
    for known in (catalogued, "" if stated.strip() == capital else stated):
        if fold(known.strip()) in names:
            return Owner(names[fold(known.strip())], False)
    head = text.folded[:_HEAD]
    counts = Counter(
        " ".join(found[0].split())
        for found in _names()[0].finditer(head)
        if not _opens_news(head, found, folded_capital)
    )
    if not catalogued and _is_national(text, counts):
        return Owner("", True)
    most = counts.most_common(1)
    return Owner(names.get(most[0][0], "") if most else "", False)


def _main_province(text: CleanText, counts: Counter[str], opening: str) -> int:
    """Weigh the province named most: in the headline, all the time, or as the only one."""
    (name, most), second = counts.most_common(1)[0], sum(counts.values()) - counts.most_common(1)[0][1]
    headline = text.folded[: _HEADLINE + 1].strip().split("\n")[0]
    weight = 2 * _HEADLINE_WEIGHT if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", headline) else 0
    if most >= _OFTEN and most >= second:
        weight += 2 * most
    elif not second and name in opening:
        weight += _OFTEN
    return weight


def _opens_news(head: str, found: re.Match[str], capital: str) -> bool:
    """Tell whether the capital is only where a text was written: "Hà Nội, ngày ...", "Hà Nội (TTXVN ...)"."""
    return found[0] == capital and bool(re.match(r"\s?\(|,\s*ngày|\s?[-–]\s|,\s[0-9]", head[found.end() :]))


def _is_national(text: CleanText, counts: Counter[str]) -> bool:
    """Tell whether a text names the bodies of the country, and no province's own.

    What opens a text weighs most. A province's plan cites the Government again and again: its own words
    ("toàn tỉnh", "tỉnh Hà Giang", one name all the time) win where both stand.
    """
    named, provincial, national = _signs()
    opening, head = text.folded[:_OPENING], text.folded[:_HEAD]
    country = 2 * len(national.findall(opening)) + len(national.findall(head))
    if not country:
        return False
    own = 3 * len(named.findall(opening)) + len(named.findall(head)) + 2 * len(provincial.findall(head))
    if counts:
        own += _main_province(text, counts, opening)
    return country > 2 * own

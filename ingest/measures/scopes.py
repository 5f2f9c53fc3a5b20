"""Scope: the part of a subject that a value is about, in the document's own words."""

import re
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.text import CleanText
from ingest.measures.words import alternatives, load, opening

_LONGEST = 90
_FAR = 400  # characters from the value


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("scopes")
    lists = (
        rf"{opening(words['lists'])}\s[^;.:()0-9%]{{2,{_LONGEST}}}?"
        rf"(?=\s(?:{alternatives(words['list_ends'])})(?!\w)|[;.:()0-9%]|$)"
    )
    return re.compile(lists), re.compile(rf"{opening(words['phrases'])}(?!\w)[^,;.:()%]{{0,{_LONGEST}}}")


def scope_of(text: CleanText, clause: Clause) -> str:
    """Return the first narrowing phrase of a value's own stretch, or "" for the whole subject."""
    start = max(clause.start, clause.quantity.start - _FAR)
    end = min(clause.end, clause.quantity.end + _FAR)
    for shape in _patterns():
        found = shape.search(text.folded, start, end)
        if found:
            return re.sub(r"\s+", " ", text.clean[found.start() : found.end()]).strip()
    return ""

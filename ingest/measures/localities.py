"""Localities: statements about another province than the document's own."""

import re
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.text import CleanText, fold
from ingest.measures.words import Tokens, alternatives, load

_LONGEST = 200


@cache
def _named() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, str]]:
    documents = load("documents")
    names = rf"(?P<name>{alternatives(documents['provinces'])})(?!\w)"
    titled = re.compile(rf"(?<!\w)(?:tỉnh|thành phố|tp\.?)\s+{names}")
    plain = re.compile(rf"(?<!\w){names}")
    subject = re.compile(
        rf"(?<!\w){names}\s?(?:[:(]|\s(?:{alternatives(documents['subject_verbs'])})(?!\w)|[-–]\s?$|$)"
    )
    return titled, plain, subject, {fold(name): name for name in documents["provinces"]}


def _is_capital(text: CleanText, place: int) -> bool:
    return text.clean[place : place + 1].isupper()


def province_tokens(text: CleanText, tokens: Tokens) -> set[int]:
    """Return the numbers of the tokens that spell names of provinces: names are no subject of a value."""
    if not tokens.words:
        return set()
    spans = [
        found.span()
        for found in _named()[1].finditer(text.folded, tokens.starts[0], tokens.ends[-1])
        if _is_capital(text, found.start())
    ]
    taken: set[int] = set()
    position = 0
    for start, end in spans:
        while position < len(tokens.words) and tokens.starts[position] < start:
            position += 1
        while position < len(tokens.words) and tokens.starts[position] < end:
            taken.add(position)
            position += 1
    return taken


def province_at(text: CleanText, start: int) -> str:
    """Return the province whose name begins at a place, or ""."""
    found = _named()[1].match(text.folded, start)
    return _name(found) if found and _is_capital(text, start) else ""


def names_province(text: CleanText, clause: Clause) -> bool:
    """Tell whether the stretch of a value names a province, whichever."""
    start = max(clause.reach, clause.quantity.start - _LONGEST)
    end = min(clause.end, clause.quantity.end + _LONGEST)
    return any(_is_capital(text, found.start()) for found in _named()[1].finditer(text.folded, start, end))


def _name(found: re.Match[str]) -> str:
    return _named()[3].get(" ".join(found["name"].split()), "")


def locality_of(text: CleanText, clause: Clause, own: str) -> str:
    """Return the one other province a value is of, or "" where it is about the document's own.

    A province counts with its title ("tỉnh Đắk Lắk"), or as the subject right before a value ("Hải Phòng
    xếp thứ 2"); a bare clause is about the province of the clause it leans on.
    """
    titled, _, subject, _ = _named()
    folded, end = text.folded, min(clause.end, clause.quantity.end + _LONGEST)
    start = max(clause.start, clause.quantity.start - _LONGEST)
    names = {_name(found) for found in titled.finditer(folded, start, end)}
    names |= {
        _name(found)
        for found in subject.finditer(folded, start, clause.quantity.start)
        if _is_capital(text, found.start())
    }
    names.discard("")
    if not names and clause.is_bare and clause.before and clause.before is not clause:
        return clause.before.locality
    clause.locality = names.pop() if len(names) == 1 and own and own not in names else ""
    return clause.locality

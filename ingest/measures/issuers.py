"""Issuers: which office a document comes from, and whether it is a district's or a commune's.

The issuer stands in capitals at the head, before or beside the national motto (Decree 30/2020/NĐ-CP,
appendix I). A figure of a ward's report is the ward's, not the province's.
"""

import re
from dataclasses import dataclass
from functools import cache

from ingest.measures.text import CleanText, fold
from ingest.measures.words import load, opening

_HEAD = 1500  # characters
_COLUMNS = re.compile(r"\s{3,}|\t+|\|")
_MOST_LINES = 4


@dataclass(frozen=True)
class Issuer:
    """An office; ``level`` and ``place`` tell the district or commune it governs, "" for any other office."""

    name: str = ""
    level: str = ""
    place: str = ""


def issuer_of(text: CleanText, has_number: bool) -> Issuer:
    """Return the issuer named at the head of a document with a number or the motto: an official one."""
    head = text.clean[:_HEAD]
    if not (has_number or _has_motto(head)):
        return Issuer()
    lines = [cell for line in head.split("\n") for cell in _cells(line)]
    for number, line in enumerate(lines):
        if not _issuers().match(fold(line)):
            continue
        return _described(_name(line, lines[number + 1 : number + _MOST_LINES]))
    return Issuer()


def _has_motto(head: str) -> bool:
    return any(_motto().match(fold(line.strip())) for line in head.split("\n"))


def _name(first: str, following: list[str]) -> str:
    """Return the name that begins with a line: what stands below goes on with it, or is the office itself."""
    name = [first]
    for line in following:
        if _ends().match(fold(line)):
            break
        name = [line] if _offices().match(fold(line)) else [*name, line]
    return " ".join(name)


def _cells(line: str) -> list[str]:
    """Return what a line of the head says, column by column, without the motto; names are in capitals."""
    cells = [cell.strip(" *-_.") for cell in _COLUMNS.split(line)]
    return [cell for cell in cells if cell.isupper() and not _motto().match(fold(cell))]


@cache
def _issuers() -> re.Pattern[str]:
    return re.compile(rf"{opening(load('documents')['issuers'])}(?!\w)")


@cache
def _offices() -> re.Pattern[str]:
    """Return the offices that stand below the one they belong to: "UBND TỈNH THÁI BÌNH", then "SỞ NỘI VỤ"."""
    return re.compile(rf"{opening(load('documents')['offices'])}\s[^\W\d_]")


@cache
def _ends() -> re.Pattern[str]:
    """Return what ends the name of an issuer: the title of the document, its number."""
    words = load("documents")
    return re.compile(rf"[^\n]*[0-9]|{opening([*words['titles'], *words['below_issuer']])}(?!\w)")


@cache
def _motto() -> re.Pattern[str]:
    return re.compile(rf"{opening(load('documents')['mottos'])}(?!\w)")


@cache
def _titles() -> re.Pattern[str]:
    titles = load("documents")["place_titles"]
    return re.compile(rf"(?P<title>{opening(titles)})\s(?P<place>[^\W\d_].*)$")


@cache
def _governing() -> re.Pattern[str]:
    return re.compile(rf"{opening(load('documents')['governing_bodies'])}(?!\w)")


def _described(name: str) -> Issuer:
    """Return an issuer with the place it governs, if that is a district or a commune."""
    words = load("documents")
    found = _titles().search(fold(name)) if _governing().match(fold(name)) else None
    if not found:
        return Issuer(name)
    place = re.split(r"\s(?:BAN|VĂN|HỘI|TỈNH)\s", name[found.start("place") :])[0].title()
    level = words["place_titles"][" ".join(found["title"].split())]
    return Issuer(name) if place in words["central_cities"] else Issuer(name, level, place)

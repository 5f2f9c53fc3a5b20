"""Localities: the places a text names, and the one place other than the document's own a value is about."""

import re
from dataclasses import dataclass
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.text import CleanText, fold
from ingest.measures.tokens import Tokens
from ingest.measures.words import alternatives, load

_LONGEST = 200
_MOST_WORDS = 4  # of the name behind "huyện", "xã" ...


@dataclass(eq=False)
class Place:
    """A place named in a sentence, with its title or without."""

    name: str
    level: str  # of the place: province | district | commune; "" for a region
    start: int
    first_token: int
    last_token: int
    is_titled: bool


@cache
def _named() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    documents = load("documents")
    names = rf"(?P<name>{alternatives(documents['provinces'])})(?!\w)"
    plain = re.compile(names)
    verbs = alternatives(documents["subject_verbs"])
    follows = re.compile(rf"\s?(?:[:(]|(?<=\s)(?:{verbs})(?!\w)|[-–]\s?$|$)")
    return plain, follows, {fold(name): name for name in documents["provinces"]}


@cache
def _titles() -> tuple[dict[str, str], frozenset[str]]:
    """Return the level of each title, and the last words of the titles."""
    titles: dict[str, str] = load("documents")["place_titles"]
    return titles, frozenset(title.split()[-1] for title in titles)


@cache
def _central_cities() -> frozenset[str]:
    return frozenset(load("documents")["central_cities"])


def find_places(text: CleanText, tokens: Tokens) -> list[Place]:
    """Return the places a sentence names, in order, without overlaps."""
    places = _provinces(text, tokens)
    taken = {token for place in places for token in range(place.first_token, place.last_token)}
    for place in _titled(text, tokens) + _regions(text, tokens):
        if taken.isdisjoint(range(place.first_token, place.last_token)):
            places.append(place)
    return sorted(places, key=lambda place: place.start)


def _provinces(text: CleanText, tokens: Tokens) -> list[Place]:
    places: list[Place] = []
    for first, last, name in tokens.longest("province"):
        start = tokens.starts[first]
        if not _is_capital(text, start):
            continue
        title = tokens.words[max(0, first - 2) : first]
        is_city = title == ["thành", "phố"] and name not in _central_cities()
        is_titled = is_city or title[-1:] in (["tỉnh"], ["tp"]) or title == ["thành", "phố"]
        places.append(Place(name, "district" if is_city else "province", start, first, last, is_titled))
    return places


def _titled(text: CleanText, tokens: Tokens) -> list[Place]:
    """Return the places that stand behind a title: "huyện Việt Yên", "phường 7"."""
    levels, last_words = _titles()
    places, clean = list[Place](), text.clean
    for index, word in enumerate(tokens.words):
        if word not in last_words:
            continue
        level = levels.get(f"{tokens.words[index - 1]} {word}" if index else word) or levels.get(word)
        if not level:
            continue
        last = index + 1
        while last < len(tokens.words) and last <= index + _MOST_WORDS and _goes_on(clean, tokens, last):
            last += 1
        if last > index + 1:
            name = clean[tokens.starts[index + 1] : tokens.ends[last - 1]]
            places.append(Place(name, level, tokens.starts[index], index, last, True))
    return places


def _goes_on(clean: str, tokens: Tokens, index: int) -> bool:
    """Tell whether a word goes on with a name: a capital behind a single space."""
    start = tokens.starts[index]
    word = clean[start : tokens.ends[index]]
    gap = clean[tokens.ends[index - 1] : start]
    is_joined = gap == " " or gap in (".", ". ") and tokens.words[index - 1] in ("tp", "tx")
    return is_joined and word[:1].isupper() and (not word.isupper() or len(word) == 1)


def _regions(text: CleanText, tokens: Tokens) -> list[Place]:
    return [
        Place(name, "", tokens.starts[first], first, last, is_titled=False)
        for first, last, name in tokens.longest("region")
        if _is_capital(text, tokens.starts[first])
    ]


def _is_capital(text: CleanText, place: int) -> bool:
    """Tell whether a word begins here with a capital."""
    return text.clean[place : place + 1].isupper() and not text.clean[max(0, place - 1) : place].isalnum()


def province_at(text: CleanText, start: int) -> str:
    """Return the province whose name begins at a place, or ""."""
    found = _named()[0].match(text.folded, start)
    return _name(found) if found and _is_capital(text, start) else ""


def names_province(places: list[Place], clause: Clause) -> bool:
    """Tell whether the stretch of a value names a province, whichever."""
    return any(place.level == "province" for place in _near(places, clause, clause.reach))


def _name(found: re.Match[str]) -> str:
    return _named()[2].get(" ".join(found["name"].split()), "")


def _near(places: list[Place], clause: Clause, start: int) -> list[Place]:
    value = clause.quantity
    start, end = max(start, value.start - _LONGEST), min(clause.end, value.end + _LONGEST)
    return [place for place in places if start <= place.start < end]


def place_clause(text: CleanText, places: list[Place], clause: Clause, own: str, is_national: bool) -> None:
    """Write into a clause the one other place its value is of: nothing where it is about the document's own.

    A bare clause is about the place of the clause it leans on.
    """
    place = _one_place(text, places, clause, own, is_national)
    if place:
        clause.locality, clause.place_level = place.name, place.level
    elif (
        clause.is_bare
        and clause.before
        and clause.before is not clause
        and not _near(places, clause, clause.start)
    ):
        clause.locality, clause.place_level = clause.before.locality, clause.before.place_level


def _one_place(
    text: CleanText, places: list[Place], clause: Clause, own: str, is_national: bool
) -> Place | None:
    """Return the one other place of a value.

    A place counts with its title ("tỉnh Đắk Lắk", "huyện Việt Yên"), or a province as the subject right
    before a value ("Hải Phòng xếp thứ 2").
    """
    if not places:
        return None
    follows = _named()[1]
    near = [
        place
        for place in _near(places, clause, clause.start)
        if place.level and place.is_titled or _is_subject(text, place, clause, follows)
    ]
    names = {place.name for place in near if place.level != "province" or place.name != own}
    is_own = any(place.level == "province" and place.name == own for place in near)
    return near[0] if len(names) == 1 and not is_own and _is_other(near[0], own, is_national) else None


def _is_other(place: Place, own: str, is_national: bool) -> bool:
    """Tell whether a place is another than the document's own; of an unknown document, no province is."""
    return bool(own) or is_national or place.level != "province"


def _is_subject(text: CleanText, place: Place, clause: Clause, follows: re.Pattern[str]) -> bool:
    if place.level != "province" or place.start >= clause.quantity.start:
        return False
    end = place.start + len(place.name)
    return bool(follows.match(text.folded, end, clause.quantity.start))

"""Looking a name or code up: one locality that stood on the day, or none. Nothing is guessed."""

import difflib
import re
from collections.abc import Iterable
from datetime import date

from ingest.invisible import has_direction
from ingest.localities.names import fold, is_spelled, plain
from ingest.localities.spellings import (
    COUNTRY_NAMES,
    KEYS_BY_LOOK,
    codes,
    keys_of_provinces,
    names_below,
    names_of_provinces,
    provinces_called,
    region_names,
)
from ingest.localities.units import COUNTRY, PROVINCE, Locality, province_of, successor_of

_DIGITS = {"province": 2, "district": 3, "commune": 5}
_SETS_WITHOUT_A_DAY = ("63", "34", "64")  # most documents are about the 63


def resolve(
    name: str, on: date, *, level: str = PROVINCE, within: Locality | None = None, code_system: str = "gso"
) -> Locality | None:
    """Return the one locality called ``name`` that stood on the day ``on``, else ``None``.

    ``name`` is a spelling or a code: of the statistics office as text or number (``01``, ``1``, ``1.0``), of
    ISO 3166-2 (``VN-24``), of the PAPI codebook (``P15``); with ``code_system`` ``pci`` or ``gso_3digit`` a
    number is one of the PCI workbooks or an old code of three digits. Districts and communes are found
    where ``level`` asks for them, only inside the province ``within`` where it is given. A name that
    several localities bore on that day stands for none of them; so does one that turns the direction of its
    letters, because a reader sees another name.
    """
    if has_direction(name):
        return None
    if plain(name) in COUNTRY_NAMES and level == PROVINCE:
        return COUNTRY
    meant = _standing(_meanings(name, level, code_system), on, within)
    return meant[0] if len(meant) == 1 else None


def resolve_names(
    names: Iterable[str],
    on: date,
    *,
    level: str = PROVINCE,
    within: Locality | None = None,
    code_system: str = "gso",
) -> dict[str, Locality | None]:
    """Return each distinct name with what ``resolve`` says of it."""
    return {
        name: resolve(name, on, level=level, within=within, code_system=code_system)
        for name in dict.fromkeys(names)
    }


def resolve_for_document(name: str, on: date | None) -> Locality | None:
    """Return the province a document of the day ``on`` means by ``name``, or ``None``.

    A document may speak of a province that is no more or not yet, so one of another time is meant where none
    of the day is. Without a day the 63 provinces are asked first, and a code means nothing.
    """
    if has_direction(name):
        return None
    if on is not None and (found := resolve(name, on)):
        return found
    if plain(name) in COUNTRY_NAMES:
        return COUNTRY
    named = {province.units: province for province in provinces_called(name)}
    return next((named[units] for units in _SETS_WITHOUT_A_DAY if units in named), None)


def _meanings(name: str, level: str, code_system: str) -> tuple[Locality, ...]:
    """Return the localities of any time that a spelling or code can stand for."""
    text = name.strip()
    if number := re.fullmatch(r"(\d{1,5})(?:\.0+)?", text):
        if level == PROVINCE and code_system != "gso":
            return keys_of_provinces(code_system).get(str(int(number[1])), ())
        return codes(level).get(number[1].zfill(_DIGITS[level]), ())
    if level == PROVINCE:
        keys = (keys_of_provinces(system).get(text.upper(), ()) for system in KEYS_BY_LOOK)
        return next(filter(None, keys), ()) or provinces_called(text)
    return tuple(unit for unit in names_below(level).get(plain(text), ()) if is_spelled(text, unit.name))


def _standing(places: Iterable[Locality], on: date | None, within: Locality | None) -> list[Locality]:
    return [
        place
        for place in places
        if (on is None or place.stood_on(on)) and (within is None or province_of(place) == within)
    ]


def nearest(
    name: str, most: int = 3, *, on: date | None = None, level: str = PROVINCE, within: Locality | None = None
) -> list[str]:
    """Return the names that look most like ``name``, of the localities ``resolve`` would choose from."""
    if level == PROVINCE:
        spellings, written = names_of_provinces(), fold(name)
    else:
        spellings, written = names_below(level), plain(name)
    known = {
        spelling: places[0].name
        for spelling, meant in spellings.items()
        if (places := _standing(meant, on, within))
    }
    close = difflib.get_close_matches(written, known, n=3 * most, cutoff=0.5)
    return list(dict.fromkeys(known[spelling] for spelling in close))[:most]


def why_unresolved(name: str, on: date, *, level: str = PROVINCE, within: Locality | None = None) -> str:
    """Return one clause that says why ``resolve`` finds nothing, with what may be meant instead."""
    if has_direction(name):
        return f"{name!r} holds a character that turns the direction of its letters"
    if level == PROVINCE and fold(name) in region_names():
        return f"{name!r} names a region, not a province"
    places = _meanings(name, level, "gso")
    if len(named := _standing(places, on, within)) > 1:
        return (
            f"{name!r} is the name of {len(named)} units on {on} ({', '.join(place.key for place in named)})"
        )
    gone = [place for place in places if place.valid_to and place.valid_to < on]
    if gone and (successor := successor_of(gone[-1])):
        return (
            f"{name!r} is no province of {on}: {gone[-1].name} ended on {gone[-1].valid_to}, "
            f"its area is in {successor.name} since then"
        )
    close = nearest(name, on=on, level=level, within=within)
    return f"no {level} was called {name!r} on {on}" + (f"; nearest: {', '.join(close)}" if close else "")

"""Looking a name or code up: one locality that stood on the day, or none. Nothing is guessed."""

import difflib
import re
from collections.abc import Iterable
from datetime import date

from ingest.localities.names import fold, fold_titled, is_spelled, plain
from ingest.localities.spellings import (
    COUNTRY_NAMES,
    KEYS_BY_LOOK,
    codes,
    keys_of_provinces,
    names_below,
    names_of_provinces,
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
    several localities bore on that day stands for none of them.
    """
    if plain(name) in COUNTRY_NAMES and level == PROVINCE:
        return COUNTRY
    meant = [locality for locality in _meanings(name, level, code_system) if locality.stood_on(on)]
    if within is not None:
        meant = [locality for locality in meant if province_of(locality) == within]
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
    if on is not None and (found := resolve(name, on)):
        return found
    if plain(name) in COUNTRY_NAMES:
        return COUNTRY
    named = {province.units: province for province in names_of_provinces().get(fold_titled(name), ())}
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
        return next(filter(None, keys), ()) or names_of_provinces().get(fold_titled(text), ())
    return tuple(unit for unit in names_below(level).get(plain(text), ()) if is_spelled(text, unit.name))


def nearest(name: str, most: int = 3, *, on: date | None = None) -> list[str]:
    """Return the names of provinces that look most like ``name``, of those that stood on the day ``on``."""
    known = {
        spelling: province.name
        for spelling, meant in names_of_provinces().items()
        for province in meant
        if on is None or province.stood_on(on)
    }
    close = difflib.get_close_matches(fold(name), known, n=3 * most, cutoff=0.5)
    return list(dict.fromkeys(known[spelling] for spelling in close))[:most]


def why_unresolved(name: str, on: date) -> str:
    """Return one clause that says why ``resolve`` finds no province, with what may be meant instead."""
    if fold(name) in region_names():
        return f"{name!r} names a region, not a province"
    gone = [place for place in _meanings(name, PROVINCE, "gso") if place.valid_to and place.valid_to < on]
    if gone and (successor := successor_of(gone[-1])):
        return (
            f"{name!r} is no province of {on}: {gone[-1].name} ended on {gone[-1].valid_to}, "
            f"its area is in {successor.name} since then"
        )
    close = nearest(name, on=on)
    return f"no province was called {name!r} on {on}" + (f"; nearest: {', '.join(close)}" if close else "")

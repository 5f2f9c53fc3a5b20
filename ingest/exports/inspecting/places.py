"""Places: whether the cells of a column name localities, and which set of units they belong to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from ingest import localities
from ingest.localities import COUNTRY, PROVINCE, Locality
from ingest.localities.names import is_spelled, plain
from ingest.localities.spellings import names_below

# One day of each set of units.
DAYS = {"63": date(2025, 6, 30), "34": date(2025, 7, 1), "64": date(2008, 7, 31)}
CODE_SYSTEMS = ("gso", "pci", "gso_3digit")
_LATELY = date(2024, 12, 31)
_NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The days that a table's localities ask for: ``None`` for the last day of each year."""

    on: date | dict[int, date] | None = None
    because: str = ""
    unknown: dict[str, str] = field(default_factory=dict)  # name -> why it does not resolve


@cache
def place_of(name: str, on: date, code_system: str = "gso") -> Locality | None:
    """Return the province or country that a cell names on a day."""
    return localities.resolve(name, on, code_system=code_system)


@cache
def is_place(name: str, code_system: str = "gso") -> bool:
    """Tell whether a cell names a province of any set of units."""
    return any(place_of(name, day, code_system) for day in DAYS.values())


def is_below_provinces(name: str) -> bool:
    """Tell whether a cell names a district or commune of some province."""
    return any(
        is_spelled(name.strip(), unit.name)
        for level in ("district", "commune")
        for unit in names_below(level).get(plain(name), ())
    )


def locality_in(text: str) -> str:
    """Return the locality that a title or a file's name speaks of first, by its longest name, or ""."""
    words = text.replace("_", " ").replace("-", " - ").split()
    for length in range(min(6, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            name = " ".join(words[start : start + length]).strip(" .,:;()")
            place = localities.resolve_for_document(name, _LATELY) if len(name) > 3 else None
            if place and place.code:
                return place.name
    return ""


def boundaries_of(named: Mapping[int, Iterable[str]], code_system: str = "gso") -> Boundaries:
    """Return the boundaries that the names of each year ask for.

    The last day of the year, unless another set of units knows more of its names, or the names are those of
    the 34 units, all of them and no other.
    """
    asked: dict[int, date] = {}
    because: dict[str, None] = {}
    unknown: dict[str, str] = {}
    for year, names in sorted(named.items()):
        day, why = _day_of(list(names), date(year, 12, 31), code_system)
        if why:
            asked[year] = day
            because[why] = None
        unknown |= {
            name: localities.why_unresolved(name, day)
            for name in names
            if not place_of(name, day, code_system)
        }
    on: date | dict[int, date] | None = asked or None
    if len(asked) == len(named) and len(set(asked.values())) == 1:
        on = next(iter(asked.values()))
    return Boundaries(on, "; ".join(because), unknown)


def _day_of(names: list[str], usual: date, code_system: str) -> tuple[date, str]:
    known = {name for name in names if place_of(name, usual, code_system)}
    if usual < DAYS["34"] and _are_all_of_the_34(names, code_system):
        return DAYS["34"], "its localities are the 34 units of 1 July 2025"
    for units, day in DAYS.items():
        more = [name for name in names if name not in known and place_of(name, day, code_system)]
        lost = [name for name in known if not place_of(name, day, code_system)]
        if len(more) > len(lost):
            return day, f"{more[0]} is one of the {units} units"
    return usual, ""


def _are_all_of_the_34(names: list[str], code_system: str) -> bool:
    found = {place_of(name, DAYS["34"], code_system) for name in names}
    provinces = found - {None, COUNTRY}
    of_34 = sum(place.units == "34" for place in localities.localities(PROVINCE))
    return None not in found and _NEARLY_ALL * of_34 <= len(provinces) <= of_34

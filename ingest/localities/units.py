"""Units: the localities as the seeds list them, each with the days on which it stood.

A code means nothing without its date: on 1 July 2025 the 63 provinces became 34 (Resolution
202/2025/QH15), and most codes of the new units had belonged to another before.
"""

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.folders import SEEDS

PROVINCE, DISTRICT, COMMUNE = "province", "district", "commune"
_SEEDS_OF = {
    PROVINCE: {"63": "provinces_63", "34": "provinces_34", "64": "provinces_64"},
    DISTRICT: {"63": "districts_63"},
    COMMUNE: {"63": "communes_63", "34": "communes_34"},
}
_TYPE_COLUMNS = ("unit_type", "unit_type_2025", "unit_type_from_2026_04_30")
_CODE_COLUMNS = {PROVINCE: "gso_code", DISTRICT: "district_code", COMMUNE: "commune_code"}


@dataclass(frozen=True, slots=True)
class Locality:
    """A province, district or commune as it stood in one set of units, or the country.

    ``units`` names the set: ``64`` (only Hà Nội and Hà Tây as they were until 31 July 2008), ``63`` (until
    30 June 2025), ``34`` (since) or ``country``.
    """

    code: str
    units: str
    name: str
    level: str = PROVINCE
    type_vi: str = ""  # "Huyện", "Phường" ...; of a province that is a city "Thành phố", else "Tỉnh"
    province_code: str = ""  # of the same set of units; of a province its own
    valid_from: date | None = None  # None: not known
    valid_to: date | None = None  # None: still stands

    @property
    def key(self) -> str:
        """Return the ``locality_key`` of the warehouse, such as ``p63-24``, ``d63-164`` or ``c34-00004``."""
        return f"{self.level[0]}{self.units}-{self.code}" if self.code else self.units

    def stood_on(self, day: date) -> bool:
        """Tell whether the locality existed on ``day``, as far as the seeds know."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


COUNTRY = Locality(code="", units="country", name="Cả nước", level="country")


@functools.cache
def localities(level: str) -> tuple[Locality, ...]:
    """Return the localities of one level, of all sets of units."""
    return tuple(
        locality
        for units, seed in _SEEDS_OF[level].items()
        for locality in (
            _province(units, row) if level == PROVINCE else _lower(units, level, row) for row in rows(seed)
        )
    )


def rows(seed: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a seed."""
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def province_of(locality: Locality) -> Locality:
    """Return the province a locality lies in; of a province itself."""
    return provinces()[locality.units, locality.province_code]


def successor_of(province: Locality) -> Locality | None:
    """Return the province that a province became or went into when its set of units ended."""
    return _successors().get((province.units, province.code)) if province.level == PROVINCE else None


@functools.cache
def _successors() -> dict[tuple[str, str], Locality]:
    """Return the next province of each that is no more, by set of units and code."""
    return {
        (old, row["old_code"]): provinces()[new, row["new_code"]]
        for seed, old, new in (("province_mergers_2008", "64", "63"), ("province_mergers_2025", "63", "34"))
        for row in rows(seed)
    }


@functools.cache
def provinces() -> dict[tuple[str, str], Locality]:
    """Return the provinces by set of units and code."""
    return {(province.units, province.code): province for province in localities(PROVINCE)}


def _province(units: str, row: dict[str, str]) -> Locality:
    return Locality(
        code=row["gso_code"],
        units=units,
        name=row["name_vi"],
        type_vi="Thành phố" if "municipality" in map(row.get, _TYPE_COLUMNS) else "Tỉnh",
        province_code=row["gso_code"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row.get("valid_to", "")),
    )


def _lower(units: str, level: str, row: dict[str, str]) -> Locality:
    """Return a district or commune: it ends with its province. Only of the 34 the first day is known."""
    province = provinces()[units, row["province_gso_code"]]
    return Locality(
        code=row[_CODE_COLUMNS[level]],
        units=units,
        name=row["name_vi"],
        level=level,
        type_vi=row["unit_type_vi"],
        province_code=province.code,
        valid_from=province.valid_from if units == "34" else None,
        valid_to=province.valid_to,
    )


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None

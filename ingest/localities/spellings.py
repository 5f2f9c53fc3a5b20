"""Indexes: every known spelling and code with the localities it can stand for."""

import functools
from collections import defaultdict
from collections.abc import Iterable

from ingest.localities.names import fold, fold_titled, lacks_only_marks, plain
from ingest.localities.units import PROVINCE, Locality, localities, rows

Index = dict[str, tuple[Locality, ...]]
COUNTRY_NAMES = frozenset({"ca nuoc", "toan quoc", "viet nam", "quoc gia", "trung uong"})
# Systems of codes beside the statistics office's, and the column of the seeds that holds them. Their keys
# are told apart by how they look, but for the numbers of the PCI workbooks and the old codes of three digits.
CODE_COLUMNS = {"iso": "iso_code", "pci": "pci_id", "gso_3digit": "gso_code_old_3digit"}
KEYS_BY_LOOK = ("iso", "papi")


@functools.cache
def region_names() -> frozenset[str]:
    """Return the folded names of regions, which are no provinces."""
    return frozenset(fold(row["name_vi"]) for row in rows("region_names"))


@functools.cache
def names_of_provinces() -> Index:
    """Return the provinces by their names and aliases, folded, with and without the title of a city."""
    return _index(
        (key, province)
        for province, spelling in _spellings_of_provinces()
        for key in _keys(spelling, is_city=province.type_vi == "Thành phố")
    )


def provinces_called(name: str) -> tuple[Locality, ...]:
    """Return the provinces of any time that a name can mean.

    A name may lack diacritics, all or some of them; one that has others than the province's is another name.
    """
    spellings = _marked_spellings().get(fold(name), ())
    if spellings and not any(lacks_only_marks(name, spelling) for spelling in spellings):
        return ()
    return names_of_provinces().get(fold_titled(name), ())


@functools.cache
def _marked_spellings() -> dict[str, list[str]]:
    """Return what tells wrong diacritics: names, and aliases that have some, by what they fold to."""
    found: dict[str, list[str]] = defaultdict(list)
    for province, spelling in _spellings_of_provinces():
        if spelling == province.name or not spelling.isascii():
            found[fold(spelling)].append(spelling)
    return found


@functools.cache
def _spellings_of_provinces() -> tuple[tuple[Locality, str], ...]:
    """Return the provinces with each of their names and aliases."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in rows("province_aliases"):
        if fold(row["alias"]) not in region_names():  # one file writes names of regions in place of provinces
            aliases[row["gso_code"]].append(row["alias"])
    return tuple(
        (province, spelling)
        for province in localities(PROVINCE)
        for spelling in (province.name, *aliases[_code_of_aliases(province)])
    )


def _keys(spelling: str, *, is_city: bool) -> tuple[str, ...]:
    """Return what a spelling is found by: a city titled as one or not, another province as it was met."""
    return (fold(spelling), f"tp {fold(spelling)}") if is_city else (fold(spelling), fold_titled(spelling))


@functools.cache
def names_below(level: str) -> Index:
    """Return the districts or communes by plain spelling: the bare name, and the name behind each title."""
    titles = {row["unit_type_vi"]: row["titles"].split(";") for row in rows("unit_types")}
    return _index(
        (plain(f"{title} {unit.name}"), unit)
        for unit in localities(level)
        for title in ("", *titles[unit.type_vi])
    )


@functools.cache
def codes(level: str) -> Index:
    """Return the localities of a level by the statistics office's code."""
    return _index((locality.code, locality) for locality in localities(level))


@functools.cache
def keys_of_provinces(system: str) -> Index:
    """Return the provinces by the keys of another system: ``iso``, ``papi``, ``pci`` or ``gso_3digit``.

    A province of today has the keys of the one it continues unchanged; those of merged ones are not known.
    """
    keys: dict[tuple[str, str], str] = {}
    if system == "papi":
        keys = {("63", row["gso_code"]): row["papi_key"] for row in rows("papi_provinces")}
    else:
        for units in ("64", "63"):
            keys |= {
                (units, row["gso_code"]): row[CODE_COLUMNS[system]] for row in rows(f"provinces_{units}")
            }
    unchanged = {
        row["new_code"]: row["old_code"]
        for row in rows("province_mergers_2025")
        if row["relation"] == "unchanged"
    }
    keys |= {("34", new): keys["63", old] for new, old in unchanged.items()}
    return _index(
        (key, province)
        for province in localities(PROVINCE)
        if (key := keys.get((province.units, province.code)))
    )


@functools.cache
def _lasting() -> dict[str, str]:
    """Return the old code of each of the 34 that kept a name, or only changed it."""
    return {
        row["new_code"]: row["old_code"]
        for row in rows("province_mergers_2025")
        if row["relation"] == "unchanged" or row["old_name_vi"] == row["new_name_vi"]
    }


def _code_of_aliases(province: Locality) -> str:
    """Return the code (of the 64 or 63) whose aliases are a province's too, "" for none."""
    return _lasting().get(province.code, "") if province.units == "34" else province.code


def _index(pairs: Iterable[tuple[str, Locality]]) -> Index:
    found: dict[str, dict[Locality, None]] = defaultdict(dict)
    for spelling, locality in pairs:
        found[spelling].setdefault(locality)
    return {spelling: tuple(meant) for spelling, meant in found.items()}

"""Names of provinces, in any usual spelling, to a code that is valid on a date.

A code means nothing without its date: on 1 July 2025 the 63 provinces became 34 (Resolution
202/2025/QH15), and most of the 34 codes had belonged to a smaller province before. The spellings and the
units are the seeds ``province_aliases``, ``provinces_63`` and ``provinces_34``.
"""

import csv
import difflib
import functools
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from ingest.folders import SEEDS

FIRST_DAY_OF_34 = date(2025, 7, 1)
COUNTRY_NAMES = frozenset({"ca nuoc", "toan quoc", "viet nam", "quoc gia", "trung uong"})


@dataclass(frozen=True, slots=True)
class Locality:
    """A province as it was in one set of units (``63`` or ``34``), or the country."""

    code: str
    units: str
    name: str


COUNTRY = Locality(code="", units="country", name="Cả nước")


def fold(name: str) -> str:
    """Return ``name`` without diacritics, case, titles, punctuation and doubled spaces.

    >>> fold("UBND tỉnh Thừa Thiên - Huế")
    'thua thien hue'
    """
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter)).lower()
    words = re.sub(r"[^a-z0-9]+", " ", letters).split()
    text = " ".join(words)
    return re.sub(r"^(ubnd )?(tinh |thanh pho |tp )?(?=\w)", "", text)


def resolve(name: str, on: date | None) -> Locality | None:
    """Return the province called ``name`` on the day ``on``, or ``None`` when the name is not known.

    Without a day, and for a name that no province had on that day, the 63 provinces are asked first:
    most documents are about them.
    """
    folded = fold(name)
    if folded in COUNTRY_NAMES:
        return COUNTRY
    first, second = ("34", "63") if on is not None and on >= FIRST_DAY_OF_34 else ("63", "34")
    meanings = (folded, _aliases().get(folded, ""))  # a province's own name comes before an alias of another
    for units in (first, second):
        for meaning in meanings:
            if (units, meaning) in _provinces():
                return _provinces()[units, meaning]
    return None


def nearest(name: str, most: int = 3) -> list[str]:
    """Return the known names that look most like ``name``, for a helpful error."""
    names = {fold(locality.name): locality.name for locality in _provinces().values()}
    return [names[found] for found in difflib.get_close_matches(fold(name), names, n=most, cutoff=0.5)]


@functools.cache
def _provinces() -> dict[tuple[str, str], Locality]:
    """Return the provinces by set of units and folded name."""
    found: dict[tuple[str, str], Locality] = {}
    for units in ("63", "34"):
        with (SEEDS / f"provinces_{units}.csv").open(encoding="utf-8", newline="") as seed:
            for row in csv.DictReader(seed):
                found[units, fold(row["name_vi"])] = Locality(row["gso_code"], units, row["name_vi"])
    return found


@functools.cache
def _aliases() -> dict[str, str]:
    """Return every folded alias with the folded name of the province it stands for.

    An alias of two provinces is left out, since a name is never guessed; so is one seen only in a map
    file that gives regions (``Đông Nam Bộ``) as if they were provinces.
    """
    meanings: dict[str, set[str]] = {}
    with (SEEDS / "province_aliases.csv").open(encoding="utf-8", newline="") as seed:
        for row in csv.DictReader(seed):
            if row["seen_in"] != "Natural Earth derived topojson":
                meanings.setdefault(fold(row["alias"]), set()).add(fold(row["canonical_vi"]))
    return {alias: next(iter(names)) for alias, names in meanings.items() if len(names) == 1}

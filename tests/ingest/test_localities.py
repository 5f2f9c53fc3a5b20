"""Province names, to a code that is valid on a date."""

import csv
from datetime import date

import pytest

from ingest.folders import SEEDS
from ingest.localities import COUNTRY, nearest, resolve

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("name", "on", "code", "units"),
    [
        ("Bắc Ninh", BEFORE, "27", "63"),
        ("Bắc Ninh", AFTER, "24", "34"),  # the merged province took the code of Bắc Giang
        ("Bắc Giang", AFTER, "24", "63"),  # no such province any more: the old one is meant
        ("Bắc Ninh", None, "27", "63"),
        ("UBND tỉnh Khánh Hòa", BEFORE, "56", "63"),
        ("TP. Hồ Chí Minh", BEFORE, "79", "63"),
        ("Thừa Thiên - Huế", BEFORE, "46", "63"),
        ("Huế", BEFORE, "46", "63"),  # the name of 2025, asked for a day when it was Thừa Thiên Huế
        ("Huế", AFTER, "46", "34"),
        ("ha noi", AFTER, "01", "34"),
        ("Hoà Bình", BEFORE, "17", "63"),
    ],
)
def test_a_name_leads_to_the_province_of_its_day(name: str, on: date | None, code: str, units: str) -> None:
    found = resolve(name, on)
    assert found is not None
    assert (found.code, found.units) == (code, units)


def test_an_unknown_name_is_never_guessed() -> None:
    assert resolve("Đông Nam Bộ", BEFORE) is None, "a region is no province"
    assert resolve("Hà Nộ", BEFORE) is None
    assert "Hà Nội" in nearest("Hà Nộ")


def test_the_country_is_a_locality() -> None:
    assert resolve("cả nước", BEFORE) == COUNTRY


def test_every_alias_of_the_seed_leads_to_its_own_province() -> None:
    with (SEEDS / "province_aliases.csv").open(encoding="utf-8", newline="") as seed:
        for row in csv.DictReader(seed):
            found = resolve(row["alias"], BEFORE)
            assert found is None or found.code == row["gso_code"], row

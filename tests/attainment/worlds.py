"""Targets and results by the throw of dice: few places, kinds and years, so that many of them meet."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random as Dice
from typing import Any

from tests.attainment.judge import counted_from

Row = Mapping[str, Any]
LAST_DAY = date(2025, 6, 30)


def _locality(key: str, valid_to: date | None, successor: str | None, relation: str | None) -> Row:
    names = ("locality_key", "valid_to", "successor_locality_key", "successor_relation")
    return dict(zip(names, (key, valid_to, successor, relation), strict=True))


DOCUMENTS: Sequence[Row] = [
    {"document_key": "d2019", "document_date": date(2019, 5, 1), "authority": "report"},
    {"document_key": "d2021", "document_date": date(2021, 9, 21), "authority": "compilation"},
    {"document_key": "undated", "document_date": None, "authority": "report"},
]
DIMENSIONS: Mapping[str, Sequence[Row]] = {
    "dim_indicator": [
        {"indicator_key": "up", "better": "higher", "is_in_codebook": True},
        {"indicator_key": "down", "better": "lower", "is_in_codebook": True},
        {"indicator_key": "flat", "better": "neutral", "is_in_codebook": True},
        {"indicator_key": "other", "better": "neutral", "is_in_codebook": False},
    ],
    "dim_level": [
        {"level_key": "all", "valid_to": None},
        {"level_key": "district", "valid_to": LAST_DAY},
    ],
    "dim_locality": [
        _locality("old", LAST_DAY, "new", "unchanged"),
        _locality("new", None, None, None),
        _locality("merged", LAST_DAY, "new", "merged"),
        _locality("unknown", None, None, None),
    ],
    "dim_document": DOCUMENTS,
    "int_documents_described": DOCUMENTS,
    "int_indices_of_indicators": [{"indicator_key": "up", "index_code": "index"}],
    "index_methods": [
        {"index_code": "index", "first_year": 2010, "last_year": 2020, "method_version": "old"},
        {"index_code": "index", "first_year": 2021, "last_year": None, "method_version": "new"},
    ],
}
KINDS = [("percent", ""), ("percent", ""), ("percent", ""), ("rank", ""), ("count", "")]
KINDS += [("percent", "decrease"), ("rank", "increase")]
COMPARATORS = ["=", "=", "=", "=", ">=", ">", "<=", "<", "~", "between"]


def statement(dice: Dice, like: Row | None = None) -> Row:
    """Throw what a target and an actual have in common; ``like`` gives the series that it is mostly of."""
    unit, change = dice.choice(KINDS)
    thrown = {
        "indicator_key": dice.choice(["up", "up", "up", "down", "flat", "other"]),
        "locality_key": dice.choice(["old", "new", "new", "merged", "unknown"]),
        "level_key": dice.choice(["all", "all", "district"]),
        "unit": unit,
        "change": change,
        "scope": dice.choice(["", "", "land"]),
        "measured_group": dice.choice(["", "", "adults"]),
        "baseline_year": dice.choice([None, None, 2020, 2021, 2025]),
        "period_start": dice.choice([None, None, 2021]),
    }
    kept = {name: like[name] for name in thrown if like and dice.random() < 0.95}
    comparator, low = dice.choice(COMPARATORS), dice.randint(0, 40) / 2
    return {
        **thrown,
        **kept,
        "document_key": dice.choice(["d2019", "d2021", "undated"]),
        "year_key": dice.choice([0, 2020, 2023, 2024, 2025, 2026, 2030, 2030, 2030]),
        "comparator": comparator,
        "value_low": low,
        "value_high": low + dice.randint(0, 20) / 2 if comparator == "between" else None,
    }


def target(dice: Dice, like: Row) -> Row:
    """Throw a target; most are the lead of a promise in force."""
    return {
        **statement(dice, like),
        "is_lead": dice.random() < 0.95,
        "is_in_force": dice.random() < 0.95,
    }


def actual(dice: Dice, like: Row) -> Row:
    """Throw an actual; the index of "up" was made anew in 2021, and not all figures of "up" are of it."""
    row = statement(dice, like)
    return {
        **row,
        "year_key": dice.randint(2017, 2027),
        "is_current": dice.random() < 0.9,
        "known_from": date(2026, 1, dice.randint(1, 2)),
        "is_derived": dice.random() < 0.2,
        "is_year_assumed": dice.random() < 0.1,
        "index_code": "index" if row["indicator_key"] == "up" and dice.random() < 0.8 else None,
        "value_start": dice.choice([None, 1, 2]),
        "row_number": dice.randint(1, 3),
        "counted_from": counted_from(row),
    }

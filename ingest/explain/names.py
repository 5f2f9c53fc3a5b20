"""What things are called in Vietnamese: from the seeds, and from ``words.yml`` beside this file."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingest.folders import SEEDS
from ingest.records import Measure


@cache
def words() -> dict[str, Any]:
    """Return the words of ``words.yml``."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text("utf-8"))
    return content


@cache
def indicator_names() -> dict[str, str]:
    """Return the Vietnamese name of every indicator, by its code."""
    return _names("indicators")


@cache
def level_names() -> dict[str, str]:
    """Return the Vietnamese name of every administrative level, by its code."""
    return _names("levels")


def _names(seed: str) -> dict[str, str]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name_vi"] for row in csv.DictReader(file)}


def figure_of(measure: Measure) -> str:
    """Return the value as one would say it: ``≥ 80 %``, ``tăng 5 – 10 %``.

    >>> from ingest.explain.names import number
    >>> number(1046.0), number(99.7)
    ('1.046', '99,7')
    """
    value = number(measure.value_low)
    if measure.value_high is not None:
        value = f"{value} – {number(measure.value_high)}"
    sign = words()["signs"][measure.comparator]
    change, unit = words()["change_signs"][measure.change], words()["unit_signs"][measure.unit]
    return " ".join(f"{change} {sign} {value} {unit}".split())


def number(value: float) -> str:
    """Return a number in the Vietnamese writing: points between thousands, a decimal comma."""
    return f"{value:,.10g}".translate(str.maketrans(",.", ".,"))


def year_rule_name(rule: str) -> str:
    """Return how a year was found, in words."""
    return str(words()["year_rules"].get(rule, rule))

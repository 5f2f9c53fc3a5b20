"""Small tables of the genre, each with the measures it holds (tables.yml), and tables without end."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.measures import read_text
from ingest.records import Context, Measure

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "tables.yml").read_text(encoding="utf-8")
)
FIELDS = ("value_text", "kind", "indicator", "level", "year", "comparator", "unit", "change", "locality")


def _read(case: dict[str, Any]) -> tuple[Measure, ...]:
    return read_text(case["text"], Context(document_date=case.get("date"))).measures


def test_there_are_many_tables() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_table(case: dict[str, Any]) -> None:
    measures = _read(case)
    shown = "\n".join(str(tuple(getattr(row, name) for name in FIELDS)) for row in measures)
    assert len(measures) == len(case["rows"]), shown
    left = list(measures)
    for wanted in case["rows"]:
        found = [row for row in left if all(getattr(row, name) == value for name, value in wanted.items())]
        assert found, f"{wanted}\n{shown}"
        left.remove(found[0])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_places_are_exact(case: dict[str, Any]) -> None:
    for row in _read(case):
        assert case["text"][row.value_start : row.value_end] == row.value_text != ""
        assert case["text"][row.quote_start : row.quote_end] == row.quote
        assert row.quote_start <= row.value_start and row.value_end <= row.quote_end

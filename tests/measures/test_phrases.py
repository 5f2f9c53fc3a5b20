"""Short statements of the genre, each with the measures it holds (phrases.yml, language.yml)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.measures import read_text
from ingest.records import Context

CASES: list[dict[str, Any]] = [
    case
    for name in ("phrases", "language")
    for case in yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text(encoding="utf-8"))
]


def test_there_are_many_phrases() -> None:
    assert len(CASES) >= 250


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60].replace("\n", " ") for case in CASES])
def test_phrase(case: dict[str, Any]) -> None:
    measures = read_text(case["text"], Context(document_date=case.get("date"))).measures
    expected = case["rows"]
    shown = [(m.value_text, m.kind, m.indicator, m.level, m.year, m.comparator, m.change) for m in measures]
    assert len(measures) == len(expected), shown
    for wanted in expected:
        assert any(all(getattr(m, name) == value for name, value in wanted.items()) for m in measures), (
            wanted,
            shown,
        )

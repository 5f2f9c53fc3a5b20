"""The vocabulary files are well formed: a slip in them must not pass in silence."""

import csv
from pathlib import Path

import pytest
import yaml

from ingest.measures.indicators import vocabulary_codes
from ingest.measures.words import load, phrase_words

FOLDER = Path(__file__).parents[2] / "ingest" / "measures" / "vocabulary"
CODEBOOK = Path(__file__).parents[2] / "dbt_project" / "seeds" / "indicators.csv"
UNITS = {"percent", "count", "rank", "score", "vnd", "usd", "day", "ratio"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_file_is_a_commented_mapping(path: Path) -> None:
    assert isinstance(load(path.stem), dict)
    assert path.read_text(encoding="utf-8").startswith("#")


def _strings(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in _strings(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in _strings(part)]
    return [value]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_no_word_turned_into_something_else(path: Path) -> None:
    """YAML reads a bare ``no`` as false; words must stay words."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert not [leaf for leaf in _strings(content) if isinstance(leaf, bool) or leaf is None]


@pytest.mark.parametrize("code", vocabulary_codes())
def test_indicator_is_well_formed(code: str) -> None:
    entry = load("indicators")[code]
    assert set(entry["units"]) <= UNITS and entry["say"]
    assert set(entry) <= {"units", "without", "change", "level", "family", "say"}
    for said in entry["say"]:
        assert all(phrase_words(phrase) for part in said.split("+") for phrase in part.split("/")), said


def test_every_code_of_the_codebook_has_words() -> None:
    with CODEBOOK.open(encoding="utf-8") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert codes - {"other"} == set(vocabulary_codes())

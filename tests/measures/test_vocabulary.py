"""The vocabulary files are well formed: a slip in them must not pass in silence."""

import csv
from pathlib import Path

import pytest
import yaml

from ingest.codebook import UNITS, codes_of
from ingest.explain.names import words
from ingest.measures.components import with_components
from ingest.measures.dating import NEAR_RULES, WEAK_RULES
from ingest.measures.indicators import vocabulary_codes
from ingest.measures.words import load, phrase_words

FOLDER = Path(__file__).parents[2] / "ingest" / "measures" / "vocabulary"
CODEBOOK = Path(__file__).parents[2] / "dbt_project" / "seeds" / "indicators.csv"
GOLD = Path(__file__).parent / "gold"
SHARED_CODEBOOK = Path(__file__).parents[2].parent / "shared" / "gold" / "indicators.csv"


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
    entry = with_components()[code]
    assert set(entry["units"]) <= set(UNITS) and entry["say"]
    assert set(entry) <= {"units", "without", "change", "level", "family", "component_of", "say"}
    for said in entry["say"]:
        assert all(phrase_words(phrase) for part in said.split("+") for phrase in part.split("/")), said


def _rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_every_code_of_the_codebook_has_words_or_comes_from_tables() -> None:
    from_tables = load("components")["from_tables_only"]
    assert set(_rows(CODEBOOK)) - {"other", *from_tables} == set(vocabulary_codes())
    assert set(from_tables) <= set(_rows(CODEBOOK))


@pytest.mark.parametrize("code", vocabulary_codes())
def test_an_indicator_may_have_the_unit_of_the_codebook(code: str) -> None:
    assert _rows(CODEBOOK)[code]["unit"] in with_components()[code]["units"]


def test_every_code_of_the_hand_made_measures_is_in_the_codebook() -> None:
    for path in GOLD.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            codes = {code for row in csv.DictReader(file) for code in row["indicator"].split("|")}
        assert codes <= set(_rows(CODEBOOK)), path.name


@pytest.mark.skipif(
    not SHARED_CODEBOOK.exists(), reason="the shared codebook does not stand beside the repository"
)
def test_the_codebook_keeps_every_line_of_the_shared_one() -> None:
    """It may be longer, but what was annotated against must not change its meaning."""
    own = _rows(CODEBOOK)
    assert all(own.get(code) == row for code, row in _rows(SHARED_CODEBOOK).items())


def test_each_rule_for_a_year_is_named_and_says_whether_it_assumes() -> None:
    rules = codes_of("year_rules", "year_rule")
    assert set(rules) == set(words()["year_rules"])
    assert set(rules) >= WEAK_RULES | NEAR_RULES

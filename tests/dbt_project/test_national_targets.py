"""The seed of national targets: whole, as collected, and mapped to codes that exist."""

import csv
import unicodedata
from pathlib import Path

import pytest

from ingest.folders import SEEDS
from tests.conftest import SHARED

MAPPED = {"indicator_code", "level_codes", "unit_code", "change", "baseline_year", "scope", "mapping_note"}
LEVELS = {"quốc gia": "national", "bộ": "national", "tỉnh": "province", "huyện": "district", "xã": "commune"}

beside_the_shared_data = pytest.mark.skipif(
    not SHARED.exists(),
    reason="the folder 'shared' with the collected targets does not stand beside the repository",
)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


TARGETS = rows_of(SEEDS / "national_targets.csv")
SOURCES = rows_of(SEEDS / "national_target_sources.csv")


@beside_the_shared_data
def test_every_row_is_carried_over_as_collected() -> None:
    collected = rows_of(SHARED / "data" / "targets" / "national_targets.csv")
    ours = [{name: text for name, text in row.items() if name not in MAPPED} for row in TARGETS]
    assert len(ours) == 80
    assert ours == collected


@beside_the_shared_data
def test_every_cited_source_is_carried_over() -> None:
    collected = {row["source_id"]: row for row in rows_of(SHARED / "data" / "sources.csv")}
    cited = {source for row in TARGETS for source in row["source_id"].split(";")}
    assert {row["source_id"] for row in SOURCES} == cited
    for row in SOURCES:
        known = collected[row["source_id"]]
        # a file that lies beside the repository is no address
        address = "" if known["retrieved_via"] == "local file" else known["url"]
        assert row == {name: known[name] for name in row} | {"url": address}


def test_the_codes_exist_and_what_has_none_says_why() -> None:
    indicators = {row["code"]: row for row in rows_of(SEEDS / "indicators.csv")}
    levels = {row["code"] for row in rows_of(SEEDS / "levels.csv")}
    for row in TARGETS:
        assert row["indicator_code"] in indicators
        assert set(row["level_codes"].split(";")) <= levels
        assert row["unit_code"] == (indicators[row["indicator_code"]]["unit"] or row["unit_code"])
        assert row["mapping_note"] or row["indicator_code"] != "other"


def test_levels_follow_the_words_of_the_source() -> None:
    for row in TARGETS:
        words = [word.strip() for word in row["level"].split(";")]
        if set(words) <= set(LEVELS):
            assert row["level_codes"].split(";") == list(dict.fromkeys(LEVELS[word] for word in words))


def test_the_text_is_composed() -> None:
    for file in ("national_targets.csv", "national_target_sources.csv"):
        text = (SEEDS / file).read_text("utf-8")
        assert text == unicodedata.normalize("NFC", text)

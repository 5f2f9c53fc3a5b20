"""What is read of who leads and who takes part."""

import csv
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.folders import REPOSITORY, SEEDS
from ingest.records import Responsibility
from ingest.responsibilities import read_responsibilities
from ingest.responsibilities.words import vocabulary
from tests.texts import composed_and_not, texts_of

HERE = Path(__file__).parent
PHRASES = yaml.safe_load((HERE / "phrases.yml").read_text("utf-8"))
SAMPLES = REPOSITORY / "samples"
WORDS = [
    "Sở Nội vụ", "Sở Văn hoá và Thể thao", "Văn phòng UBND tỉnh", "chủ trì", "phối hợp với", "đầu mối:",
    "giao",
    "Cơ quan chủ trì", "Cơ quan phối hợp", "cơ quan thường trực", "cải cách thể chế", "thủ tục hành chính",
    "kinh phí", "đã", "và", "theo dõi", "Điều 2.", "2. Sở Tài chính:",
]  # fmt: skip


def said(found: tuple[Responsibility, ...]) -> list[str]:
    return [f"{one.role} | {one.agency} | {_area(one)}" for one in found]


def _area(one: Responsibility) -> str:
    if not one.area:
        return one.area_found_by
    return one.area if one.area_found_by == "statement" else f"{one.area} {one.area_found_by}"


@pytest.mark.parametrize("case", PHRASES, ids=[case["what"] for case in PHRASES])
def test_a_phrase_is_read_as_it_is_meant(case: dict[str, object]) -> None:
    assert sorted(said(read_responsibilities(str(case["text"])))) == sorted(case["found"])


def test_the_samples_say_what_was_read_by_hand() -> None:
    expected = yaml.safe_load((HERE / "samples.yml").read_text("utf-8"))
    for file in sorted(SAMPLES.glob("*.txt")):
        if file.name != "lao_cai_ke_hoach_tcvn3.txt":
            found = said(read_responsibilities(file.read_text("utf-8")))
            assert sorted(found) == sorted(expected.get(file.name, [])), file.name


def test_the_vocabulary_knows_the_areas_of_the_codebook() -> None:
    with (SEEDS / "reform_areas.csv").open(encoding="utf-8") as seed:
        areas = {row["code"] for row in csv.DictReader(seed)}
    assert set(vocabulary()["areas"]) == areas - {"other"}


@given(texts_of(WORDS))
def test_any_text_gives_places_that_hold_what_was_read(text: str) -> None:
    for written in composed_and_not(text):
        found = read_responsibilities(written)
        assert found == read_responsibilities(written)
        for one in found:
            assert written[one.quote_start : one.quote_end] == one.quote
            assert written[one.agency_start : one.agency_end] == one.agency_text
            assert one.agency_end <= one.quote_end, "the agency stands in the statement or above it"
            assert one.agency in vocabulary()["agencies"]
            assert (one.area != "") == (one.area_found_by in ("statement", "heading"))


@given(st.text())
def test_no_text_stops_the_reader(text: str) -> None:
    read_responsibilities(text)

"""What is read of how documents stand to each other."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.folders import REPOSITORY
from ingest.measures import read_text
from ingest.records import Relation
from ingest.relations.reading import read_relations
from tests.texts import composed_and_not, texts_of

HERE = Path(__file__).parent
PHRASES = yaml.safe_load((HERE / "phrases.yml").read_text("utf-8"))
SAMPLES = REPOSITORY / "samples"
WORDS = [
    "Căn cứ", "Thực hiện", "thay thế", "bãi bỏ", "Quyết định", "Quyết định này", "Kế hoạch", "số", "76/NQ-CP",
    "3028/QĐ-UBND", "ngày 15/7/2021", "ngày 31 tháng 02 năm 2021", "hết hiệu lực", "Điều 2.",
    "sửa đổi, bổ sung", "khoản 2", "báo cáo kết quả", "UBND tỉnh",
    "đã ban hành", "Theo", "BÁO CÁO", "hoá", "Đ/", "55-NQ/TU",
]  # fmt: skip


def said(relations: tuple[Relation, ...]) -> list[str]:
    return [f"{one.relation} {one.related_number} {one.related_date or ''}".strip() for one in relations]


@pytest.mark.parametrize("case", PHRASES, ids=[case["what"] for case in PHRASES])
def test_a_phrase_is_read_as_it_is_meant(case: dict[str, object]) -> None:
    filler = "Việc này đã xong.\n" * (int(str(case.get("filler", 0))) // 18)
    text = f"{case.get('head', '')}\n\n{filler}{case['text']}"
    assert said(read_relations(text, str(case.get("own", "")))) == case["found"]


def test_the_samples_say_what_was_read_by_hand() -> None:
    expected = yaml.safe_load((HERE / "samples.yml").read_text("utf-8"))
    for file in sorted(SAMPLES.glob("*.txt")):
        if file.name != "lao_cai_ke_hoach_tcvn3.txt":
            text = file.read_text("utf-8")
            found = said(read_relations(text, read_text(text).facts.number))
            assert found == expected.get(file.name, []), file.name


@given(texts_of(WORDS))
def test_any_text_gives_places_that_hold_what_was_read(text: str) -> None:
    for written in composed_and_not(text):
        relations = read_relations(written)
        assert relations == read_relations(written)
        assert len({(one.relation, one.related_number) for one in relations}) == len(relations)
        for one in relations:
            assert written[one.quote_start : one.quote_end] == one.quote
            assert one.quote_start <= one.number_start < one.number_end <= one.quote_end
            assert one.relation in ("reports", "implements", "amends", "replaces")


@given(st.text())
def test_no_text_stops_the_reader(text: str) -> None:
    read_relations(text)

"""What must hold for any text at all."""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import fuzz
from benchmarks.hard_texts import SHAPES, of_length
from ingest.measures import read_text, reader
from ingest.readers import read_document
from ingest.records import Measure
from tests.measures.invariants import broken_rule

WORDS = st.sampled_from(
    [
        "phấn đấu",
        "đạt",
        "tối thiểu",
        "trên",
        "80%",
        "100%",
        "25-35%",
        "1.234",
        "08/63",
        "năm 2025",
        "đến năm",
        "giai đoạn 2021-2030",
        "cấp tỉnh",
        "cấp huyện",
        "xã",
        "hồ sơ",
        "đúng hạn",
        ";",
        ",",
        ".",
        "\n",
        "\n\n",
        "- ",
        "a) ",
        "1. ",
        "II. ",
        "TT",
        "\t",
        "",
        "",
        "mỗi năm tăng",
        "cho đến khi đạt",
        "xếp thứ",
        "PAPI",
        "hoá",
        "\xad",
        "\xa0",
        "trong đó",
        "tương ứng",
        "30%, 20%, 15%",
        "từ",
        "đến",
        "giảm",
        "xuống còn",
        "5 tỷ đồng",
        "(",
        ")",
        "²⁹",
        "³",
        "%",
        "–",
        "l00%",
        "chín phần mười",
        "İ",
        "\r\n",
        "\ufeff",
    ]
)
GENRE = st.lists(WORDS, max_size=60).map(" ".join)


SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))
# What a measure says, without where it stands.
SAID = (
    "kind",
    "indicator",
    "level",
    "year",
    "comparator",
    "value_low",
    "value_high",
    "unit",
    "change",
    "locality",
)


def check(text: str) -> tuple[Measure, ...]:
    measures = read_text(text).measures
    assert not broken_rule(text, measures)
    return measures


def said(measures: Iterable[Measure]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in SAID) for row in measures]


def sample_text(file: Path) -> str:
    return read_document(file.read_bytes()).text


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    check(text)


@settings(max_examples=300, deadline=None)
@given(GENRE)
def test_words_of_the_genre_in_any_order(text: str) -> None:
    assert check(text) == check(text)


@settings(max_examples=150, deadline=None)
@given(GENRE)
def test_decomposed_text_holds_the_same_measures(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert said(check(composed)) == said(check(unicodedata.normalize("NFD", text)))


@settings(max_examples=100, deadline=None)
@given(GENRE, GENRE)
def test_no_text_leaves_a_trace_in_the_reading_of_another(first: str, second: str) -> None:
    alone = check(first)
    check(second)
    assert check(first) == alone


def test_samples_read_in_any_order_give_the_same_measures() -> None:
    """Each in a fresh order; the first order starts before any text was read."""
    texts = [sample_text(file) for file in SAMPLES]
    alone = [check(text) for text in texts]
    assert [check(text) for text in reversed(texts)] == alone[::-1]


VARIANTS: dict[str, Callable[[str], str]] = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "byte order mark": lambda text: "\ufeff" + text,
    "two spaces in some places": lambda text: re.sub(r"(?<=[a-zà-ỹ],) (?=[a-zà-ỹ])", "  ", text),
    "no-break spaces": lambda text: re.sub(r"(?<=\w) (?=\w)", "\u00a0", text),
    "spaces at line ends": lambda text: text.replace("\n", " \n"),
    "another blank line": lambda text: text.replace("\n\n", "\n\n\n"),
    "an end without numbers": lambda text: text.rstrip("\n") + ENDING,
}
ENDING = "\n\nThủ trưởng các cơ quan chịu trách nhiệm thi hành.\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n"


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_another_writing_of_the_same_text_holds_the_same_measures(file: Path, variant: str) -> None:
    text = sample_text(file)
    assert said(check(VARIANTS[variant](text))) == said(check(text))


@pytest.mark.parametrize(
    "text", ["PAR INDEX năm 2022 xếp thứ 57.", "PAR INDEX năm 2022 tăng 6 bậc so với năm 2021."]
)
def test_two_spaces_read_as_one(text: str) -> None:
    assert said(check(text.replace(" ", "  "))) == said(check(text))


def document(province: str, number: str, year: int, title: str, body: str) -> str:
    head = f"ỦY BAN NHÂN DÂN\nTỈNH {province.upper()}\n\nSố: {number}-UBND\n\n"
    return f"{head}{province}, ngày 05 tháng 02 năm {year}\n\n{title}\n\n{body}\n"


PLAN = document(
    "Lâm Đồng",
    "12/KH",
    2021,
    "KẾ HOẠCH\nCải cách hành chính giai đoạn 2021 - 2025",
    "I. MỤC TIÊU\n\n1. Đến năm 2025:\n\n- Tối thiểu 95% hồ sơ được giải quyết đúng hạn.\n"
    "- 80% hồ sơ công việc tại cấp xã được xử lý trên môi trường mạng.",
)
LATER_PLAN = document(
    "Gia Lai",
    "77/KH",
    2026,
    "KẾ HOẠCH\nCải cách hành chính giai đoạn 2026 - 2030",
    "I. MỤC TIÊU\n\n1. Đến năm 2030:\n\n- Tối thiểu 98% hồ sơ được giải quyết đúng hạn.\n"
    "- Mức độ hài lòng của người dân đạt trên 95%.",
)
REPORT = document(
    "Lào Cai",
    "300/BC",
    2023,
    "BÁO CÁO\nKết quả công tác cải cách hành chính năm 2023",
    "I. KẾT QUẢ\n\n- Tỷ lệ hồ sơ giải quyết đúng hạn đạt 97%.\n- Mức độ hài lòng của người dân là 91%.",
)


@pytest.mark.parametrize(
    ("first", "second"),
    [(PLAN, LATER_PLAN), (LATER_PLAN, PLAN), (REPORT, PLAN), (REPORT, LATER_PLAN)],
    ids=["plan, later plan", "later plan, plan", "report, plan", "report, later plan"],
)
def test_of_two_documents_in_one_text_each_keeps_its_kinds_and_stated_years(first: str, second: str) -> None:
    assert said(check(f"{first}\n{second}")) == said(check(first)) + said(check(second))


@pytest.mark.parametrize("first", [PLAN, LATER_PLAN], ids=["plan", "later plan"])
def test_of_two_documents_in_one_text_each_keeps_the_year_of_its_title(first: str) -> None:
    assert said(check(f"{first}\n{REPORT}")) == said(check(first)) + said(check(REPORT))


def test_hard_texts() -> None:
    for text in ("", " ", "\ufeff", "5", "%", "100%", "\r\n\r\n", "a" * 50_000, "1" * 50_000, "5 " * 20_000):
        check(text)


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    text = "\ufeffMục tiêu đến năm 2025:\r\n\r\n- 90% hồ sơ công việc\r\nxử lý trên môi trường mạng.\r\n"
    (row,) = check(text)
    assert (row.value_text, row.year, row.indicator) == ("90%", 2025, "work_files_online")
    assert row.quote.endswith("môi trường mạng.")


def test_soft_hyphens_and_odd_spaces_are_seen_through() -> None:
    text = "Phấn đấu tối\u00a0thiểu 9\u00ad0% hồ sơ được giải quyết đúng\u202fhạn."
    (row,) = check(text)
    assert (row.value_low, row.comparator, row.indicator) == (90, ">=", "dossiers_on_time")
    assert row.value_text == "9\u00ad0%"


LARGE = {"no full stop": 1_000_000, "numbers": 600_000, "brackets": 1_000_000}  # characters


def operations(text: str) -> int:
    """Return how many functions are called to read a text: as work, but the same on every machine.

    It is read once before: the vocabulary is loaded, and what short cells say is remembered.
    """
    check(text)
    count = 0

    def step(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        read_text(text)
    finally:
        sys.setprofile(before)
    return count


counts_work = pytest.mark.skipif(
    not str(reader.__file__).endswith(".py"),
    reason="Python does not see the calls of a compiled reader; it runs the same code as the modules",
)


@counts_work
@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_is_twice_the_work(shape: str) -> None:
    once, twice = SHAPES[shape](300), SHAPES[shape](600)
    assert operations(twice) <= 2.5 * operations(once) + 2_000


@counts_work
@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_a_document_twice_is_twice_the_work(file: Path) -> None:
    text = sample_text(file)
    assert operations(f"{text}\n\n{text}") <= 2.5 * operations(text)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_text_of_a_hard_shape_is_read(shape: str) -> None:
    """How fast is for make bench to say."""
    check(of_length(shape, LARGE.get(shape, 100_000)))


def test_damaged_documents_are_read_soundly() -> None:
    """Some of what make fuzz reads; how fast is for make fuzz to say."""
    defects = [defect for defect in fuzz.run(300, seed=2026).defects if defect.kind != "slow"]
    assert not defects, defects[0].said

"""What pages add to a text changes nothing of what is read, and offsets still lead to the value."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.measures import read_text
from ingest.measures.furniture import in_reading_order
from ingest.measures.hyphenation import joint
from ingest.measures.text import clean_text, fold
from ingest.records import Measure

SAMPLES = Path(__file__).parents[2] / "samples"
PLAN = (SAMPLES / "quang_binh_ke_hoach_2021_2030.txt").read_text("utf-8")
HEAD = "Kế hoạch cải cách hành chính của tỉnh, trang in"


def told(text: str) -> list[tuple[object, ...]]:
    rows = read_text(text).measures
    for row in rows:
        check(text, row)
    return sorted(
        (row.kind, row.indicator, row.level, str(row.year), row.comparator, row.value_low, row.unit)
        for row in rows
    )


def check(text: str, row: Measure) -> None:
    assert text[row.value_start : row.value_end] == row.value_text
    assert text[row.quote_start : row.quote_end] == row.quote
    assert row.quote_start <= row.value_start and row.value_end <= row.quote_end
    assert re.fullmatch(r"[\w.,/%\s\-–]+", row.value_text) and len(row.value_text) < 60


def furnish(text: str, places: list[int], furniture: list[str]) -> str:
    """Break pages at spaces inside sentences, where the next word is a small one."""
    spaces = [found.start() for found in re.finditer(r"(?<=[^\W\d_]{2}) (?=[a-zà-ỹđ]{2})", text)]
    chosen = sorted({spaces[place % len(spaces)] for place in places}, reverse=True)
    far: list[int] = []
    for place in chosen:
        begin = text.rfind("\n", 0, place) + 1
        if place - begin > 45 and all(abs(place - other) > 60 for other in far):
            far.append(place)
    if len(far) < 2:
        return text  # a head that stands once is not known for one
    for number, place in enumerate(far):
        kind = furniture[number % len(furniture)].format(page=len(far) - number + 1)
        text = f"{text[:place]}{kind}{text[place + 1 :]}"
    return text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 10_000), min_size=3, max_size=6),
    st.sampled_from(
        [
            "\n\f",
            "\n{page}\n\f",
            "\n- {page} -\n",
            "\nTrang {page}/40\n",
            f"\n{{page}}\n\f{HEAD}\n",
            f"\n{HEAD}\n- {{page}} -\n",
        ]
    ),
)
def test_pages_change_nothing_of_what_is_read(places: list[int], furniture: str) -> None:
    # one kind of furniture in one document, as printers do
    assert told(furnish(PLAN, places, [furniture])) == told(PLAN)


SENTENCE = (
    "Đến năm 2025, tối thiểu 80% hồ sơ thủ tục hành chính được giải quyết đúng hạn, cấp xã đạt tối thiểu 70%."
)


@pytest.mark.parametrize(
    "written",
    [
        SENTENCE.replace("giải quyết", "giải\n\n12\n\nquyết"),
        SENTENCE.replace("giải quyết", "giải\n12\n\fquyết"),
        SENTENCE.replace("thiểu 70%.", "thiểu\n7\n\f70%."),
        SENTENCE.replace("giải quyết", "giải\n\nUBND TỈNH ABC\n\n12\n\nquyết") + "\n\nUBND TỈNH ABC\n\n13\n",
        SENTENCE.replace("thiểu 80%", "thi-\nểu 80%").replace("đúng hạn", "đú-\nng hạn"),
        SENTENCE.replace("hành chính được", "hành chính(1)\n____\n(1) Không kể hồ sơ mật.\n- 5 -\nđược"),
        SENTENCE.replace("hành chính được", "hành chính¹\n¹ Không kể hồ sơ mật.\nđược"),
    ],
)
def test_one_sentence_in_many_pages(written: str) -> None:
    values = {(row[1], row[2], row[3], row[4], row[5]) for row in told(written)}
    assert values == {
        ("dossiers_on_time", "all", "2025", ">=", 80.0),
        ("dossiers_on_time", "commune", "2025", ">=", 70.0),
    }


def test_a_footnote_inside_a_sentence_is_read_after_it() -> None:
    text = (
        "Đến năm 2025, tối thiểu 80% hồ sơ thủ tục được giải quyết đúng hạn1, riêng cấp xã đạt tối\n"
        "1 Theo Quyết định số 12/QĐ-UBND, năm 2020 mới đạt 75% hồ sơ đúng hạn.\n"
        "2\n\fthiểu 60% hồ sơ đúng hạn.\n3\n\fHết.\n"
    )
    clean = clean_text(text).clean
    assert "riêng cấp xã đạt tối thiểu 60% hồ sơ đúng hạn.\n\n¹ Theo Quyết định" in clean
    values = {row.value_text: (row.level, row.comparator) for row in read_text(text).measures}
    assert values["60%"] == ("commune", ">=")
    for row in read_text(text).measures:
        check(text, row)


@pytest.mark.parametrize("mark", ["¹", "[1]"])
def test_footnotes_at_the_end_return_to_their_paragraph(mark: str) -> None:
    text = (
        f"I. KẾT QUẢ\n\nĐã giải quyết đúng hạn 95% hồ sơ{mark}.\n\n"
        f"II. MỤC TIÊU\n\nĐạt 99% hồ sơ.\n\n{mark} Năm 2020: 90%.\n"
    )
    clean = clean_text(text).clean
    assert clean.index("Năm 2020") < clean.index("II. MỤC TIÊU")


def test_a_table_with_one_cell_per_line_keeps_its_numbers() -> None:
    table = "TT\nChỉ tiêu\nĐVT\nNăm 2025\n" + "".join(
        f"{n}\nTỷ lệ hồ sơ đúng hạn {n}\n%\n{80 + n}\n" for n in range(1, 6)
    )
    assert clean_text(table).clean == table


def test_running_heads_between_paragraphs_are_left_out() -> None:
    page = "\n\f{head}\n- Hồ sơ đúng hạn ở cấp {level}: 80%.\n- 4 -\n"
    text = "MỤC TIÊU NĂM 2025\n" + "".join(
        page.format(head=HEAD, level=name) for name in ("tỉnh", "huyện", "xã")
    )
    clean = clean_text(text).clean
    assert HEAD not in clean and "- 4 -" not in clean and clean.count("80%") == 3


def test_lists_that_say_the_same_at_two_page_edges_are_no_running_heads() -> None:
    text = "Năm 2022:\n- Cấp xã: tối thiểu 35%\n\fNăm 2023:\n- Cấp xã: tối thiểu 35%\n\fHết.\n"
    assert clean_text(text).clean.count("35%") == 2


@pytest.mark.parametrize(
    ("left", "right", "between"),
    [
        ("nghi-", "ệp vụ", ""),
        ("cải-", "cách", " "),
        ("adminis-", "tration", ""),
        ("2021-", "2025", None),
        ("kinh tế -", "xã hội", None),
        ("thi\u00ad", "ểu", ""),
    ],
)
def test_words_divided_at_a_line_end(left: str, right: str, between: str | None) -> None:
    assert joint(left, right) == between


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("l00%", "100%"), ("1OO %", "100 %"), ("9O,5%", "90,5%"), ("đên nãm 2O25", "đến năm 2025"),
        ("O2 đơn vị", "02 đơn vị"), ("tôi thiêu 80%", "tối thiểu 80%"), ("CO2", "co2"),
        ("đat 1O ngày", "đạt 10 ngày"), ("Ô tô", "ô tô"), ("chỉ \n sô", "chỉ \n số"),
    ],
)  # fmt: skip
def test_slips_of_ocr(written: str, meant: str) -> None:
    assert fold(written) == meant
    assert len(meant) == len(written)


def test_a_text_without_pages_is_left_alone() -> None:
    for name in ("bac_ninh_lo_trinh_2022_2026", "lao_cai_ke_hoach_2021"):
        assert in_reading_order((SAMPLES / f"{name}.txt").read_text("utf-8")) is None

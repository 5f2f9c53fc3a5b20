"""What must hold for any text at all."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.measures import read_text
from ingest.records import Measure

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


def check(text: str) -> tuple[Measure, ...]:
    measures = read_text(text).measures
    keys = set()
    for row in measures:
        assert text[row.value_start : row.value_end] == row.value_text != ""
        assert text[row.quote_start : row.quote_end] == row.quote
        assert row.quote_start <= row.value_start and row.value_end <= row.quote_end
        assert (row.value_high is not None) == (row.comparator == "between")
        assert 0 <= row.indicator_score <= 1
        keys.add(
            (
                row.value_start,
                row.value_end,
                row.kind,
                row.indicator,
                row.locality,
                row.level,
                row.year,
                row.change,
            )
        )
    assert len(keys) == len(measures)
    return measures


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
    decomposed = unicodedata.normalize("NFD", text)
    first, second = check(composed), check(decomposed)
    assert [(m.value_low, m.unit, m.indicator, m.level, m.year, m.kind) for m in first] == [
        (m.value_low, m.unit, m.indicator, m.level, m.year, m.kind) for m in second
    ]


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


def test_time_grows_with_length_only() -> None:
    """A list without a stop, and numbers without a word, are read in pieces."""
    check("80% hồ sơ cấp xã, " * 3_000)
    check("7 " * 50_000)

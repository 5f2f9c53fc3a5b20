"""Indicator exports: what a cell means, and what is kept apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.exports import number_of, read_export
from ingest.readers import Unreadable

MAPPING = {
    "locality": "Tỉnh",
    "year": "Năm",
    "level": "all",
    "delimiter": ";",
    "decimal": ",",
    "values": [
        {"column": "Điểm", "indicator": "par_index_score", "unit": "percent"},
        {"column": "Hạng", "indicator": "par_index_rank", "unit": "rank"},
    ],
}


def read(text: str) -> list[tuple[object, ...]]:
    values = read_export(text.encode(), MAPPING)
    return [(v.locality_code, v.year, v.unit, v.value, v.row_number, v.cell_text, v.problem) for v in values]


def test_each_figure_keeps_its_cell() -> None:
    assert read("Tỉnh;Năm;Điểm;Hạng\nUBND tỉnh Quảng Ninh;2021;91,14;02/63\n\nBắc Ninh;2021;-;\n") == [
        ("22", 2021, "percent", 91.14, 2, "91,14", ""),
        ("22", 2021, "rank", 2.0, 2, "02/63", ""),
    ]


def test_what_cannot_be_read_is_kept_apart_with_its_reason() -> None:
    rows = read("Tỉnh;Năm;Điểm;Hạng\nQuảng Nin;2021;1;\nQuảng Ninh;năm 21;1;\nQuảng Ninh;2021;abc;\n")
    assert [row[-1] for row in rows] == [
        "no province is called 'Quảng Nin'; nearest: Quảng Ninh, Quảng Ngãi, Quảng Bình",
        "the year cannot be read",
        "'abc' is not a number",
    ]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(Unreadable, match=r"has no column Điểm \(it has: Tỉnh, Năm, Hạng\)"):
        read("Tỉnh;Năm;Hạng\n")


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from([",", "."]))
def test_numbers_survive_their_writing(whole: int, hundredths: int, decimal: str) -> None:
    grouping = "." if decimal == "," else ","
    grouped = f"{whole:,}".replace(",", grouping)
    expected = whole + hundredths / 100
    for cell in (f"{grouped}{decimal}{hundredths:02}", f" {whole}{decimal}{hundredths:02} % "):
        assert number_of(cell, decimal) == pytest.approx(expected)


@given(st.text())
def test_any_cell_is_a_number_or_none(cell: str) -> None:
    assert number_of(cell, ",") is None or isinstance(number_of(cell, ","), float)

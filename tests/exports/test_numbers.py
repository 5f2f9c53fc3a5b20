"""Numbers in cells: what a cell means, in Python and in DuckDB alike."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.exports.numbers import number_of, number_sql
from tests.exports.reading import read_csv

CELLS = st.one_of(
    st.text(max_size=12),
    st.text("0123456789\u0661.,%/ ", max_size=6),
    st.from_regex(r"[+-]?[0-9]{1,4}([.,][0-9]{1,4}){0,3} ?%?", fullmatch=True),
    st.from_regex(r"0?[0-9]{1,2}/[0-9]{2}\*?", fullmatch=True),
    st.from_regex(r"[0-9]{1,3},[0-9] ?%? ?(\*{1,3}|\(\*\)|[²³†])[ %]?", fullmatch=True),
)


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from([",", "."]))
def test_numbers_survive_their_writing(whole: int, hundredths: int, decimal: str) -> None:
    grouping = "." if decimal == "," else ","
    grouped = f"{whole:,}".replace(",", grouping)
    expected = whole + hundredths / 100
    for cell in (f"{grouped}{decimal}{hundredths:02}", f" {whole}{decimal}{hundredths:02} % "):
        assert number_of(cell, decimal) == pytest.approx(expected)


@given(CELLS, st.sampled_from([",", "."]), st.booleans())
def test_python_and_duckdb_read_the_same(cell: str, decimal: str, is_rank: bool) -> None:
    sql = f"select {number_sql('cell', decimal, is_rank=is_rank)} from (select $cell as cell)"
    (found,) = duckdb.execute(sql, {"cell": cell}).fetchone() or (None,)
    assert found == number_of(cell, decimal, is_rank=is_rank)


def test_the_mark_of_a_footnote_is_no_part_of_a_number() -> None:
    cells = ("86,1*", "86,1% **", "86,1 (*)", "86,1²", "86*1", "*86,1", "86,1 (2)")
    assert [number_of(cell, ",") for cell in cells] == [86.1] * 4 + [None] * 3


def values(folder: Path, *cells: str, **figures: float) -> list[tuple[float | None, str]]:
    """Return what a column of cells is read as, its decimal mark unknown, with the problem of each."""
    places = ["Hà Nội", "Huế", "Lào Cai", "Cà Mau"]
    text = "Tỉnh;Điểm\n" + "".join(f"{place};{cell}\n" for place, cell in zip(places, cells, strict=False))
    column = {"column": "Điểm", "indicator": "par_index_score", "unit": "percent"} | figures
    read = read_csv(folder, text, year=2022, decimal="auto", values=[column])
    return [(row["value"], row["problem"]) for row in read.rows]


def test_one_clear_cell_decides_for_its_column(tmp_path: Path) -> None:
    assert values(tmp_path, "87,65", "1.234", "5") == [(87.65, ""), (1234, ""), (5, "")]
    assert values(tmp_path, "87.65", "1,234", "5") == [(87.65, ""), (1234, ""), (5, "")]


def test_where_marks_are_mixed_only_one_reading_counts(tmp_path: Path) -> None:
    read = values(tmp_path, "87,65", "91.2", "12.345")
    assert read[:2] == [(87.65, ""), (91.2, "")]
    assert read[2] == (None, "'12.345' is not a number that can be read in one way only")


def test_the_scale_of_an_index_decides_between_two_readings(tmp_path: Path) -> None:
    assert values(tmp_path, "87,65", "91.2", "12.345", lowest=0, highest=100)[2] == (12.345, "")


def test_no_number_of_thousands_begins_with_zero(tmp_path: Path) -> None:
    assert number_of("0,727", ".") is None
    assert values(tmp_path, "0,727", "0,716") == [(0.727, ""), (0.716, "")]

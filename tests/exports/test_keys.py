"""Keys of figures: each its own, the same in every run, told apart by their first letters."""

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ingest.exports.keys import value_keys

ROWS = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=200, unique=True)


def keys_of(rows: list[int], column: str = "Điểm", indicator: str = "par_index_score") -> list[str]:
    indicators = pa.array([indicator] * len(rows)).dictionary_encode()
    made: list[str] = value_keys(
        ("document", "sheet", column), pa.array(rows, pa.int64()), indicators
    ).to_pylist()
    return made


@given(ROWS)
def test_each_row_of_a_column_has_a_key_of_its_own(rows: list[int]) -> None:
    keys = keys_of(rows)
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)
    assert len({key[:8] for key in keys}) == len(rows)


@given(ROWS)
def test_a_key_does_not_depend_on_the_rows_beside_it(rows: list[int]) -> None:
    assert [keys_of([row])[0] for row in rows] == keys_of(rows)


def test_columns_and_indicators_have_keys_of_their_own() -> None:
    rows = list(range(1000))
    keys = keys_of(rows) + keys_of(rows, column="Hạng") + keys_of(rows, indicator="par_index_rank")
    assert len({key[:12] for key in keys}) == len({key[8:] for key in keys}) * 1000 == 3000


def test_a_key_stays_what_it_is() -> None:
    assert keys_of([2]) == ["1b80111969d52f09722b769342fcee75"]

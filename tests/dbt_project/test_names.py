"""The macros that fold names do in SQL what ``ingest.localities.names`` does in Python."""

import unicodedata

import duckdb
import jinja2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.localities.names import fold, is_spelled, marked, plain
from warehouse.dbt import PROJECT

TITLES = ("", "UBND tỉnh ", "Thành phố ", "TP. ", "T.P ", "Ủy ban nhân dân tỉnh ", "Huyện ")
LETTERS = "aàáảãạăằắẳẵặâeèéẻẽẹêiìoòóỏõọôơuùúủũụưỳyýđĐÐðbhqnTX '-–.?19_\u00a0"
NAMES = st.builds(
    "{}{}{}".format, st.sampled_from(TITLES), st.text(LETTERS, max_size=12), st.sampled_from(("", " City"))
)


@pytest.fixture(scope="module")
def in_sql() -> duckdb.DuckDBPyConnection:
    """Return a database with the macros as functions of the same names."""
    macros = (PROJECT / "macros" / "names.sql").read_text("utf-8")
    database = duckdb.connect()
    for name, arguments in {
        "plain_name": ("a",),
        "folded_name": ("a",),
        "marked_name": ("a",),
        "is_spelled": ("a", "b", "c"),
    }.items():
        call = f"{name}({', '.join(repr(argument) for argument in arguments)})"
        body = jinja2.Environment().from_string(f"{macros}{{{{ {call} }}}}").render()
        database.execute(f"create macro {name}({', '.join(arguments)}) as {body.strip()}")
    return database


@settings(deadline=None)
@given(NAMES, st.sampled_from(["NFC", "NFD"]))
@example("Bà Rịa–Vũng Tàu", "NFD")
@example("UBND Thành phố Huế", "NFC")
@example("Ho Chi Minh City", "NFC")
@example("HOÀ BÌNH", "NFD")
@example("òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy", "NFC")
@example("Ð?ng Tháp", "NFC")
@example("Tỉnh", "NFC")
def test_names_are_folded_alike(in_sql: duckdb.DuckDBPyConnection, name: str, form: str) -> None:
    written = unicodedata.normalize(form, name)  # type: ignore[arg-type]
    answer = in_sql.execute("select plain_name($1), folded_name($1), marked_name($1)", [written]).fetchone()
    assert answer == (plain(written), fold(written), marked(written))


@settings(deadline=None)
@given(NAMES, st.sampled_from(("Hòa An", "Đại Từ", "Phú Yên", "1")), st.booleans())
def test_spellings_are_told_apart_alike(
    in_sql: duckdb.DuckDBPyConnection, text: str, name: str, is_named: bool
) -> None:
    written = text + " " + name if is_named else text
    answer = in_sql.execute(
        "select is_spelled(marked_name($1), plain_name($1), marked_name($2))", [written, name]
    ).fetchone()
    assert answer == (is_spelled(written, name),)

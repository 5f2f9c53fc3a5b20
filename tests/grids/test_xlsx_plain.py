"""Large sheets of XLSX: plain numbers are taken out of the bytes, the grid is what calamine alone gives."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.grids import Grid, Rows, xlsx, xlsx_plain, xlsx_styles
from ingest.readers import Unreadable
from tests.grids.files import changed_archive, grids_of, written
from tests.grids.files import xlsx as made

SHEET = "xl/worksheets/sheet1.xml"
FORMATS = ("General", "0.00", "#,##0;[Red]-#,##0", "0.0%", '0" %"', "dd/mm/yyyy", "[h]:mm", '#,##0" đ"', "@")

NOTHING: Callable[[], Iterator[Rows]] = partial(iter, ())  # so that grids can be compared

VALUES = st.one_of(
    st.none(),
    st.floats(-1e5, 1e5),
    st.integers(-(10**5), 10**5),
    st.sampled_from([1e-320, 0.1 + 0.2, -0.0, 2016, 87.5, True, datetime.date(2022, 12, 31)]),
    st.sampled_from(["Ha\u0300 Nội", "08/63", " ", "1.5", "", "<c r='A1'><v>3</v></c>", "n/a"]),
    st.sampled_from(["", " "]),
    st.sampled_from(["Huế", "n/a", "Thµnh phè Hå ChÝ Minh", "a & b", "hai\ndòng"]),
    st.sampled_from(["=1+1", "=#REF!", "=SUM(A1:B2)"]),
)
CELLS = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(0, 28)),
    st.tuples(VALUES, st.sampled_from(FORMATS)),
    max_size=30,
)
AREA = st.tuples(st.integers(0, 12), st.integers(0, 5), st.integers(0, 3), st.integers(1, 3))


def as_large(file: Path, patch: pytest.MonkeyPatch) -> list[tuple[Grid, Rows]] | str:
    """Return the grids of a workbook, read as if all its sheets were large, or why it cannot be read."""
    patch.setattr(xlsx, "_LARGE", 0)
    patch.setattr(xlsx_plain, "_PIECE", 512)
    try:
        return [(replace(grid, walk=NOTHING), grid.whole()) for grid in grids_of(file)]
    except Unreadable as error:
        return str(error)


def by_calamine_alone(file: Path, patch: pytest.MonkeyPatch) -> list[tuple[Grid, Rows]] | str:
    with patch.context() as alone:
        alone.setattr(xlsx_plain, "without_plain", lambda xml, _: (xml, None))
        return as_large(file, alone)


@settings(max_examples=100, deadline=None)
@given(CELLS, st.one_of(st.none(), AREA), st.booleans())
def test_the_grid_is_what_calamine_alone_gives(
    cells: dict[tuple[int, int], tuple[Any, str]], area: tuple[int, ...] | None, by_openpyxl: bool
) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "x")
        for (row, column), (value, shown) in cells.items():
            # (by itself it writes no empty text, as some programs do)
            write = sheet.write_string if value in ("", " ") else sheet.write
            write(row, column, value, book.add_format({"num_format": shown}))
        if area:
            top, left, down, across = area
            sheet.merge_range(top, left, top + down, left + across, 7.5)
        sheet.set_row(3, None, None, {"hidden": True})

    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        file = made(Path(folder, "a.xlsx"), fill)
        if by_openpyxl:
            openpyxl.load_workbook(file).save(file)
        assert as_large(file, patch) == by_calamine_alone(file, patch)


def test_a_sheet_of_nothing_but_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = made(tmp_path / "a.xlsx", lambda _, sheet: sheet.write_row(1, 1, [1.5, 2]))
    assert as_large(file, monkeypatch) == by_calamine_alone(file, monkeypatch) != []


def table(folder: Path) -> Path:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(2, 1, ["Tỉnh", 2020, 2021])
        sheet.write_row(3, 1, ["Huế", 87.5])
        sheet.write(3, 3, 88.1, book.add_format({"num_format": "0.00"}))
        sheet.write_row(6, 1, ["", 5])

    return made(folder / "a.xlsx", fill)


def body_of(*rows: bytes) -> bytes:
    data = b"".join(b'<row r="%d">%s</row>' % numbered for numbered in enumerate(rows, start=1))
    return b"<sheetData>%s</sheetData>" % data


def test_plain_numbers_are_taken_out_of_the_sheet() -> None:
    body = body_of(
        b'<c r="A1" t="s"><v>0</v></c><c r="B1"><v>2020</v></c>',
        b'<c r="A2" s="2" t="n"><v>-1.5E3</v></c><c r="B2" s="3"><v>0.5</v></c>',
    )
    left, plain = xlsx_plain.without_plain(bytearray(body), {2})
    assert left == body_of(b'<c r="A1" t="s"><v>0</v></c>', b'<c r="B2" s="3"><v>0.5</v></c>')
    assert plain and str(plain.numbers.tolist()) == "[[nan, 2020.0], [-1500.0, nan]]"
    assert (plain.texts == -1).all()


def test_texts_are_left_where_they_stand_first(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = b'<c r="%s" t="s"><v>%d</v></c>'
    own = b'<c r="%s" s="1" t="inlineStr"><is><t>%d</t></is></c>'
    firsts = [shared % (b"A1", 7), own % (b"B1", 7)], [], [own % (b"C3", 8)]
    again = [shared % (b"C1", 7)], [shared % (b"A2", 7), own % (b"D2", 7)], [own % (b"D3", 8)]
    body = body_of(*(b"".join(row) for row in map(list.__add__, firsts, again)))
    for piece in (150, 10_000):
        monkeypatch.setattr(xlsx_plain, "_PIECE", piece)
        left, plain = xlsx_plain.without_plain(body, ())
        assert left == body_of(*map(b"".join, firsts))
        assert plain and plain.firsts == [(0, 0), (0, 1), (2, 2)]
        assert plain.texts.tolist() == [[-1, -1, 0, -1], [0, -1, -1, 1], [-1, -1, -1, 2]]


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="A1"><v>1</v> </c>',
        b'<c r="A1"><v>1e999</v></c>',
        b'<c r="A1"><v></v></c>',
        b'<c r="A1" s="1"><v>1</v></c>',
        b'<c r="A1" t="s"><v>1</v></c>',
        b'<c r="A1"><f>1</f><v>1</v></c>',
        b'<c r="1"><v>1</v></c>',
        b'<c r="A"><v>1</v></c>',
        b'<c r="AAAA1"><v>1</v></c>',
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c r="A1"><v>1</v></c><c><v>1</v></c>',
        b'<c r="A1"><v>1</v></c><!-- -->',
        b'<c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><f>A1</f><v>1</v></c>',
        b'<c r="A1" t="str"><v>1</v></c><c r="B1" t="str"><v>1</v></c>',
        b'<c r="A1" t="inlineStr"><is><t>1</t></is></c><c r="B1" t="inlineStr"><is><r><t>1</t></r></is></c>',
        b'<c r="B1"><v>1</v></c><c r="A1"><v>1</v></c>',
        b'<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
    ],
)
def test_what_is_no_plain_number_stays(cell: bytes) -> None:
    xml = b'<sheetData><row r="1">%s</row></sheetData>' % cell
    assert xlsx_plain.without_plain(xml, {0}) == (xml, None)


def test_what_has_no_rows_is_not_looked_at_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_plain, "_PIECE", 100)
    xml = b'<sheetData><c r="A1"><v>1</v></c>%s</sheetData>' % (b"<" * 300)
    assert xlsx_plain.without_plain(xml, ()) == (xml, None)


@pytest.mark.parametrize(("value", "shown"), [(-1e300, "dd/mm/yyyy"), (1e10, "[h]:mm")])
def test_a_date_beyond_the_calendar_is_named(value: float, shown: str, tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, value, book.add_format({"num_format": shown}))

    with pytest.raises(Unreadable, match="date beyond the calendar"):
        grids_of(made(tmp_path / "a.xlsx", fill))


def test_formats_that_show_a_number_as_it_is() -> None:
    codes = {164: "#,##0.00_);(#,##0.00)", 165: "0.0%", 166: "dd/mm", 167: "General", 168: "[h]:mm"}
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in codes.items())
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 2, 9, 14, 46, *codes))
    xml = f"<styleSheet><numFmts>{formats}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>"
    styles = xlsx_styles.styles_of(xml.encode())
    assert styles == xlsx_styles.Styles(percents=frozenset({2, 6}), numbers=frozenset({0, 1, 5, 8}))


UNUSUAL: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda xml: xml,
    "a cell without its place": lambda xml: xml.replace(b' r="D3"', b""),
    "its place behind its format": lambda xml: xml.replace(b'r="D4" s="1"', b's="1" r="D4"'),
    "other quotes": lambda xml: xml.replace(b'"C4"', b"'C4'"),
    "spaces": lambda xml: xml.replace(b'<c r="C4"><v>', b'<c r="C4"> <v>').replace(b"</v></c>", b"</v> </c>"),
    "a remark": lambda xml: xml.replace(b'<c r="C4">', b'<!-- <c r="C9"><v>1</v></c> --><c r="C4">'),
    "another text": lambda xml: xml.replace(b't="s"><v>1</v>', b't="s"><v>99</v>', 1),
    "a text that is no number": lambda xml: xml.replace(b't="s"><v>1</v>', b't="s"><v>x</v>', 1),
    "a text in percent": lambda xml: xml.replace(b' t="s"', b' s="1" t="s"'),
    "cells in another order": lambda xml: (
        xml.replace(b'"C3"', b'"?"').replace(b'"D3"', b'"C3"').replace(b'"?"', b'"D3"')
    ),
    "a place twice": lambda xml: xml.replace(b'"D4"', b'"C4"'),
    "no number": lambda xml: xml.replace(b"<v>87.5</v>", b"<v>87,5</v>"),
    "an endless number": lambda xml: xml.replace(b"<v>87.5</v>", b"<v>1e999</v>"),
    "no value": lambda xml: xml.replace(b"<v>87.5</v>", b"<v></v>"),
    "a long number": lambda xml: xml.replace(b"<v>87.5</v>", b"<v>" + b"7" * 500 + b"</v>"),
    "a place cut off": lambda xml: xml.replace(b'<c r="C4">', b"<c r>"),
    "a column in small letters": lambda xml: xml.replace(b'"C4"', b'"c4"'),
    "far to the right": lambda xml: xml.replace(b'"C4"', b'"XFD4"'),
    "a type of its own": lambda xml: xml.replace(b'<c r="C4">', b'<c r="C4" t="b">'),
    "a formula": lambda xml: xml.replace(b'<c r="C4">', b'<c r="C4"><f>1+1</f>'),
    "cut in the data": lambda xml: xml[: xml.index(b"87.5")],
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_what_is_written_in_another_way_is_read_as_by_calamine_alone(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = table(tmp_path).read_bytes()
    body = changed_archive(plain, SHEET, UNUSUAL[how])
    assert how == "as it is" or body != changed_archive(plain, SHEET, UNUSUAL["as it is"])
    file = written(tmp_path, "b.xlsx", body)
    assert as_large(file, monkeypatch) == by_calamine_alone(file, monkeypatch)

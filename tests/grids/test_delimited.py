"""Delimited text: every cell comes back, whatever the delimiter and the encoding, at any size."""

import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.grids import delimited, encodings, open_grids
from ingest.readers import Unreadable
from tests.grids.files import TABLE, cells_of, grid_of, written
from tests.readers.documents import written_in

LETTERS = st.characters(
    exclude_categories=("Cs", "Cc"), include_characters="\n\r\t", exclude_characters="\ufeff"
)
CELLS = st.text(LETTERS, max_size=8)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
)


def as_csv(rows: list[list[str]], delimiter: str, newline: str = "\r\n", quoting: int = 0) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return text.getvalue()


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows in NFC, without empty ones at the edges and empty columns at the right."""
    rows = [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]
    filled = [number for number, row in enumerate(rows) if any(cell.strip() for cell in row)]
    rows = rows[filled[0] : filled[-1] + 1] if filled else []
    width = max((number for row in rows for number, cell in enumerate(row, 1) if cell.strip()), default=0)
    return [row[:width] for row in rows]


@given(
    rows=TABLES,
    delimiter=st.sampled_from(delimited.DELIMITERS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    written_as=st.sampled_from([("\r\n", csv.QUOTE_MINIMAL), ("\n", csv.QUOTE_ALL)]),
)
def test_every_cell_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    delimiter: str,
    encoding: str,
    written_as: tuple[str, int],
) -> None:
    expected = trimmed(rows)
    body = as_csv(rows, delimiter, *written_as).encode(encoding)
    file = written(tmp_path_factory.mktemp("csv"), "table.csv", body)
    if expected:
        assert cells_of(file, delimiter=delimiter, encoding=encoding) == expected
    else:
        with pytest.raises(Unreadable):
            list(open_grids(file, delimiter=delimiter, encoding=encoding))


@pytest.mark.parametrize("delimiter", delimited.DELIMITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_delimiter_and_encoding_are_told_by_the_bytes(tmp_path: Path, delimiter: str, encoding: str) -> None:
    file = written(tmp_path, "table", as_csv(TABLE, delimiter).encode(encoding))
    assert cells_of(file) == TABLE


@pytest.mark.parametrize("encoding", ["cp1258", "tcvn3", "vni"])
def test_old_encodings_are_told_and_converted(tmp_path: Path, encoding: str) -> None:
    rows = [["Tên tỉnh", "Kế hoạch của tỉnh được giao", "Năm"], ["Thừa Thiên Huế", "Đạt", "2020"]]
    body = written_in(encoding, as_csv(rows, ";")).encode("cp1252")
    for stated in ("", encoding):
        grid = grid_of(written(tmp_path, "table.csv", body), encoding=stated)
        assert grid.whole().cells() == rows
        assert encodings.ENCODINGS[encoding] in grid.notices[0]


def test_titles_and_notes_are_filled_up_and_lines_are_counted(tmp_path: Path) -> None:
    text = 'Bảng 1\n\nTỉnh,"Điểm\nsố",Hạng\nHà Nội,1,2\nGhi chú: chưa đủ\n,,\n,,\n'
    grid = grid_of(written(tmp_path, "table.csv", text))
    rows = grid.whole()
    assert rows.cells() == [
        ["Bảng 1", "", ""],
        ["", "", ""],
        ["Tỉnh", "Điểm\nsố", "Hạng"],
        ["Hà Nội", "1", "2"],
        ["Ghi chú: chưa đủ", "", ""],
    ]
    assert rows.row_numbers.to_pylist() == [1, 2, 3, 5, 6]


def test_a_delimiter_stated_in_the_first_line_counts(tmp_path: Path) -> None:
    assert cells_of(written(tmp_path, "a.csv", "sep=|\na,b,c|d,e\n")) == [["sep=", ""], ["a,b,c", "d,e"]]


def test_a_large_file_is_walked_in_batches_with_its_odd_records_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "_SAMPLE", 200)
    monkeypatch.setattr(delimited, "_BLOCK", 300)
    monkeypatch.setattr(encodings, "PIECE", 100)
    rows = [["Bảng 1"], ["Tỉnh", "Điểm", "Ghi chú"]]
    rows += [
        [f"Tỉnh {number}", f"{number}", 'hai\n"dòng"' if number % 7 == 0 else ""] for number in range(200)
    ]
    rows.insert(100, ["Miền Nam"])
    rows.append(["Nguồn: Bộ Nội vụ"])
    grid = grid_of(written(tmp_path, "table.csv", as_csv(rows, ",", "\n")))
    batches = list(grid.walk())
    assert len(batches) > 5
    assert [row for batch in batches for row in batch.cells()] == [
        row + [""] * (3 - len(row)) for row in rows
    ]
    lines = [number for batch in batches for number in batch.row_numbers.to_pylist()]
    assert lines[:4] == [1, 2, 3, 5] and lines[-1] == len(rows) + 29
    assert grid.head(2).cells() == [["Bảng 1", "", ""], ["Tỉnh", "Điểm", "Ghi chú"]]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"a,b\n" * 100 + b'1,"open\n2,3\n', "quotation mark in line 101"),
        (b"a,b\n" * 100 + b"1,\xff\xfe\xfd\n", "byte 0xFF in line 101"),
        (b"a,b\n" * 100 + b"1,2,3,4\n", "has 4 cells in record 101"),
    ],
)
def test_damage_far_down_is_named_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes, said: str
) -> None:
    monkeypatch.setattr(delimited, "_SAMPLE", 64)
    with pytest.raises(Unreadable, match=said):
        list(grid_of(written(tmp_path, "table.csv", body)).walk())


def test_an_unknown_stated_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="mend its `encoding:`"):
        cells_of(written(tmp_path, "table.csv", "a,b\n1,2\n"), encoding="latin-99")


@given(st.text("ab,;\n\r \x0b\u2028", max_size=20), st.booleans())
def test_records_without_quotation_marks_are_counted_as_the_csv_module_reads_them(
    sample: str, is_whole: bool
) -> None:
    widths = [len(cells) for cells in csv.reader(io.StringIO(sample, newline=""))]
    taken = widths if is_whole else widths[:-1]
    assert list(delimited._widths(sample, ",", is_whole)) == [width for width in taken if width]

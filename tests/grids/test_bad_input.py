"""Files that are damaged, hostile or no table at all: one clear sentence, nothing run, little memory."""

import io
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import odf.table
import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.grids import archives, open_grids
from ingest.readers import Unreadable
from tests.grids.files import MAKERS, changed_archive, grids_of, ods, ods_cell, table_xlsx, written, xlsx

SHEET = "xl/worksheets/sheet1.xml"
BOMB = '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


def said_of(file: Path) -> str:
    with pytest.raises(Unreadable) as problem:
        for grid in open_grids(file):
            list(grid.walk())
    return str(problem.value)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"\xef\xbb\xbf", "has no filled sheet or table"),
        (b",,,\n,,,\n", "has no filled sheet or table"),
        (bytes(random.Random(1).randbytes(5000)), "is a binary file"),
        (b"\xfe\xed caf\xe9 \x8d\x90", "state its `encoding:`"),
        (b"\x1f\x8b\x08\x00rest", "is a gzip archive; unpack it"),
        (b"%PDF-1.7 nothing more", "is a PDF that is damaged"),
        (b"<?xml version='1.0'?><error code='403'/>", "is an XML file"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "locked by a password",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "is an old DOC"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "is a damaged XLS file"),
    ],
)
def test_no_table_at_all(tmp_path: Path, body: bytes, said: str) -> None:
    assert said in said_of(written(tmp_path, "du_lieu.csv", body))


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/workbook.bin", "is a binary workbook (XLSB); save it as XLSX"),
        ("pci.csv", "is a ZIP archive; unpack it"),
    ],
)
def test_archives_that_are_not_opened(tmp_path: Path, part: str, said: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as archive:
        archive.writestr(part, b"a,80")
    assert said in said_of(tmp_path / "a.xlsb")


@pytest.mark.parametrize("format_", MAKERS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.97])
def test_a_file_that_is_cut_off(tmp_path: Path, format_: str, share: float) -> None:
    body = MAKERS[format_](tmp_path / f"whole.{format_}").read_bytes()
    assert said_of(written(tmp_path, "cut", body[: int(len(body) * share)]))


@pytest.mark.parametrize("format_", MAKERS)
def test_changed_bytes_give_grids_or_a_sentence(
    format_: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    whole = MAKERS[format_](folder / f"whole.{format_}").read_bytes()

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @example({min(1195, len(whole) - 1): 27})  # in the XLS: a format of numbers without its text
    @given(st.dictionaries(st.integers(0, len(whole) - 1), st.integers(0, 255), min_size=1, max_size=20))
    def check(changes: dict[int, int]) -> None:
        body = bytearray(whole)
        for place, value in changes.items():
            body[place] = value
        try:
            for grid in open_grids(written(folder, "changed", bytes(body))):
                list(grid.walk())
        except Unreadable as problem:
            assert "\n" not in str(problem).strip()

    check()


@pytest.mark.parametrize(("name", "error"), [("gone.xlsx", FileNotFoundError), (".", IsADirectoryError)])
def test_what_the_disk_refuses_is_no_damage_of_the_file(
    tmp_path: Path, name: str, error: type[OSError]
) -> None:
    with pytest.raises(error):
        archives.opened(tmp_path / name)


def test_an_archive_that_unpacks_to_far_more(tmp_path: Path) -> None:
    body = table_xlsx(tmp_path / "a.xlsx").read_bytes()
    bomb = changed_archive(body, SHEET, lambda xml: xml + bytes(80 * 2**20))
    assert "unpacks from 0.1 to 80 MB" in said_of(written(tmp_path, "bomb.xlsx", bomb))


def test_an_archive_that_lies_about_its_sizes(tmp_path: Path) -> None:
    part = "word/document.xml"
    whole = MAKERS["docx"](tmp_path / "a.docx").read_bytes()
    body = changed_archive(whole, part, lambda xml: xml + bytes(33 * 2**20))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        size = struct.pack("<I", archive.getinfo(part).file_size)
    lying = body.replace(size, struct.pack("<I", 1000))
    assert "has a part (word/document.xml) of more than 32 MB" in said_of(written(tmp_path, "b", lying))


@pytest.mark.parametrize("declared", [BOMB, OUTSIDE])
@pytest.mark.parametrize(
    ("format_", "part"), [("xlsx", SHEET), ("ods", "content.xml"), ("docx", "word/document.xml")]
)
def test_xml_entities_are_refused(tmp_path: Path, declared: str, format_: str, part: str) -> None:
    body = MAKERS[format_](tmp_path / f"a.{format_}").read_bytes()
    changed = changed_archive(body, part, lambda xml: declared.encode() + xml.split(b"?>", 1)[-1])
    assert f"declares XML entities in {part}" in said_of(written(tmp_path, "b", changed))


def test_entities_of_a_page_are_not_followed(tmp_path: Path) -> None:
    page = (
        f"<?xml version='1.0'?>{OUTSIDE}<html><table><tr><td>a<td>b</tr><tr><td>&b;<td>c</tr></table></html>"
    )
    try:
        texts = [grid.whole().cells() for grid in grids_of(written(tmp_path, "a.html", page))]
    except Unreadable:
        return
    assert "root" not in str(texts)


def test_a_cell_far_away_does_not_fill_the_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "b"
    book.save(tmp_path / "a.xlsx")
    assert "1,048,576 rows and 16,384 columns" in said_of(tmp_path / "a.xlsx")


def test_cells_that_say_no_place_are_counted(tmp_path: Path) -> None:
    rows = b"<row><c><v>1</v></c></row>" * 10_000 + b"<row>" + b"<c><v>1</v></c>" * 10_000 + b"</row>"
    body = table_xlsx(tmp_path / "a.xlsx").read_bytes()
    far = changed_archive(body, SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    assert "more than the 4,000,000 cells" in said_of(written(tmp_path, "far.xlsx", far))


def test_cells_repeated_without_end(tmp_path: Path) -> None:
    row = odf.table.TableRow(numberrowsrepeated=1_000_000)
    row.addElement(ods_cell("x", numbercolumnsrepeated=16_384))
    assert "more than the 4,000,000 cells" in said_of(ods(tmp_path / "a.ods", [row]))


def test_a_long_text_shared_by_many_cells(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row in range(5000):
            sheet.write(row, 0, "x" * 32_767)

    assert "repeats long texts" in said_of(xlsx(tmp_path / "a.xlsx", fill))


def test_a_page_whose_cells_reach_without_end(tmp_path: Path) -> None:
    row = "<tr>" + "<td colspan=1000 rowspan=65534>x" * 100 + "</tr>"
    assert "more than the 4,000,000 cells" in said_of(written(tmp_path, "a.html", f"<table>{row * 1000}"))


def test_a_pdf_whose_stream_unpacks_to_far_more(tmp_path: Path) -> None:
    packed = zlib.compress(bytes(80 * 2**20))
    body = b"%PDF-1.4\n1 0 obj\n<</Filter/FlateDecode>>\nstream\n" + packed + b"\nendstream\nendobj\n"
    assert "a part of over 64 MB" in said_of(written(tmp_path, "a.pdf", body))


def test_a_large_file_needs_little_memory(tmp_path: Path) -> None:
    lines = b"".join(b"T\xe1\xbb\x89nh s\xe1\xbb\x91 %d;%d,25;2020\n" % (n, n) for n in range(100_000))
    file = written(tmp_path, "large.csv", lines * 40)
    code = (
        "import resource, sys; from pathlib import Path; from ingest.grids import open_grids\n"
        "(grid,) = open_grids(Path(sys.argv[1]))\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(sum(rows.text.num_rows for rows in grid.walk()))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, check=True)
    rows, kilobytes = map(int, done.stdout.split())
    assert rows == 4_000_000
    assert kilobytes * 1024 < file.stat().st_size, "the rows are not let go"

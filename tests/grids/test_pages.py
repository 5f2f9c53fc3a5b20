"""Tables in pages and documents (HTML, DOCX, PDF): every cell at its place, merged ones filled."""

from pathlib import Path

import fpdf
import pytest

from ingest.grids import Area
from ingest.readers import Unreadable
from tests.grids.files import cells_of, grid_of, grids_of, ruled_pdf, table_docx, written
from tests.readers.documents import scanned_pdf

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Xếp hạng</title></head><body>
<table><tr><td><a href="/">Trang chủ</a></td></tr></table>
<table><caption>Bảng 1.
 Điểm số</caption>
<thead><tr><th rowspan="2">Tỉnh</th><th colspan="2">Điểm<br>số</th></tr><tr><th>2020<th>2021</tr></thead>
<tr><td>Thừa Thiên Huế<td>01 (0,727)<sup>1</sup><td><table><tr><td>trong<td>ô</table></tr>
<tr style="display: none"><td rowspan="0">Hà Nội<td>87,65<td><p>một</p><p>hai</p></tr>
<tr><td>88</tr></table></body></html>"""


def test_html_tables_with_their_spans(tmp_path: Path) -> None:
    menu, grid, inner = grids_of(written(tmp_path, "a.csv", PAGE))
    assert grid.whole().cells() == [
        ["Tỉnh", "Điểm\nsố", "Điểm\nsố"],
        ["Tỉnh", "2020", "2021"],
        ["Thừa Thiên Huế", "01 (0,727)¹", ""],
        ["Hà Nội", "87,65", "một\nhai"],
        ["Hà Nội", "88", ""],
    ]
    assert (menu.name, grid.name, inner.name) == ("1", "Bảng 1. Điểm số", "3")
    assert grid.hidden_rows == {4}
    assert grid.merged == (Area(1, 0, 2, 0), Area(1, 1, 1, 2), Area(4, 0, 5, 0))
    assert inner.whole().cells() == [["trong", "ô"]]


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("<html><title>404 Not Found</title><body><h1>Not Found</h1></body></html>", "404 Not Found"),
        (
            "<title>Đăng nhập</title><form><table><tr><td>Tên<td>Mật khẩu</tr>"
            "<tr><td>Nhớ<td>Quên?<input type=password></tr></table></form>",
            "Đăng nhập",
        ),
        ("\n\n<!-- lỗi --><h1>Hệ thống bảo trì</h1>", ""),
    ],
)
def test_a_page_without_a_table_is_named_by_its_title(tmp_path: Path, body: str, title: str) -> None:
    with pytest.raises(Unreadable, match=f"is an HTML page, not a table .its title: '{title}'"):
        grids_of(written(tmp_path, "du_lieu.csv", body))


def test_docx_tables_with_their_spans(tmp_path: Path) -> None:
    grid = grid_of(table_docx(tmp_path / "a.docx"))
    assert grid.whole().cells() == [
        ["Tỉnh", "Điểm", "Điểm"],
        ["Hà Nội", "87,65", "88,1"],
        ["Thừa Thiên Huế", "90,09", "91"],
    ]
    assert grid.merged == (Area(1, 1, 1, 2),)


def test_a_pdf_table_goes_on_over_pages(tmp_path: Path) -> None:
    grid = grid_of(ruled_pdf(tmp_path / "a.pdf", provinces=63))
    cells = grid.whole().cells()
    assert cells[:3] == [["Tỉnh", "Điểm", "Điểm"], ["Tỉnh", "2020", "2021"], ["Tỉnh 1", "1,65", "88,1"]]
    assert cells[-1] == ["Tỉnh 63", "63,65", "88,1"] and len(cells) == 65
    assert (grid.name, grid.merged) == ("page 1, table 1", (Area(1, 0, 2, 0), Area(1, 1, 1, 2)))


def test_a_raised_mark_in_a_pdf_is_no_digit_of_the_figure(tmp_path: Path) -> None:
    document = fpdf.FPDF()
    document.set_font("helvetica", size=12)
    document.add_page()
    for row in range(2):
        for column in range(2):
            document.rect(20 + 40 * column, 20 + 10 * row, 40, 10)
            document.text(22 + 40 * column, 27 + 10 * row, "87,65")
    document.set_font("helvetica", size=7)
    document.text(22 + 10.7, 25, "2")
    file = written(tmp_path, "a.pdf", bytes(document.output()))
    assert cells_of(file) == [["87,65²", "87,65"], ["87,65", "87,65"]]


def test_a_pdf_of_pictures_or_prose_has_no_table(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="without a ruled table"):
        grids_of(written(tmp_path, "a.pdf", scanned_pdf(["Bảng 1"])))

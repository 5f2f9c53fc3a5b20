"""Every format becomes the text of its document, told by the bytes alone."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from ingest.measures import read_text
from ingest.readers import Unreadable, read_document, scans
from ingest.records import Context, Measure
from tests.readers.documents import SAMPLES, add_footnote, saved, scanned_pdf

PROMISE = "Đến năm 2025, tối thiểu 80% hồ sơ thủ tục hành chính được giải quyết đúng hạn"


def measures(text: str) -> list[Measure]:
    rows = list(read_text(text, Context()).measures)
    for row in rows:
        assert text[row.value_start : row.value_end] == row.value_text
        assert row.value_text in row.quote
    return rows


def told(text: str) -> set[tuple[str, str, int | None, str, float]]:
    return {(row.indicator, row.level, row.year, row.comparator, row.value_low) for row in measures(text)}


@pytest.mark.parametrize(
    ("name", "reader", "count"),
    [
        ("bac_giang_phu_luc_bang.docx", "docx", 10),
        ("bac_giang_moi_truong_mang.xlsx", "xlsx", 6),
        ("quang_binh_ke_hoach_trich.pdf", "pdf", 5),
        ("bac_ninh_tin_so_hoa.html", "html", 5),
        ("lao_cai_ke_hoach_tcvn3.txt", "plain_text", 9),
        ("lao_cai_ke_hoach_2021.txt", "plain_text", 9),
    ],
)
def test_samples(name: str, reader: str, count: int) -> None:
    document = read_document((SAMPLES / name).read_bytes())
    assert document.reader == reader
    assert len([row for row in measures(document.text) if row.indicator != "other"]) == count


def test_the_encoding_makes_no_difference_to_what_is_read() -> None:
    old, new = (
        read_document((SAMPLES / f"lao_cai_ke_hoach_{name}.txt").read_bytes()) for name in ("tcvn3", "2021")
    )
    assert told(old.text) == told(new.text)
    assert "TCVN3" in old.notices[0] and not new.notices


# ---- DOCX ----


def test_a_footnote_follows_its_paragraph() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph(PROMISE)
    add_footnote(document, paragraph, "Năm 2020 đạt 75% hồ sơ.")
    document.add_paragraph("Cấp xã đạt 60% hồ sơ.")
    text = read_document(saved(document)).text
    assert text == f"{PROMISE}¹\n\n¹ Năm 2020 đạt 75% hồ sơ.\n\nCấp xã đạt 60% hồ sơ.\n"


def test_automatic_numbers_and_bullets_are_written_out() -> None:
    document = docx.Document()
    for text, style in (("một", "List Number"), ("hai", "List Number"), ("gạch", "List Bullet")):
        document.add_paragraph(text, style)
    assert read_document(saved(document)).text == "1. một\n\n2. hai\n\n- gạch\n"


def test_a_cell_merged_over_rows_names_every_row() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for column, text in enumerate(("Chỉ tiêu", "Cấp", "Năm 2025")):
        table.cell(0, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Tỷ lệ hồ sơ giải quyết đúng hạn"
    for row, (level, value) in enumerate((("Tỉnh", "95%"), ("Xã", "90%")), 1):
        table.cell(row, 1).text, table.cell(row, 2).text = level, value
    lines = read_document(saved(document)).text.splitlines()
    assert lines[1:] == [
        "| Tỷ lệ hồ sơ giải quyết đúng hạn | Tỉnh | 95% |",
        "| Tỷ lệ hồ sơ giải quyết đúng hạn | Xã | 90% |",
    ]


def test_the_head_in_a_table_without_borders_is_text() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = (
        "UBND TỈNH\nSố: 12/KH-UBND",
        "Lào Cai, ngày 3 tháng 2 năm 2021",
    )
    text = read_document(saved(document)).text
    assert "|" not in text
    assert read_text(text).facts.number == "12/KH-UBND"


def test_deleted_words_are_no_part_of_the_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Đạt 80% hồ sơ")
    from docx.oxml import OxmlElement

    deleted, moved = OxmlElement("w:del"), OxmlElement("w:moveFrom")
    for change in (deleted, moved):
        run = OxmlElement("w:r")
        words = OxmlElement("w:t")
        words.text = " và 99% xã"
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    assert read_document(saved(document)).text == "Đạt 80% hồ sơ\n"


def test_text_in_an_old_font_is_converted() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("Tèi thiÓu 80% hå s¬")
    run.font.name = ".VnTime"
    assert read_document(saved(document)).text == "Tối thiểu 80% hồ sơ\n"


# ---- XLSX ----


def test_numbers_are_written_as_vietnamese_writes_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Kết quả"
    sheet.append(["Chỉ tiêu", "Năm 2023", "Năm 2024"])
    sheet.append(["Tỷ lệ hồ sơ giải quyết đúng hạn", 0.8, 0.955])
    sheet.append(["PAPI (điểm)", 45.04, 1234567])
    for column in (2, 3):
        sheet.cell(2, column).number_format = "0.0%"
    assert read_document(saved(book)).text.splitlines()[2:] == [
        "| Chỉ tiêu | Năm 2023 | Năm 2024 |",
        "| Tỷ lệ hồ sơ giải quyết đúng hạn | 80% | 95,5% |",
        "| PAPI (điểm) | 45,04 | 1234567 |",
    ]


def test_hidden_sheets_and_formulas_without_value_are_told() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Chỉ tiêu", "=1+1"])
    book.create_sheet("Nháp").sheet_state = "hidden"
    notices = read_document(saved(book)).notices
    assert "Nháp" in notices[0] and "Sheet!B1" in notices[1]


# ---- HTML ----


def test_menus_sides_and_feet_of_a_page_are_left_out() -> None:
    text = read_document((SAMPLES / "bac_ninh_tin_so_hoa.html").read_bytes()).text
    assert "99%" not in text and "100%" not in text and "Trang chủ" not in text
    assert text.startswith("Bắc Ninh số hóa") and "29/03/2022" in text[:100]


@pytest.mark.parametrize(
    "head", ["<!DOCTYPE html>\n<html>", "\ufeff<html lang='vi'>", "<?xml version='1.0'?><html>"]
)
def test_html_is_known_by_its_content(head: str) -> None:
    last = "<p>m<sup>2</sup>, ghi chú<sup>1</sup></p>"
    page = f"{head}<body><h1>Kế hoạch cải cách</h1><p>{PROMISE}.</p>{last}</body></html>"
    document = read_document(page.encode())
    assert document.reader == "html"
    assert PROMISE in document.text and "ghi chú¹" in document.text


def test_merged_cells_of_a_web_table() -> None:
    page = (
        f"<html><body><p>{PROMISE}.</p><table><tr><th rowspan=2>Chỉ tiêu</th><th colspan=2>Mục tiêu</th></tr>"
        "<tr><th>2024</th><th>2025</th></tr>"
        "<tr><td>Tỷ lệ hồ sơ đúng hạn</td><td>90%</td><td>95%</td></tr></table>"
        "</body></html>"
    )
    text = read_document(page.encode()).text
    assert (
        "| Chỉ tiêu | Mục tiêu | Mục tiêu |\n|  | 2024 | 2025 |\n| Tỷ lệ hồ sơ đúng hạn | 90% | 95% |" in text
    )


def test_a_numbered_list_keeps_its_numbers() -> None:
    page = f"<html><body><p>{PROMISE}.</p><ol type='a'><li>{PROMISE}</li><li>Hết</li></ol></body></html>"
    assert f"a) {PROMISE}\n\nb) Hết" in read_document(page.encode()).text


# ---- PDF ----


def test_pages_of_a_pdf_are_parted_by_a_form_feed_and_read_together() -> None:
    text = read_document((SAMPLES / "quang_binh_ke_hoach_trich.pdf").read_bytes()).text
    assert text.count("\f") == 1
    assert ("procedure_satisfaction_land_construction_investment", "all", 2025, ">=", 85.0) in told(text)


def test_a_scan_without_ocr_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("PIL")
    monkeypatch.setattr(scans, "missing_program", lambda: f"OCR is missing; install it: {scans.INSTALL}")
    with pytest.raises(Unreadable, match=r"tesseract-ocr-vie.*thuocdo\[ocr\]"):
        read_document(scanned_pdf(["Kế hoạch"]))


@pytest.mark.stack
def test_a_scan_is_read_by_tesseract() -> None:
    if missing := scans.missing_program():
        pytest.skip(missing)
    document = read_document(
        scanned_pdf(
            ["KẾ HOẠCH", "Đến năm 2025, tối thiểu 80% hồ sơ thủ tục", "hành chính được giải quyết đúng hạn."]
        )
    )
    assert document.reader == "scanned_pdf"
    assert "OCR" in document.notices[0]
    assert ("dossiers_on_time", "all", 2025, ">=", 80.0) in told(document.text)


# ---- what cannot be read ----


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b" \n", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old DOC or XLS .* save it as DOCX"),
        (b"{\\rtf1 x}", "RTF .* save it as DOCX"),
        (archive("a.txt"), "ZIP archive; unpack"),
        (archive("content.xml"), "OpenDocument"),
        (archive("word/document.xml"), "damaged DOCX"),
        (archive("xl/workbook.xml"), "damaged XLSX"),
        (b"PK\x03\x04broken", "damaged"),
        (b"%PDF-1.7 broken", "PDF that is damaged"),
        (b"\x89PNG\r\n", "PNG picture"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;", "MHTML"),
        (b"<html><body></body></html>", "web page without text"),
        (saved(docx.Document()), "DOCX file without text"),
        (saved(openpyxl.Workbook()), "without a filled visible sheet"),
        (b"K\xe9 \xff ho\x81", "is not valid UTF-8"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(body: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as caught:
        read_document(body)
    assert "\n" not in str(caught.value)


def test_reading_a_text_file_loads_no_other_format() -> None:
    heavy = "{'docx', 'openpyxl', 'pypdfium2', 'trafilatura', 'lxml', 'PIL', 'pytesseract'}"
    code = (
        f"import sys, ingest.readers as r; r.read_document(b'80%'); print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"


def test_an_archive_whose_parts_are_damaged_is_said_to_be() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "abc " * 500)
    body = bytearray(written.getvalue())
    start = body.index(b".xml") + len(b".xml")
    body[start : start + 4] = b"\xff" * 4
    with pytest.raises(Unreadable, match="damaged"):
        read_document(bytes(body))

"""Make the samples that are no UTF-8 text: DOCX, HTML, PDF, XLSX and a text in TCVN3.

Run ``python samples/make_binary_samples.py`` from the repository's folder in the development environment, after
a change here. The figures are those of real documents, the sentences are Thước đo's own (see README.md).
"""

import csv
import datetime
import re
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import fpdf
import openpyxl

SAMPLES = Path(__file__).parent
LETTERS = SAMPLES.parent / "ingest" / "readers" / "legacy_letters.csv"
FONT = next(
    (
        file
        for folder in ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts")
        for file in sorted(Path(folder).rglob("DejaVuSerif.ttf"))
    ),
    None,
)
DAY = datetime.datetime(2026, 11, 23)  # the same bytes every time
ORIGIN = (
    "Bản diễn đạt lại do Thước đo soạn, không phải văn bản gốc. Số liệu lấy từ Kế hoạch cải cách hành chính nhà "
    "nước tỉnh Bắc Giang giai đoạn 2021-2030, theo tin đăng năm 2021; chưa ghi nhận được số, ngày của văn bản."
)
ORIGIN_QUANG_BINH = (
    "Bản diễn đạt lại do Thước đo soạn, không phải văn bản gốc. Số liệu lấy từ Quyết định số 3028/QĐ-UBND ngày "
    "21/9/2021 của UBND tỉnh Quảng Bình."
)
TARGETS = [  # Bắc Giang: indicator, unit, 2025, 2030
    ("Mức độ hài lòng của người dân, doanh nghiệp khi giải quyết thủ tục hành chính", "%", "≥ 90", "≥ 95"),
    ("Mức độ hài lòng đối với sự phục vụ của các cơ quan nhà nước", "%", "≥ 90", "≥ 95"),
    ("Thủ tục có nghĩa vụ tài chính cho phép thanh toán trực tuyến", "%", "≥ 80", "100"),
    ("Tỷ lệ giao dịch thanh toán trực tuyến", "%", "≥ 30", "≥ 50"),
]
ONLINE_WORK = [("Hồ sơ công việc xử lý trên môi trường mạng ở cấp tỉnh", 0.95, 1.0),
    ("Hồ sơ công việc xử lý trên môi trường mạng ở cấp huyện", 0.85, 1.0),
    ("Hồ sơ công việc xử lý trên môi trường mạng ở cấp xã", 0.65, 0.8)]  # fmt: skip


def main() -> None:
    """Write all five files."""
    make_docx(SAMPLES / "bac_giang_phu_luc_bang.docx")
    make_xlsx(SAMPLES / "bac_giang_moi_truong_mang.xlsx")
    make_html(SAMPLES / "bac_ninh_tin_so_hoa.html")
    make_pdf(SAMPLES / "quang_binh_ke_hoach_trich.pdf")
    make_tcvn3(SAMPLES / "lao_cai_ke_hoach_tcvn3.txt")


def make_docx(file: Path) -> None:
    """Write an appendix: head in a table without borders, a numbered list, a table with merged cells."""
    document = docx.Document()
    head = document.add_table(rows=1, cols=2)
    head.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nTỈNH BẮC GIANG"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    document.add_paragraph("PHỤ LỤC: CHỈ TIÊU CẢI CÁCH HÀNH CHÍNH")
    document.add_paragraph(ORIGIN)
    document.add_paragraph("Đến năm 2025, tỉnh phấn đấu:")
    document.add_paragraph("Tối thiểu 80% hồ sơ được luân chuyển nội bộ qua đường điện tử.", "List Number")
    document.add_paragraph("100% hộ gia đình được phủ mạng cáp quang.", "List Number")
    document.add_paragraph("Các chỉ tiêu khác nêu trong bảng:")
    table = document.add_table(rows=2 + len(TARGETS), cols=5, style="Table Grid")
    for column, name in enumerate(("TT", "Chỉ tiêu", "Đơn vị tính")):
        table.cell(0, column).merge(table.cell(1, column)).text = name
    table.cell(0, 3).merge(table.cell(0, 4)).text = "Mục tiêu"
    table.cell(1, 3).text, table.cell(1, 4).text = "Năm 2025", "Năm 2030"
    for number, row in enumerate(TARGETS, 1):
        for column, text in enumerate((str(number), *row)):
            table.cell(number + 1, column).text = text
    document.core_properties.created = document.core_properties.modified = DAY
    save(document.save, file)


def make_xlsx(file: Path) -> None:
    """Write a sheet of targets: percentages as numbers under a percent format, a heading over two years."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Chỉ tiêu"
    sheet.append(["MỤC TIÊU XỬ LÝ HỒ SƠ CÔNG VIỆC TRÊN MÔI TRƯỜNG MẠNG CỦA TỈNH BẮC GIANG"])
    sheet.append([ORIGIN])
    sheet.append(["TT", "Chỉ tiêu", "Đơn vị tính", "Mục tiêu"])
    sheet.append([None, None, None, 2025, 2030])
    for number, (indicator, first, second) in enumerate(ONLINE_WORK, 1):
        sheet.append([number, indicator, "%", first, second])
        for column in (4, 5):
            sheet.cell(sheet.max_row, column).number_format = "0%"
    for area in ("A1:E1", "A2:E2", "A3:A4", "B3:B4", "C3:C4", "D3:E3"):
        sheet.merge_cells(area)
    book.properties.created = book.properties.modified = DAY
    save(book.save, file)


def make_html(file: Path) -> None:
    """Write a news page with all that stands around the news on such a page."""
    menu = "".join(
        f'<li><a href="/{n}">{name}</a></li>' for n, name in enumerate(("Trang chủ", "Tin tức", "Văn bản"))
    )
    file.write_text(
        f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>Bắc Ninh số hóa kết quả thủ tục hành chính | Trang mẫu</title></head>
<body><header><div class="banner">TRANG MẪU CỦA THƯỚC ĐO</div><nav><ul>{menu}</ul></nav></header>
<div class="sidebar"><h3>Đọc nhiều</h3><ul><li><a href="/a">Một tỉnh khác đạt 99% hồ sơ đúng hạn</a></li></ul></div>
<main><article><h1>Bắc Ninh số hóa kết quả giải quyết thủ tục hành chính</h1>
<p class="date">Thứ Ba, 29/03/2022</p>
<p>(Bản diễn đạt lại do Thước đo soạn theo tin năm 2022 về Nghị quyết số 55-NQ/TU ngày 29/3/2022 của Tỉnh ủy Bắc Ninh;
không phải bản gốc.)</p>
<p>Nghị quyết đặt ra cho năm 2022 những mức số hóa kết quả giải quyết thủ tục hành chính còn hiệu lực như sau:</p>
<table border="1"><tr><th>TT</th><th>Chỉ tiêu</th><th>Đơn vị tính</th><th>Mục tiêu năm 2022</th></tr>
<tr><td>1</td><td>Tỷ lệ số hóa kết quả giải quyết thủ tục hành chính ở cấp tỉnh</td><td>%</td><td>50</td></tr>
<tr><td>2</td><td>Tỷ lệ số hóa kết quả giải quyết thủ tục hành chính ở cấp huyện</td><td>%</td><td>40</td></tr>
<tr><td>3</td><td>Tỷ lệ số hóa kết quả giải quyết thủ tục hành chính ở cấp xã</td><td>%</td><td>35</td></tr></table>
<p>Với phản ánh, kiến nghị gửi qua thiết bị di động, trước ngày 01/12/2022 các cơ quan cấp huyện, cấp xã phải tiếp nhận,
xử lý và trả lời 80% phản ánh, kiến nghị.</p></article></main>
<footer>Trang mẫu. Đã có 100% bài được soạn lại. Điện thoại: không có.</footer></body></html>
""",
        "utf-8",
    )


def make_pdf(file: Path) -> None:
    """Write two pages with a running head, page numbers, a footnote and a sentence cut by the page break."""
    page = fpdf.FPDF(format="A5")
    page.set_creation_date(DAY.replace(tzinfo=datetime.UTC))
    page.add_font("serif", "", FONT)
    page.set_auto_page_break(False)
    head = "Kế hoạch cải cách hành chính tỉnh Quảng Bình (trích)"
    first = (
        "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH TỈNH QUẢNG BÌNH (TRÍCH)\n"
        + ORIGIN_QUANG_BINH
        + "\nMục tiêu đến năm 2025:\n"
        "- Tối thiểu 80% hồ sơ thủ tục hành chính được luân chuyển nội bộ qua đường điện tử1.\n"
        "- Mức độ hài lòng của người dân, doanh nghiệp khi giải quyết thủ tục hành chính đạt tối thiểu 90%, trong đó "
        "với thủ tục đất đai, xây dựng và đầu tư đạt tối thiểu"
    )
    second = (
        "85%.\n- 90% thủ tục hành chính nội bộ được công bố, công khai.\n"
        "- Hồ sơ được giải quyết trực tuyến ở mức độ 3, mức độ 4 chiếm ít nhất 50% số hồ sơ tiếp nhận."
    )
    note = "1 Không tính hồ sơ có yếu tố bí mật nhà nước."
    for number, (text, foot) in enumerate(((first, note), (second, "")), 1):
        page.add_page()
        page.set_font("serif", size=8)
        page.cell(0, 6, head, new_x="LMARGIN", new_y="NEXT", align="C")
        page.set_font("serif", size=11)
        page.multi_cell(0, 6, text, align="L")
        page.set_font("serif", size=8)
        page.set_y(-30)
        page.cell(0, 5, foot, new_x="LMARGIN", new_y="NEXT")
        page.set_y(-15)
        page.cell(0, 5, str(number), align="C")
    file.write_bytes(bytes(page.output()))


def make_tcvn3(file: Path) -> None:
    """Write the sample of Lào Cai once more, in the encoding of the fonts .VnTime."""
    with LETTERS.open(encoding="utf-8", newline="") as table:
        codes = {
            row["letter"]: int(row["written"].removeprefix("U+"), 16)
            for row in csv.DictReader(table)
            if row["encoding"] == "tcvn3"
        }
    text = (SAMPLES / "lao_cai_ke_hoach_2021.txt").read_text("utf-8")
    file.write_bytes(bytes(codes.get(letter) or codes.get(letter.lower()) or ord(letter) for letter in text))


def save(write: object, file: Path) -> None:
    """Save an archive with the same times every time."""
    made = BytesIO()
    write(made)  # type: ignore[operator]
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-11-23T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(member.filename, (2026, 11, 23, 0, 0, 0)), content, 8)


if __name__ == "__main__":
    main()

"""Make the samples of indicator exports, each in the raw shape in which its publisher's tables are met.

Run ``python samples/make_export_samples.py`` from the repository's folder in the development environment, after
a change here. The figures, one a row, lie in tests/exports/sample_figures; headings and layout are ours.
"""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from pathlib import Path

import xlsxwriter
from make_binary_samples import DAY, SAMPLES

FIGURES = SAMPLES.parent / "tests" / "exports" / "sample_figures"
ORIGIN = "Bản trích do Thước đo soạn theo dạng bảng thường gặp, không phải bản gốc; nguồn ở tệp .source.md kèm theo."
Cells = dict[
    tuple[str, str], dict[str, str]
]  # year and province -> indicator (a derived one with *) -> as printed

PCI = {  # heading as printed, above the pair of columns
    "pci_entry_costs": "Gia nhập\n thị trường",
    "pci_land_access": "Tiếp cận \nđất đai",
    "pci_transparency": "Tính minh bạch",
    "pci_time_costs": "Chi phí  thời gian",
    "pci_informal_charges": "Chi phí không\nchính thức",
    "pci_policy_bias": "Cạnh tranh bình đẳng",
    "pci_proactivity": "Tính năng động",
    "pci_business_support": "Dịch vụ hỗ trợ\n doanh nghiệp",
    "pci_labor_training": "Đào tạo lao động",
    "pci_legal_institutions": "Thiết chế\npháp lý",
    "pci_score": "Điểm PCI",
}
PCI_NAMES = {  # as the workbooks print them
    "2008": {"Thừa Thiên Huế": "TT-Huế", "Hồ Chí Minh": "Tp.HCM", "Đồng Nai": "Dong Nai",
             "Nghệ An": "Nghe An", "Quảng Nam": "Quảng Nam  "},
    "2013": {"Thừa Thiên Huế": "TT- Huế", "Hồ Chí Minh": "Tp.HCM", "Lào Cai": "Lào Cai "},
}  # fmt: skip
PAPI = {  # heading in English, heading in Vietnamese; the parts of a dimension follow it
    "papi_participation": ("Participation at Local Levels", "Tham gia của người dân ở cấp cơ sở"),
    "papi_sc11": ("Civic Knowledge", "Tri thức công dân"),
    "papi_transparency": ("Transparency", "Công khai, minh bạch"),
    "papi_vertical_accountability": ("Vertical Accountability", "Trách nhiệm giải trình với người dân"),
    "papi_control_of_corruption": ("Control of Corruption", "Kiểm soát tham nhũng trong khu vực công"),
    "papi_administrative_procedures": ("Public Administrative Procedures", "Thủ tục hành chính công"),
    "papi_public_service_delivery": ("Public Service Delivery", "Cung ứng dịch vụ công"),
    "papi_environmental_governance": ("Environmental Governance", "Quản trị môi trường"),
    "papi_e_governance": ("E-Governance", "Quản trị điện tử"),
}
PAPI_SINCE_2018 = ("papi_environmental_governance", "papi_e_governance")
PAPI_HEADED = {"2023": "2021"}  # a sheet made from the one before it whose heading still names that year
DTI = {
    "TinhThanh": "",
    "DTI_Tong": "dti_score",
    "DTI_ChinhQuyenSo": "dti_digital_government",
    "DTI_KinhTeSo": "dti_digital_economy",
    "DTI_XaHoiSo": "dti_digital_society",
    "HaTangSo": "dti_digital_infrastructure",
    "XepHang": "dti_rank",
    "XepHang_TinhLai": "dti_rank*",
}
CITIES = ("Hà Nội", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ")


def main() -> None:
    """Write all six files."""
    pci = figures("pci")
    make_pci(SAMPLES / "pci_2008_trich.xlsx", pci, "2008")
    make_pci(SAMPLES / "pci_2013_trich.xlsx", pci, "2013")
    make_papi(SAMPLES / "papi_trich.xlsx", figures("papi"), codes("papi"))
    make_dti(SAMPLES / "dti_trich.csv", figures("dti"))
    make_par_index(SAMPLES / "par_index_trich.html", figures("par_index"))
    make_sipas(SAMPLES / "sipas_trich.csv", figures("sipas"))


def figures(index: str) -> Cells:
    """Return the figures of an index by year and province."""
    found: Cells = defaultdict(dict)
    for row in _rows(index):
        name = row["indicator"] + ("*" if row["is_derived"] else "")
        found[row["year"], row["province"]][name] = row["value"]
    return found


def codes(index: str) -> dict[str, str]:
    """Return the code of each province, in the order of the codes."""
    return {row["province"]: row["gso_code"] for row in sorted(_rows(index), key=lambda row: row["gso_code"])}


def _rows(index: str) -> list[dict[str, str]]:
    with (FIGURES / f"{index}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- shape 1: ranked pairs of columns ---


def make_pci(file: Path, pci: Cells, year: str) -> None:
    """Write a workbook of pairs: names and figures side by side, each pair sorted by itself; a look-up below."""
    pairs = {
        name: heading
        for name, heading in PCI.items()
        if any(name in pci[key] for key in pci if key[0] == year)
    }
    headings = _heading_of_pairs(list(pairs.values()), year)
    ranked = [_ranked(pci, year, name) for name in pairs]
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"created": DAY, "comments": ORIGIN})
        sheet = book.add_worksheet("Summary_VN")
        for line, row in enumerate([*headings, *_numbered(ranked)]):
            sheet.write_row(line, 0, row)
        _look_up(sheet, len(headings), ranked, list(pairs.values()))
        book.add_worksheet("Ghi chú").write_string(0, 0, ORIGIN)


def _numbered(ranked: list[list[tuple[str, float]]]) -> list[list[object]]:
    rows = zip(*ranked, strict=True)
    return [[number, *(cell for pair in row for cell in pair)] for number, row in enumerate(rows, 1)]


def _heading_of_pairs(headings: list[str], year: str) -> list[list[object]]:
    """Return the heading: above the first column of each pair, but for the first; in 2008 on a row of its own."""
    if year == "2008":
        above = [cell for heading in headings for cell in (heading, None)]
        below = [cell for _ in headings for cell in ("Tỉnh", "Điểm")]
        return [[None, *above], ["Thứ tự", *below]]
    rest = [cell for heading in headings[1:] for cell in (heading, None)]
    return [["Thứ tự", "Tỉnh", headings[0], *rest]]


def _ranked(pci: Cells, year: str, indicator: str) -> list[tuple[str, float]]:
    """Return the names, as this workbook writes them, and figures of one pair, best first."""
    found = [
        (PCI_NAMES[year].get(province, province), float(cells[indicator]))
        for (of_year, province), cells in pci.items()
        if of_year == year
    ]
    if year == "2013":  # most names are decomposed there
        found = [(unicodedata.normalize("NFD", name), number) for name, number in found]
    return sorted(found, key=lambda pair: -pair[1])


def _look_up(
    sheet: xlsxwriter.worksheet.Worksheet,
    first: int,
    ranked: list[list[tuple[str, float]]],
    headings: list[str],
) -> None:
    """Write the foot: a blank row, the heading once more, and a province's figures looked up by formulas."""
    last = first + len(ranked[0]) - 1
    sheet.write_row(last + 2, 0, _heading_of_pairs(headings, "")[0])
    sheet.write_string(last + 3, 1, "Hà Nội")
    for pair, found in enumerate(ranked):
        names = xlsxwriter.utility.xl_range_abs(first, 2 * pair + 1, last, 2 * pair + 1)
        numbers = xlsxwriter.utility.xl_range_abs(first, 2 * pair + 2, last, 2 * pair + 2)
        number = next(number for name, number in found if unicodedata.normalize("NFC", name) == "Hà Nội")
        sheet.write_formula(last + 3, 2 * pair + 2, f"=SUMIF({names},$B${last + 4},{numbers})", value=number)


# --- shape 3: one sheet per year, totals as formulas ---


def make_papi(file: Path, papi: Cells, provinces: dict[str, str]) -> None:
    """Write a workbook with a sheet for each year, two rows of headings and totals as formulas with their values."""
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"created": DAY, "comments": ORIGIN})
        for year in sorted({year for year, _ in papi}):
            _papi_sheet(book.add_worksheet(f"{year}_PAPI"), year, papi, provinces)
        book.add_worksheet("Ghi chú").write_string(0, 0, ORIGIN)


def _papi_sheet(
    sheet: xlsxwriter.worksheet.Worksheet, year: str, papi: Cells, provinces: dict[str, str]
) -> None:
    indicators = [name for name in PAPI if year >= "2018" or name not in PAPI_SINCE_2018]
    total = 3 + len(indicators)
    sheet.write_row(0, 0, ["tinhid", "tentinh_eng", "tentinh_vie", *(PAPI[name][0] for name in indicators)])
    sheet.write_row(1, 0, ["tinhid", "tentinh_eng", "tentinh_vie", *(PAPI[name][1] for name in indicators)])
    sheet.write_string(0, total, f"Un-weighted {PAPI_HEADED.get(year, year)} PAPI")
    summed = [column for column, name in enumerate(indicators, 3) if name != "papi_sc11"]
    for line, (province, code) in enumerate(provinces.items(), 2):
        cells = papi.get((year, province), {})
        sheet.write_row(line, 0, [int(code), _without_marks(province), province])
        for column, name in enumerate(indicators, 3):
            if name in cells:
                sheet.write_number(line, column, float(cells[name]))
        if "papi_score" in cells or not cells:  # a province without results totals 0
            formula = "=" + "+".join(xlsxwriter.utility.xl_rowcol_to_cell(line, column) for column in summed)
            sheet.write_formula(line, total, formula, value=float(cells.get("papi_score", 0)))
    columns = [*indicators, "papi_score"]
    _papi_foot(sheet, 2 + len(provinces), [_highest(papi, year, name) for name in columns])


def _papi_foot(sheet: xlsxwriter.worksheet.Worksheet, below: int, highest: list[float]) -> None:
    sheet.write_row(below, 0, [999, "Highest", "Điểm cao nhất"])
    for column, number in enumerate(highest, 3):
        top = xlsxwriter.utility.xl_rowcol_to_cell(2, column)
        end = xlsxwriter.utility.xl_rowcol_to_cell(below - 1, column)
        sheet.write_formula(below, column, f"=PERCENTILE({top}:{end},1)", value=number)


def _highest(papi: Cells, year: str, name: str) -> float:
    return max(float(cells[name]) for (of, _), cells in papi.items() if of == year and name in cells)


def _without_marks(name: str) -> str:
    bare = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


# --- shape 4: the dump of a portal ---


def make_dti(file: Path, dti: Cells) -> None:
    """Write a CSV with a byte order mark, the years one below the other, names with their titles."""
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow([*DTI, "Nam"])
        for year in sorted({year for year, _ in dti}):
            of_year = [(province, cells) for (of, province), cells in dti.items() if of == year]
            for province, cells in sorted(of_year, key=lambda row: row[1]["dti_score"], reverse=True):
                numbers = [cells.get(name, "") for name in list(DTI.values())[1:]]
                writer.writerow([_titled(province, year), *numbers, year])


def _titled(province: str, year: str) -> str:
    if province == "Thừa Thiên Huế" and year == "2024":
        return "TP. Huế"  # what it became on 1 January 2025
    return f"TP. {province}" if province in CITIES else f"UBND tỉnh {province}"


# --- shape 5: a web page, rank and score in one cell ---


def make_par_index(file: Path, par_index: Cells) -> None:
    """Write a page with a menu, a table that sets the page, and the table: "01 (91,80%)"."""
    years = sorted({year for year, _ in par_index})
    body = "\n".join(line for year in years for line in _par_index_rows(par_index, year))
    file.write_text(
        f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>PAR INDEX qua các năm (trích) | Trang mẫu</title></head>
<body><header><div class="banner">TRANG MẪU CỦA THƯỚC ĐO</div>
<nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/tin">Tin tức</a></li><li><a href="/chi-so">Chỉ số</a></li></ul></nav></header>
<table class="layout"><tr><td>Thứ Hai</td><td>23/11/2026</td></tr><tr><td>Cỡ chữ</td><td>A A A</td></tr></table>
<main><h1>Chỉ số cải cách hành chính (PAR INDEX) của một số tỉnh, thành phố</h1>
<p>{escape(ORIGIN)}</p>
<table border="1">
<caption>Xếp hạng và kết quả theo năm; dấu … là chưa có số</caption>
<tr><th>TT</th><th>Năm</th><th>Tỉnh,<br>thành phố</th><th>Xếp hạng (kết quả)</th></tr>
{body}
</table></main>
<footer>Trang mẫu. Điện thoại: không có.</footer></body></html>
""",
        "utf-8",
    )


def _par_index_rows(par_index: Cells, year: str) -> Iterator[str]:
    of_year = [(province, cells) for (of, province), cells in par_index.items() if of == year]
    of_year.sort(key=lambda row: int(row[1].get("par_index_rank", 99)))
    for number, (province, cells) in enumerate(of_year, 1):
        rank = cells.get("par_index_rank", "…").zfill(2) if "par_index_rank" in cells else "…"
        score = cells["par_index_score"].replace(".", ",") + "%" if "par_index_score" in cells else "…"
        merged = f'<td rowspan="{len(of_year)}">{year}</td>' if number == 1 else ""
        yield f"<tr><td>{number}</td>{merged}<td>{escape(province)}</td><td>{rank} ({score})</td></tr>"


# --- shape 6: years across ---


def make_sipas(file: Path, sipas: Cells) -> None:
    """Write a CSV of provinces with a score and a rank for each year, the last year first."""
    years = sorted({year for year, _ in sipas}, reverse=True)
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow([ORIGIN])
        writer.writerow(
            ["Tỉnh thành", *(cell for year in years for cell in (f"SIPAS {year} (%)", f"Hạng {year}"))]
        )
        for province in codes("sipas"):
            row = [province]
            for year in years:
                cells = sipas.get((year, province), {})
                row.append(cells.get("service_satisfaction", "N/A").replace(".", ","))
                row.append(cells.get("sipas_rank", "N/A"))
            writer.writerow(row)


if __name__ == "__main__":
    main()

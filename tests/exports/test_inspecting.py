"""Inspecting: an unknown table is looked at, and the entry that is proposed reads its figures."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import localities
from ingest.catalog import load_catalogue
from ingest.cli import main
from ingest.exports.inspecting import Inspection, Known, entry_of, inspect_file
from ingest.exports.inspecting.tables import Column
from ingest.localities import PROVINCE
from ingest.readers import Unreadable
from tests.exports.reading import read_file
from tests.exports.test_layouts import workbook

Figure = tuple[str, str, int, float]  # indicator, code of the locality, year, value


def inspected(file: Path, **known: Any) -> Inspection:
    return inspect_file(file, Known(**known))


def mapping_of(file: Path, **known: Any) -> dict[str, Any]:
    """Return the mapping of the entry that is proposed for a file, as a catalogue accepts it."""
    catalogue = file.parent / "catalogue.yml"
    entry = entry_of(inspected(file, **known), Known(**known), file.name)
    catalogue.write_text(f"version: 1\nname: tried\nsources:\n{entry}", "utf-8")
    load_catalogue(catalogue)
    mapping: dict[str, Any] = yaml.safe_load(entry)[0]["mapping"]
    return mapping


def figures(file: Path, **known: Any) -> list[Figure]:
    """Return the figures of a file, read by what is proposed for it."""
    read = read_file(file, mapping_of(file, **known))
    assert (read.outcome.problems, read.outcome.violations) == (0, ()), read.outcome
    return sorted(read.figures("indicator", "locality_code", "year", "value"))


def text(folder: Path, name: str, *lines: str) -> Path:
    file = folder / name
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


# ---- the shapes in which exports are published ----


def test_ranked_column_pairs(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Thứ tự", "Tỉnh", "Gia nhập\n thị trường", None, "Tiếp cận \nđất đai"],
        [1, "Lào Cai", 9.4052, "Long An", 8.3747],
        [2, "Điện Biên", 9.3682, "Lào Cai", 7.9493],
        [3, "Long An", 8.1, "Điện Biên", 7.5],
        [],
        ["Thứ tự", "Tỉnh", "Gia nhập\n thị trường", None, "Tiếp cận \nđất đai"],
        [None, "Hà Nội", 8.9748, None, 4.9434],
    ]
    file = workbook(tmp_path, {"Summary_VN": rows}).rename(tmp_path / "PCI_2010.xlsx")
    assert figures(file) == [
        ("pci_entry_costs", "10", 2010, 9.4052),
        ("pci_entry_costs", "11", 2010, 9.3682),
        ("pci_entry_costs", "80", 2010, 8.1),
        ("pci_land_access", "10", 2010, 7.9493),
        ("pci_land_access", "11", 2010, 7.5),
        ("pci_land_access", "80", 2010, 8.3747),
    ]


def test_a_page_says_title_and_year_above_its_table(tmp_path: Path) -> None:
    page = (
        "<html><title>Cổng thông tin</title><table><tr><td>Trang chủ<td>Tin tức</table>"
        "<h1>Kết quả xếp hạng DTI các địa phương năm 2025</h1>"
        "<table><tr><th>STT<th>Tỉnh, thành phố<th>Giá trị DTI"
        "<tr><td>1<td>Huế<td>88,25<tr><td>2<td>Hà Nội<td>79,5</table><h2>Liên hệ năm 2030</h2></html>"
    )
    file = text(tmp_path, "trang.html", page)
    assert figures(file) == [("dti_score", "01", 2025, 79.5), ("dti_score", "46", 2025, 88.25)]
    assert "title: Kết quả xếp hạng DTI các địa phương năm 2025" in entry_of(inspected(file), Known(), "a")


def test_a_table_without_headings_is_told_what_it_lacks(tmp_path: Path) -> None:
    file = text(tmp_path, "a.csv", "Huế,2023,80.5", "Hà Nội,2023,79", "Bắc Ninh,2023,78")
    given = {
        "locality": "Tỉnh",
        "year": "Năm",
        "values": [{"column": "Điểm", "indicator": "dti_score", "unit": "score"}],
    }
    with pytest.raises(Unreadable, match="no heading was found.*or put a row of headings above the table"):
        read_file(file, given)


def test_pairs_named_above_and_labelled_alike(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [None, "Gia nhập\n thị trường", None, "Tiếp cận \nđất đai", None],
        ["Thứ tự", "Tỉnh", "Điểm", "Tỉnh", "Điểm"],
        [1, "Quảng Nam  ", 8.9857, "Bắc Ninh", 7.385],
        [2, "Nghe An", 8.7254, "Quảng Nam", 7.1393],
        [3, "Bắc Ninh", 8.6887, "Nghệ An", 6.8972],
    ]
    found = figures(workbook(tmp_path, {"PCI": rows}), year=2008)
    assert [figure for figure in found if figure[1] == "27"] == [
        ("pci_entry_costs", "27", 2008, 8.6887),
        ("pci_land_access", "27", 2008, 7.385),
    ]
    assert len(found) == 6


def test_a_group_row_with_merged_cells_above_and_medians_below(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Bìa", 0).append(["Báo cáo PCI"])
    sheet = book.worksheets[1]
    for row in (
        ["CHỈ SỐ NĂNG LỰC CẠNH TRANH CẤP TỈNH NĂM 2006"],
        [None, None, "Chỉ số thành phần", None, "Tổng hợp", None],
        ["Tỉnh, thành phố", "Vùng", "Chi phí gia nhập thị trường", "Tính minh bạch", "PCI", "Thứ hạng"],
        ["Cần Thơ", "1. Thành phố lớn", 6.1279, 5.5, 58.3, 11],
        ["Hà Tây", "2. Tỉnh", 6.2, 4.9, 40.7, 62],
        [],
        [None, None, None, "Trung vị", 52.4, None],
    ):
        sheet.append(row)
    sheet.merge_cells("C2:D2")
    sheet.merge_cells("E2:F2")
    file = tmp_path / "export.xlsx"
    book.save(file)
    assert figures(file) == [
        ("pci_entry_costs", "28", 2006, 6.2),
        ("pci_entry_costs", "92", 2006, 6.1279),
        ("pci_rank", "28", 2006, 62),
        ("pci_rank", "92", 2006, 11),
        ("pci_score", "28", 2006, 40.7),
        ("pci_score", "92", 2006, 58.3),
        ("pci_transparency", "28", 2006, 4.9),
        ("pci_transparency", "92", 2006, 5.5),
    ]


def test_one_sheet_per_year_with_headings_in_two_languages(tmp_path: Path) -> None:
    head: list[list[object]] = [
        ["tinhid", "tentinh_eng", "tentinh_vie", "Participation at Local Levels", "Un-weighted PAPI"],
        ["tinhid", "tentinh_eng", "tentinh_vie", "Tham gia của người dân ở cấp cơ sở", "PAPI"],
    ]
    foot: list[list[object]] = [[], [999, "Highest", "Điểm cao nhất", 6.6, 40.0]]
    sheets = {
        "2013_PAPI": [
            *head,
            [1, "Ha Noi", "Hà Nội", 5.2, 36.1],
            [2, "Ha Giang", "Hà Giang", 5.0, 34.2],
            [4, "Cao Bang", "Cao Bằng", 5.1, 33.0],
            *foot,
        ],
        "2014_PAPI": [
            *head,
            [1, "Ha Noi", "Hà Nội", 5.3, 36.4],
            [2, "Ha Giang", "Hà Giang", None, 0],
            [4, "Cao Bang", "Cao Bằng", 5.0, 33.1],
            *foot,
        ],
    }
    found = figures(workbook(tmp_path, sheets))
    assert [figure for figure in found if figure[0] == "papi_score"] == [
        ("papi_score", "01", 2013, 36.1),
        ("papi_score", "01", 2014, 36.4),
        ("papi_score", "02", 2013, 34.2),
        ("papi_score", "04", 2013, 33.0),
        ("papi_score", "04", 2014, 33.1),
    ]
    assert len([figure for figure in found if figure[0] == "papi_participation"]) == 5


def test_the_csv_dump_of_a_portal(tmp_path: Path) -> None:
    file = text(
        tmp_path,
        "bang_1.csv",
        "\ufeffTinhThanh,DTI_Tong,DTI_ChinhQuyenSo,DTI_KinhTeSo,DTI_XaHoiSo,HaTangSo,Nam",
        "TP. Đà Nẵng,0.8002,0.8575,0.7836,0.5197,0.8253,2022",
        "UBND tỉnh Lào Cai,0.71,0.72,0.73,0.74,0.75,2022",
    )
    assert figures(file)[:4] == [
        ("dti_digital_economy", "10", 2022, 0.73),
        ("dti_digital_economy", "48", 2022, 0.7836),
        ("dti_digital_government", "10", 2022, 0.72),
        ("dti_digital_government", "48", 2022, 0.8575),
    ]
    assert {code for code, *_ in figures(file)} >= {"dti_score", "dti_digital_society"}


def test_the_reply_of_a_portal_in_boundaries_of_today(tmp_path: Path) -> None:
    places = [place for place in localities.localities(PROVINCE) if place.units == "34"]
    records = [
        {
            "ID": f"a{number}",
            "TEN": f"UBND tỉnh {place.name}",
            "TONG_SCORE": f"{60 + number / 10}",
            "CKMB": "9.24",
        }
        for number, place in enumerate(places)
    ]
    file = text(tmp_path, "766_2024.json", json.dumps(records, ensure_ascii=False))
    mapping = mapping_of(file)
    assert str(mapping["boundaries_on"]) == "2025-07-01"
    assert mapping["contract"] == {"localities": 34}
    assert {(code, year) for code, _, year, _ in figures(file)} == {
        ("dvc_766_score", 2024),
        ("dvc_766_transparency", 2024),
    }


def test_rank_and_score_in_one_cell_of_a_web_page(tmp_path: Path) -> None:
    rows = [
        ("Thừa Thiên Huế", "01 (0,727)"),
        ("Đà Nẵng", "02 (0,716)"),
        ("Hà Nội", "12 (0,601)"),
        ("Lào Cai", "20 (…)"),
    ]
    cells = "".join(f"<tr><td>{n + 1}</td><td>{a}</td><td>{b}</td></tr>" for n, (a, b) in enumerate(rows))
    file = text(
        tmp_path,
        "egov_application_2017.html",
        "<html><body><table><tr><th>TT</th><th>Tỉnh, thành phố</th><th>Xếp hạng (điểm)</th></tr>",
        cells,
        "</table></body></html>",
    )
    assert figures(file) == [
        ("egov_2017_rank", "01", 2017, 12),
        ("egov_2017_rank", "10", 2017, 20),
        ("egov_2017_rank", "46", 2017, 1),
        ("egov_2017_rank", "48", 2017, 2),
        ("egov_2017_score", "01", 2017, 0.601),
        ("egov_2017_score", "46", 2017, 0.727),
        ("egov_2017_score", "48", 2017, 0.716),
    ]


def test_a_profile_with_years_across(tmp_path: Path) -> None:
    file = text(
        tmp_path,
        "quang_ninh.csv",
        "PCI tỉnh Quảng Ninh 2008 - 2022,,,",
        "Chỉ số,2022,2009,2008",
        "Gia nhập thị trường,6.95,8.81,7.54",
        "Cạnh tranh bình đẳng,5.28,N/A,8.07",
        "PCI,66.30,53.30,52.49",
        "Xếp hạng,24,53,34",
    )
    found = figures(file)
    assert {place for _, place, _, _ in found} == {"22"}
    assert [(code, year, value) for code, _, year, value in found][3:] == [
        ("pci_policy_bias", 2008, 8.07),
        ("pci_policy_bias", 2022, 5.28),
        ("pci_rank", 2008, 34),
        ("pci_rank", 2009, 53),
        ("pci_rank", 2022, 24),
        ("pci_score", 2008, 52.49),
        ("pci_score", 2009, 53.3),
        ("pci_score", 2022, 66.3),
    ]


def test_score_and_rank_under_each_year_and_mixed_marks(tmp_path: Path) -> None:
    file = text(
        tmp_path,
        "sipas.csv",
        "Tỉnh;2021;;2022;",
        ";Điểm;Hạng;Điểm;Hạng",
        "Quảng Ninh;95,26;1;92.6;1",
        "Bắc Giang;87.98;08/63;8,59;10/63",
    )
    assert figures(file) == [
        ("service_satisfaction", "22", 2021, 95.26),
        ("service_satisfaction", "22", 2022, 92.6),
        ("service_satisfaction", "24", 2021, 87.98),
        ("service_satisfaction", "24", 2022, 8.59),
        ("sipas_rank", "22", 2021, 1),
        ("sipas_rank", "22", 2022, 1),
        ("sipas_rank", "24", 2021, 8),
        ("sipas_rank", "24", 2022, 10),
    ]
    entry = entry_of(inspect_file(file, Known()), Known(), file.name)
    assert "  # index: sipas  # where these are its figures, not another survey's\n  mapping:\n" in entry


def test_an_appendix_with_three_rows_of_headings_their_numbers_and_regions(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Phụ lục III"],
        ["CHỈ SỐ HÀI LÒNG (SIPAS) CỦA CÁC TỈNH, THÀNH PHỐ"],
        [],
        ["STT", "Địa phương", "Kết quả các năm", None, None, None, "Ghi chú"],
        [None, None, "Năm 2022", None, "Năm 2023"],
        [None, None, "Chỉ số (%)", "Xếp hạng", "Chỉ số (%)", "Xếp hạng"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        ["I", "Đồng bằng sông Hồng", "82,1", None, "83,0", None],
        [1, "TP. Hà Nội", "80,12", "40/63", "83,01", "28/63"],
        [2, "Hải Phòng", "89,2%", "2/63", "…", "KXĐ", "dẫn đầu vùng"],
        [],
        ["Ghi chú: số liệu do Bộ Nội vụ công bố"],
    ):
        sheet.append(row)
    for merged in ("A4:A6", "B4:B6", "C4:F4", "C5:D5", "E5:F5", "G4:G6"):
        sheet.merge_cells(merged)
    file = tmp_path / "phu_luc_3.xlsx"
    book.save(file)
    read = read_file(file, mapping_of(file))
    assert sorted(read.figures("indicator", "locality_text", "year", "value"))[:3] == [
        ("service_satisfaction", "Hải Phòng", 2022, 89.2),
        ("service_satisfaction", "TP. Hà Nội", 2022, 80.12),
        ("service_satisfaction", "TP. Hà Nội", 2023, 83.01),
    ]
    assert read.outcome.figures == 8
    assert {row["locality_text"] for row in read.rows if row["problem"]} == {"Đồng bằng sông Hồng"}


def test_a_column_that_came_in_a_later_year(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Tỉnh", "PCI 2021"], ["Hà Nội", 66.7], ["Huế", 69.4]]
    later: list[list[object]] = [["Tỉnh", "PCI 2022", "Xếp hạng"], ["Hà Nội", 66.9, 20], ["Huế", 69.8, 6]]
    assert figures(workbook(tmp_path, {"2021": rows, "2022": later})) == [
        ("pci_rank", "01", 2022, 20),
        ("pci_rank", "46", 2022, 6),
        ("pci_score", "01", 2021, 66.7),
        ("pci_score", "01", 2022, 66.9),
        ("pci_score", "46", 2021, 69.4),
        ("pci_score", "46", 2022, 69.8),
    ]


def test_a_stata_panel(tmp_path: Path) -> None:
    file = tmp_path / "pci_panel.dta"
    panel = pandas.DataFrame(
        {
            "province": ["Ha Noi", "Hau Giang"] * 2,
            "year": [2016, 2016, 2017, 2017],
            "pci": [60.74, 59.1, 64.7, 62],
        }
    )
    panel.astype({"pci": "float32"}).to_stata(file, write_index=False)
    assert figures(file) == [
        ("pci_score", "01", 2016, pytest.approx(60.74)),
        ("pci_score", "01", 2017, pytest.approx(64.7)),
        ("pci_score", "93", 2016, pytest.approx(59.1)),
        ("pci_score", "93", 2017, 62),
    ]


def test_a_long_table_by_codes(tmp_path: Path) -> None:
    lines = [
        f"P{code:02},{year},{part},{code / 10 + year / 1000:.3f}"
        for code in (1, 2, 15)
        for year in (2021, 2022)
        for part in ("SC11", "SC82")
    ]
    file = text(tmp_path, "papi_parts.csv", "code,year,sub_code,score", *lines)
    found = figures(file)
    assert len(found) == len(lines)
    assert {code for code, *_ in found} == {"papi_sc11", "papi_sc82"}


# ---- any table of provinces and numbers ----

PLACES = sorted({place.name for place in localities.localities(PROVINCE) if place.units == "63"})
SCORES = st.integers(1000, 9999).map(lambda number: number / 100)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, dict[tuple[str, int], float], str]:
    """A delimited text of provinces, years and scores, wide or long, and the figures in it."""
    places = draw(st.lists(st.sampled_from(PLACES), min_size=3, max_size=63, unique=True))
    years = draw(st.lists(st.integers(2012, 2024), min_size=2, max_size=5, unique=True))
    expected = {(place, year): draw(SCORES) for place in places for year in years}
    delimiter, mark = draw(
        st.sampled_from([(";", ","), ("\t", ","), ("|", "."), (",", "."), (",", ","), ("\t", ".")])
    )
    written = {key: f"{value:.2f}".replace(".", mark) for key, value in expected.items()}
    if draw(st.booleans()):
        rows = [
            ["Tỉnh", *map(str, years)],
            *([place, *(written[place, year] for year in years)] for place in places),
        ]
    else:
        rows = [["Năm", "Địa phương", "Điểm PAR INDEX"]]
        rows += [[str(year), place, cell] for (place, year), cell in written.items()]
    if draw(st.booleans()):
        rows = [["STT", *rows[0]], *([str(number + 1), *row] for number, row in enumerate(rows[1:]))]
    return _written(rows, delimiter), expected, mark


def _written(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


@settings(max_examples=40, deadline=None)
@given(tables())
def test_any_table_of_provinces_and_numbers_comes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[str, dict[tuple[str, int], float], str]
) -> None:
    written, expected, _ = table
    file = tmp_path_factory.mktemp("export") / "par_index.csv"
    file.write_text(written, "utf-8")
    read = read_file(file, mapping_of(file))
    found = {(row["locality_text"], row["year"]): row["value"] for row in read.rows}
    assert found == expected
    assert (read.outcome.problems, read.outcome.violations) == (0, ())
    assert {row["indicator"] for row in read.rows} == {"par_index_score"}


# ---- what is not sure, and the command ----


def test_what_nothing_fits_is_left_out_and_said(tmp_path: Path) -> None:
    file = text(tmp_path, "pci.csv", "Tỉnh,Năm,PCI,Số cơn bão", "Hà Nội,2022,66.7,3", "Huế,2022,69.4,5")
    entry = entry_of(inspected(file), Known(), file.name)
    assert "# - {column: Số cơn bão, indicator: " in entry
    assert "nothing in the codebook fits its heading" in entry
    assert figures(file) == [("pci_score", "01", 2022, 66.7), ("pci_score", "46", 2022, 69.4)]
    assert len(figures(file, indicators={"Số cơn bão": "other"})) == 4


def test_names_that_do_not_resolve_are_reported_with_the_nearest(tmp_path: Path) -> None:
    file = text(tmp_path, "pci.csv", "Tỉnh,Năm,PCI", "Hà Nội,2022,66.7", "Hà Nộii,2022,60", "Huế,2022,60")
    found = inspected(file)
    assert found.proposal
    assert "nearest: Hà Nội" in found.proposal.boundaries.unknown["Hà Nộii"]
    assert found.trial and (found.trial.good, found.trial.outcome.problems) == (2, 1)


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(main, ["inspect", *map(str, arguments)])


def test_one_command_adds_an_export(tmp_path: Path) -> None:
    first = text(tmp_path, "pci.csv", "Tỉnh,Năm,PCI", "Hà Nội,2022,66.7", "Huế,2022,69.4")
    second = text(tmp_path, "papi.csv", "Tỉnh,Năm,PAPI", "Hà Nội,2022,43.2", "Huế,2022,44.4")
    catalogue = tmp_path / "mine.yml"
    for file in (first, second):
        result = run(file, "--write", catalogue, "--publisher", "VCCI")
        assert result.exit_code == 0, result.output
    found = load_catalogue(catalogue)
    assert [(source.id, source.path) for source in found.sources] == [
        ("pci", "pci.csv"),
        ("papi", "papi.csv"),
    ]
    again = run(first, "--write", catalogue)
    assert again.exit_code == 1
    assert "id `pci` is taken" in again.stderr
    assert load_catalogue(catalogue).sources == found.sources


@st.composite
def lists(draw: st.DrawFn) -> tuple[list[list[object]], dict[str, float]]:
    """Return the rows of a ranking printed in lists side by side, and the score of each province."""
    count = draw(st.integers(min_value=2, max_value=3))
    places = draw(st.lists(st.sampled_from(PLACES), min_size=3 * count, max_size=20, unique=True))
    scores = [draw(SCORES) for _ in places]
    title: list[list[object]] = [["BẢNG XẾP HẠNG PCI"], []] if draw(st.booleans()) else []
    gap: list[object] = [None] * draw(st.integers(min_value=0, max_value=2))  # empty columns between
    height = -(-len(places) // count)
    entries: list[list[object]] = [
        [rank, place, score] for rank, (place, score) in enumerate(zip(places, scores, strict=True), 1)
    ]
    rows: list[list[object]] = [*title, [cell for _ in range(count) for cell in ("TT", "Tỉnh", "Điểm", *gap)]]
    for line in range(height):
        parts = [entries[line + part * height : line + part * height + 1] for part in range(count)]
        rows.append([cell for part in parts for cell in (*(part[0] if part else [None] * 3), *gap)])
    foot: list[list[object]] = [[], ["Nguồn: tự lập"]] if draw(st.booleans()) else []
    return [*rows, *foot], dict(zip(places, scores, strict=True))


def looked_at(file: Path) -> Sequence[Column]:
    """Return the columns of a file's only table, as they are seen."""
    (seen,) = inspected(file, year=2022).seen
    assert seen.table
    return seen.table.columns


@settings(max_examples=25, deadline=None)
@given(printed=lists())
def test_a_list_that_goes_on_beside_itself_comes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, printed: tuple[list[list[object]], dict[str, float]]
) -> None:
    rows, scores = printed
    file = workbook(tmp_path_factory.mktemp("list"), {"PCI": rows})
    assert mapping_of(file, year=2022)["continued"] is True
    assert [column.localities for column in looked_at(file)][1] == len(scores)
    read = read_file(file, mapping_of(file, year=2022))
    assert dict(read.figures("locality_text", "value")) == scores


def test_one_command_adds_a_list_that_goes_on_beside_itself(tmp_path: Path) -> None:
    head = "Hạng,Tỉnh,Điểm PCI 2022"
    rows = ["1,Quảng Ninh,72.95,3,Hải Phòng,70.76", "2,Bắc Giang,72.8,4,Cà Mau,63"]
    file = text(tmp_path, "pci.csv", f"{head},{head}", *rows)
    result = run(file, "--write", tmp_path / "mine.yml")
    assert result.exit_code == 0, result.output
    assert "continued: true" in (tmp_path / "mine.yml").read_text("utf-8")
    assert load_catalogue(tmp_path / "mine.yml").sources[0].mapping


def test_pairs_headed_alike_are_not_added_in_part(tmp_path: Path) -> None:
    head = "Hạng,Tỉnh,Điểm PCI 2022"
    rows = ["1,Quảng Ninh,72.95,2,Bắc Giang,7.1", "2,Bắc Giang,72.8,1,Quảng Ninh,7.3", "3,Huế,70,4,Huế,6.3"]
    file = text(tmp_path, "pci.csv", f"{head},{head}", *rows)
    result = run(file, "--write", tmp_path / "mine.yml")
    assert result.exit_code == 1
    assert "side by side" in " ".join(result.stderr.split())


def test_a_year_that_nothing_tells_is_to_be_filled_in(tmp_path: Path) -> None:
    file = text(tmp_path, "pci.csv", "Tỉnh,PCI", "Hà Nội,66.7", "Huế,69.4")
    catalogue = tmp_path / "mine.yml"
    result = run(file, "--write", catalogue)
    assert (result.exit_code, catalogue.exists()) == (1, False)
    assert "year: TO_FILL_IN" in result.stdout
    assert "To fill in before the entry can be used: year." in result.stderr
    assert run(file, "--write", catalogue, "--year", "2022").exit_code == 0
    assert load_catalogue(catalogue).sources[0].mapping


def test_localities_across(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["So sánh các chỉ số năm 2023"],
        [],
        ["Chỉ số", "Bắc Ninh", "Hà Nội"],
        ["PAR INDEX", "87,12", "91,43"],
        ["Xếp hạng PAR INDEX", 12, 3],
        ["SIPAS", "84,5", "83,9"],
    ]
    assert figures(workbook(tmp_path, {"So sánh": rows})) == [
        ("par_index_rank", "01", 2023, 3),
        ("par_index_rank", "27", 2023, 12),
        ("par_index_score", "01", 2023, 91.43),
        ("par_index_score", "27", 2023, 87.12),
        ("service_satisfaction", "01", 2023, 83.9),
        ("service_satisfaction", "27", 2023, 84.5),
    ]


def test_localities_across_and_years_down(tmp_path: Path) -> None:
    file = text(tmp_path, "pci.csv", "Năm,Bắc Ninh,Huế", "2021,69.45,69.24", "2022,69.08,69.36")
    assert figures(file) == [
        ("pci_score", "27", 2021, 69.45),
        ("pci_score", "27", 2022, 69.08),
        ("pci_score", "46", 2021, 69.24),
        ("pci_score", "46", 2022, 69.36),
    ]


def test_days_english_names_and_footnotes(tmp_path: Path) -> None:
    file = text(
        tmp_path,
        "export.csv",
        "Province,Date,PAR INDEX,SIPAS,Rank",
        "Hai Phong City,2022-12-31,90.09%,83.69%,1/63",
        "Ba Ria - Vung Tau,2022-12-31,87.59%*,n/a,8/63",
        "* preliminary,,,,",
    )
    entry = entry_of(inspected(file), Known(), file.name)
    assert "perhaps service_satisfaction" not in entry
    assert figures(file) == [
        ("par_index_score", "31", 2022, 90.09),
        ("par_index_score", "77", 2022, 87.59),
        ("service_satisfaction", "31", 2022, 83.69),
    ]


def test_a_rank_of_no_index_is_left_to_a_person(tmp_path: Path) -> None:
    file = text(
        tmp_path, "a.csv", "Tỉnh,Năm,PCI,Hạng,PAPI", "Huế,2022,69.36,6/63,43", "Hà Nội,2022,66.74,20/63,44"
    )
    assert "# - {column: Hạng, indicator: pci_rank, unit: rank}" in entry_of(
        inspected(file), Known(), "a.csv"
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Tên,Số", "táo,3", "lê,4"], "no column names provinces"),
        (["Đơn vị,2022,2023", "Huyện Bát Xát,91,92", "Thị xã Sa Pa,95,96"], "a row for each district"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_so(tmp_path: Path, lines: list[str], said: str) -> None:
    result = run(text(tmp_path, "odd.csv", *lines))
    assert result.exit_code == 1
    assert said in " ".join(result.stderr.split())
    assert result.stdout == ""

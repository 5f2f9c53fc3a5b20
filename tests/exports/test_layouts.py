"""Layouts: the shapes in which publishers print their tables."""

from pathlib import Path

import openpyxl
import pytest

from ingest.readers import Unreadable
from tests.exports.reading import PAR_INDEX, read_csv, read_file

SCORE = {"column": "Điểm", "indicator": "pci_score", "unit": "score"}


def workbook(folder: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = folder / "export.xlsx"
    book.save(file)
    return file


def test_one_row_per_province(tmp_path: Path) -> None:
    read = read_csv(tmp_path, "Tỉnh,Năm,Điểm,Hạng\nTP. Hồ Chí Minh,2022,86.1,08/63\nHuế,2022,-,20\n")
    assert read.figures("indicator", "locality_code", "year", "value", "unit") == [
        ("par_index_rank", "79", 2022, 8, "rank"),
        ("par_index_score", "79", 2022, 86.1, "percent"),
        ("par_index_rank", "46", 2022, 20, "rank"),
    ]
    assert read.rows[0]["row_text"] == "TP. Hồ Chí Minh | 2022 | 86.1 | 08/63"


def test_titles_above_and_a_foot_below(tmp_path: Path) -> None:
    file = workbook(
        tmp_path,
        {
            "Bìa": [["Báo cáo"]],
            "Bảng": [
                ["CHỈ SỐ NĂM 2022"],
                [],
                ["Tỉnh", "Điểm"],
                ["Lào Cai", 68.2],
                ["Long An", 68.1],
                ["Trung vị", 65.0],
                ["Hà Nội", 1.0],
            ],
        },
    )
    read = read_file(file, {"locality": "Tỉnh", "year": 2022, "values": [SCORE]})
    assert read.figures("locality_code", "value", "sheet") == [("10", 68.2, "Bảng"), ("80", 68.1, "Bảng")]
    assert read.outcome.notices == ("has 1 filled rows below its table, which were not read",)


def test_two_rows_of_headings(tmp_path: Path) -> None:
    rows: list[list[object]] = [["tentinh", "Participation"], ["tentinh", "Tham gia"], ["Hà Nội", 5.76]]
    mapping = {
        "locality": "tentinh",
        "year": {"sheet": r"(?P<year>\d{4})_PAPI"},
        "header_rows": 2,
        "values": [{"column": "Tham gia", "indicator": "papi_participation", "unit": "score"}],
    }
    file = workbook(tmp_path, {"2011_PAPI": rows, "2012_PAPI": rows, "Ghi chú": rows})
    assert read_file(file, mapping).figures("year", "value") == [(2011, 5.76), (2012, 5.76)]


PAPI = {
    "locality": "tinhid",
    "year": {"sheet": r"(?P<year>\d{4})_PAPI"},
    "values": [
        {"column": "Tham gia", "indicator": "papi_participation", "unit": "score"},
        {"column": "Điện tử", "indicator": "papi_e_governance", "unit": "score", "since": 2018},
        {"column": "Tổng PAPI", "indicator": "papi_score", "unit": "score"},
    ],
}


def test_a_column_that_came_later_and_a_year_in_its_heading_that_the_sheet_knows_better(
    tmp_path: Path,
) -> None:
    sheets: dict[str, list[list[object]]] = {
        "2017_PAPI": [["tinhid", "Tham gia", "Tổng PAPI 2016"], [1, 5.5, 33.5]],
        "2018_PAPI": [["tinhid", "Tham gia", "Điện tử", "Tổng PAPI 2016"], [1, 5.2, 3.9, 43.1]],
    }
    figures = read_file(workbook(tmp_path, sheets), PAPI).figures(
        "year", "indicator", "locality_code", "value"
    )
    assert sorted(figures) == [
        (2017, "papi_participation", "01", 5.5),
        (2017, "papi_score", "01", 33.5),
        (2018, "papi_e_governance", "01", 3.9),
        (2018, "papi_participation", "01", 5.2),
        (2018, "papi_score", "01", 43.1),
    ]


def test_every_sheet_of_a_year_must_have_its_columns(tmp_path: Path) -> None:
    rows: list[list[object]] = [["tinhid", "Tham gia", "Tổng PAPI 2016"], [1, 5.5, 33.5]]
    file = workbook(tmp_path, {"2017_PAPI": rows, "2018_PAPI": rows})
    with pytest.raises(Unreadable, match="has a sheet '2018_PAPI' that has no column 'Điện tử'"):
        read_file(file, PAPI)
    with pytest.raises(Unreadable, match=r"has no sheet named by its year \(it has: Bảng\)"):
        read_file(workbook(tmp_path, {"Bảng": rows}), PAPI)


def test_pairs_of_columns_sorted_by_themselves(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Thứ tự", "Gia nhập\n thị trường", None, "Tiếp cận \nđất đai", None],
        [1, "Lào Cai", 9.4, "Long An", 8.3],
        [2, "Điện Biên", 9.3, "Lào Cai", 7.9],
        [],
        [None, "Hà Nội", 8.9, None, 4.9],
    ]
    mapping = {
        "layout": "pairs",
        "locality": "",
        "year": 2010,
        "values": [
            {"column": "Gia nhập thị trường", "indicator": "pci_entry_costs", "unit": "score"},
            {"column": "Tiếp cận đất đai", "indicator": "pci_land_access", "unit": "score"},
        ],
    }
    read = read_file(workbook(tmp_path, {"PCI": rows}), mapping)
    assert sorted(read.figures("indicator", "locality_text", "value")) == [
        ("pci_entry_costs", "Lào Cai", 9.4),
        ("pci_entry_costs", "Điện Biên", 9.3),
        ("pci_land_access", "Long An", 8.3),
        ("pci_land_access", "Lào Cai", 7.9),
    ]


def test_years_across(tmp_path: Path) -> None:
    text = "Tỉnh;Năm 2021;Năm 2022\nQuảng Ninh;95,26;92,6\nHuế;;81,1\n"
    mapping = {"year": {"headings": r"(?P<year>\d{4})"}, "decimal": ",", "values": [SCORE]}
    read = read_csv(tmp_path, text, **mapping)
    assert read.figures("locality_code", "year", "value") == [
        ("22", 2021, 95.26),
        ("22", 2022, 92.6),
        ("46", 2022, 81.1),
    ]


SCORE_AND_RANK = {
    "year": {"headings": r"^(?P<column>Điểm|Hạng) (?P<year>\d{4})"},
    "decimal": ",",
    "values": [
        {"column": "Điểm", "indicator": "service_satisfaction", "unit": "percent"},
        {"column": "Hạng", "indicator": "sipas_rank", "unit": "rank"},
    ],
}


def test_years_across_with_two_columns_each(tmp_path: Path) -> None:
    text = "Tỉnh;Điểm 2022 (%);Hạng 2022;Điểm 2021 (%);Hạng 2021\nQuảng Ninh;87,59;1;N/A;02/63\n"
    read = read_csv(tmp_path, text, **SCORE_AND_RANK)
    assert sorted(read.figures("indicator", "year", "value", "unit")) == [
        ("service_satisfaction", 2022, 87.59, "percent"),
        ("sipas_rank", 2021, 2, "rank"),
        ("sipas_rank", 2022, 1, "rank"),
    ]
    with pytest.raises(Unreadable, match="no column 'Hạng'"):
        read_csv(tmp_path, "Tỉnh;Điểm 2022\nQuảng Ninh;87,59\n", **SCORE_AND_RANK)


def test_a_profile_has_its_indicators_as_rows(tmp_path: Path) -> None:
    text = "Chỉ số,2022,2021\nGia nhập thị trường,6.95,N/A\nPCI,66.3,66.11\nXếp hạng,24,22\n"
    mapping = {
        "layout": "profile",
        "locality": "Quảng Ninh",
        "year": {"headings": r"^(?P<year>\d{4})$"},
        "values": [
            {"column": "PCI", "indicator": "pci_score", "unit": "score"},
            {"column": "Xếp hạng", "indicator": "pci_rank", "unit": "rank"},
            {"column": "Gia nhập thị trường", "indicator": "pci_entry_costs", "unit": "score"},
        ],
    }
    read = read_csv(tmp_path, text, **mapping)
    assert read.figures("indicator", "locality_code", "year", "value") == [
        ("pci_entry_costs", "22", 2022, 6.95),
        ("pci_score", "22", 2021, 66.11),
        ("pci_score", "22", 2022, 66.3),
        ("pci_rank", "22", 2021, 22),
        ("pci_rank", "22", 2022, 24),
    ]


def test_several_figures_in_one_cell(tmp_path: Path) -> None:
    page = (
        "<html><body><table><tr><th>STT</th><th>Tỉnh</th><th>Xếp hạng (điểm)</th></tr>"
        "<tr><td>1</td><td>Thừa Thiên Huế</td><td>01 (0,727)</td></tr>"
        "<tr><td>2</td><td>Hà Nội</td><td>- (0,702)</td></tr>"
        "<tr><td>3</td><td>Lào Cai</td><td>27 (…)</td></tr>"
        "<tr><td>4</td><td>Cà Mau</td><td>chậm nộp</td></tr></table></body></html>"
    )
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    cell = {"column": "Xếp hạng (điểm)"}
    mapping = {
        "locality": "Tỉnh",
        "year": 2017,
        "decimal": ",",
        "values": [
            cell | {"indicator": "egov_2017_rank", "unit": "rank", "pattern": r"^(?P<value>\d+|-)"},
            cell | {"indicator": "egov_2017_score", "unit": "score", "pattern": r"\((?P<value>[^)]+)\)"},
        ],
    }
    assert read_file(file, mapping).figures("indicator", "value", "problem") == [
        ("egov_2017_rank", 1, ""),
        ("egov_2017_score", 0.727, ""),
        ("egov_2017_score", 0.702, ""),
        ("egov_2017_rank", 27, ""),
        ("egov_2017_rank", None, "'chậm nộp' is not a number"),
        ("egov_2017_score", None, "'chậm nộp' is not a number"),
    ]


def test_a_column_names_the_indicator(tmp_path: Path) -> None:
    text = "Tỉnh,Năm,part,points\nHà Nội,2020,entry,7.5\nHà Nội,2020,luck,3\n"
    mapping = {
        "indicators": {"column": "part", "codes": {"entry": "pci_entry_costs"}},
        "values": [{"column": "points", "unit": "score"}],
    }
    read = read_csv(tmp_path, text, **mapping)
    assert read.figures("indicator", "value", "problem") == [
        ("pci_entry_costs", 7.5, ""),
        ("?luck", 3, "the indicator 'luck' is not in the mapping"),
    ]


def test_a_share_is_computed_and_says_so(tmp_path: Path) -> None:
    text = "Tỉnh,Năm,full,all\nLai Châu,2025,855,2154\n"
    share = {
        "column": "full",
        "share_of": "all",
        "indicator": "procedures_full_online_share",
        "unit": "percent",
    }
    (row,) = read_csv(tmp_path, text, values=[share]).rows
    assert row["value"] == pytest.approx(100 * 855 / 2154)
    assert row["is_derived"]


def test_a_renamed_column_is_named_with_what_looks_like_it(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"no column 'Điểm' \('điểm số' looks like it\)"):
        read_csv(tmp_path, "Tỉnh,Năm,Điểm số,Hạng\nHà Nội,2022,86,1\n")


def test_numbers_shown_in_percent_are_read_as_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Tỉnh", "Năm", "Điểm", "Hạng"], ["Huế", 2022, 0.8564, 1], ["Hà Nội", 2022, 88.5, 2]):
        book.active.append(row)
    book.active["C2"].number_format = "0.0%"
    book.save(tmp_path / "export.xlsx")
    read = read_file(tmp_path / "export.xlsx", PAR_INDEX)
    assert [value for unit, value in read.figures("unit", "value") if unit == "percent"] == [85.64, 88.5]


def test_localities_across(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["So sánh năm 2023"],
        [],
        ["Chỉ số", "Bắc Ninh", "Huế", None],
        ["Điểm", "87,12", 88.3, None],
        ["Hạng", 12, "-", None],
    ]
    file = workbook(tmp_path, {"So sánh": rows})
    mapping = PAR_INDEX | {"turned": True, "locality": "Chỉ số", "year": 2023, "decimal": ","}
    assert read_file(file, mapping).figures("indicator", "locality_code", "value", "row_number") == [
        ("par_index_rank", "27", 12.0, 2),
        ("par_index_score", "27", 87.12, 2),
        ("par_index_score", "46", 88.3, 3),
    ]


def test_a_long_table_is_not_turned(tmp_path: Path) -> None:
    lines = "\n".join(f"Huế,{number},1" for number in range(6000))
    with pytest.raises(Unreadable, match="has more than 5,000 rows, too many to be turned"):
        read_csv(tmp_path, f"Tỉnh,Năm,Điểm\n{lines}\n", turned=True)


LIST = [
    ["XẾP HẠNG NĂM 2023", None, None, None, None, None, None],
    ["TT", "Tỉnh", "Điểm", None, "TT", "Tỉnh", "Điểm"],
    [1, "Quảng Ninh", 71.25, None, 4, "Đồng Tháp", 69.66],
    [2, "Long An", "70,94", None, 5, "Hậu Giang", 69.17],
    [3, "Bắc Giang", 69.75, None, None, None, None],
]


def test_a_list_that_goes_on_beside_itself(tmp_path: Path) -> None:
    rows: list[list[object]] = [*LIST, [], ["Nguồn: bảng tự lập"]]
    mapping = {"locality": "Tỉnh", "year": 2023, "values": [SCORE], "decimal": "auto", "continued": True}
    read = read_file(workbook(tmp_path, {"Bìa": [["Báo cáo"]], "PCI": rows}), mapping)
    assert sorted(read.figures("locality_code", "value", "row_number", "column_name")) == [
        ("22", 71.25, 3, "Điểm"),
        ("24", 69.75, 5, "Điểm"),
        ("80", 70.94, 4, "Điểm"),
        ("87", 69.66, 3, "Điểm (2)"),
        ("93", 69.17, 4, "Điểm (2)"),
    ]
    assert len({row["value_key"] for row in read.rows}) == 5
    assert {row["row_text"] for row in read.rows if row["locality_code"] == "87"} == {"4 | Đồng Tháp | 69.66"}
    assert read.outcome.notices == ("has 1 filled rows below its table, which were not read",)


def test_the_parts_of_a_list_have_the_same_columns(tmp_path: Path) -> None:
    rows: list[list[object]] = [[*row[:-1], None] for row in LIST]
    mapping = {"locality": "Tỉnh", "year": 2023, "values": [SCORE], "continued": True}
    with pytest.raises(Unreadable, match="has no column 'Điểm'"):
        read_file(workbook(tmp_path, {"PCI": rows}), mapping)
    with pytest.raises(Unreadable, match="has 'Tỉnh' only once among its headings"):
        read_file(workbook(tmp_path, {"PCI": [row[:3] for row in LIST]}), mapping)


@pytest.mark.parametrize("year", ["2022", "Năm 2022", "2022-12-31", "2022-12-31 00:00:00", "31/12/2022"])
def test_a_year_is_a_year_or_one_of_its_days(tmp_path: Path, year: str) -> None:
    assert read_csv(tmp_path, f"Tỉnh,Năm,Điểm,Hạng\nHuế,{year},80,\n").figures("year") == [(2022,)]

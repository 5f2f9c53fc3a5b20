"""Issuers: the office a document comes from, and the district or commune it governs."""

import pytest

from ingest.measures import read_text

HEADS = [
    ("ỦY BAN NHÂN DÂN\nTỈNH LÂM ĐỒNG\n", "ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG"),
    ("UBND TỈNH THÁI BÌNH\nSỞ NỘI VỤ\n", "SỞ NỘI VỤ"),
    ("UBND HUYỆN ĐẠI TỪ     CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n", "UBND HUYỆN ĐẠI TỪ"),
]
BODY = "\nSố: 12/BC-UBND\n\nBÁO CÁO\nKết quả cải cách hành chính năm 2023\n\nTỷ lệ hồ sơ đúng hạn đạt 97%.\n"


@pytest.mark.parametrize(("head", "issuer"), HEADS)
def test_issuer_stands_in_capitals_at_the_head(head: str, issuer: str) -> None:
    assert read_text(head + BODY).facts.issuer == issuer


def test_figures_of_a_district_report_are_the_districts() -> None:
    (row,) = read_text("UBND HUYỆN ĐẠI TỪ\n" + BODY).measures
    assert (row.level, row.locality) == ("district", "Đại Từ")


def test_figures_of_a_department_are_the_provinces() -> None:
    (row,) = read_text("UBND TỈNH THÁI BÌNH\nSỞ NỘI VỤ\n" + BODY).measures
    assert (row.level, row.locality) == ("all", "")

"""What a document says about itself, and the outline that a value stands in."""

from datetime import date

from ingest.measures import read_text
from ingest.measures.outline import outline, sentences
from ingest.measures.text import clean_text
from ingest.records import Context

DECISION = """**ỦY BAN NHÂN DÂN
TỈNH LÂM ĐỒNG**

Số: **77** /QĐ-UBND

Lâm Đồng, ngày **05** tháng 02 năm 2024

QUYẾT ĐỊNH

Ban hành Kế hoạch cải cách hành chính giai đoạn 2024 - 2026

I. MỤC TIÊU

1. Về thủ tục hành chính

a) Đến năm 2025:

- 95% hồ sơ được giải quyết đúng hạn.

b) Đến năm 2026:

- 98% hồ sơ được giải quyết đúng hạn.

II. KẾT QUẢ NĂM 2023

- 93% hồ sơ được giải quyết đúng hạn.
"""


def test_decision_names_its_facts() -> None:
    facts = read_text(DECISION).facts
    assert facts.number == "77/QĐ-UBND"
    assert facts.date == date(2024, 2, 5)
    assert facts.issuer == "ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG"
    assert facts.place == "Lâm Đồng"
    assert (facts.period_start, facts.period_end) == (2024, 2026)


def test_headings_give_year_kind_and_path() -> None:
    rows = read_text(DECISION).measures
    assert [(row.value_low, row.year, row.kind) for row in rows] == [
        (95, 2025, "target"),
        (98, 2026, "target"),
        (93, 2023, "actual"),
    ]
    assert rows[0].section == "QUYẾT ĐỊNH › I. MỤC TIÊU › 1. Về thủ tục hành chính › a) Đến năm 2025"
    assert rows[0].quote == "95% hồ sơ được giải quyết đúng hạn."


def test_report_of_a_period() -> None:
    text = "BÁO CÁO\n\nKết quả cải cách hành chính năm 2022\n\nTỷ lệ hồ sơ trực tuyến đạt 61%."
    reading = read_text(text)
    assert reading.facts.period_end == 2022
    assert [(row.kind, row.year) for row in reading.measures] == [("actual", 2022)]


def test_context_date_dates_a_text_without_one() -> None:
    text = "Đến nay, tỷ lệ hồ sơ trực tuyến đã đạt 61%."
    (row,) = read_text(text, Context(document_date=date(2021, 6, 1))).measures
    assert (row.year, row.year_rule) == (2021, "document_date")


def test_empty_text_has_no_facts() -> None:
    reading = read_text("")
    assert reading.measures == () and reading.facts.number == "" and reading.facts.date is None


def test_lines_cut_by_a_page_are_joined() -> None:
    text = clean_text(
        "1. Nội dung\n\n"
        "- Phấn đấu tăng cường công tác kiểm tra việc thực hiện\n\nnhiệm vụ được giao.\n\n- Tiếp."
    )
    pieces = [text.clean[item.start : item.end] for item in outline(text)]
    assert "Phấn đấu tăng cường công tác kiểm tra việc thực hiện\n\nnhiệm vụ được giao." in pieces


def test_footnotes_stand_apart() -> None:
    text = clean_text("Đã đạt 90%¹.\n\n¹ Trong đó có ghi chú.\n")
    assert [item.is_footnote for item in outline(text)] == [False, True]


def test_sentences_respect_numbers_and_abbreviations() -> None:
    text = "Có 1.234 hồ sơ tại TP. Huế. Đạt 90%. tiếp"
    assert [text[a:b] for a, b in sentences(text, 0, len(text))] == [
        "Có 1.234 hồ sơ tại TP. Huế.",
        "Đạt 90%. tiếp",
    ]


def test_other_provinces_keep_their_name() -> None:
    text = "Tỉnh Lâm Đồng báo cáo. Tỷ lệ hồ sơ trực tuyến của tỉnh Đắk Lắk đã đạt 61%."
    (row,) = read_text(text.replace("Tỉnh", "UBND tỉnh Lâm Đồng, tỉnh", 1)).measures
    assert row.locality == "Đắk Lắk"

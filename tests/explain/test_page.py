"""The page shows the text as it is, and each value highlighted exactly once."""

import csv
import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ingest.explain.highlights import find_highlights, label_of
from ingest.explain.names import words
from ingest.explain.page import html_page
from ingest.folders import REPOSITORY
from ingest.measures import read_text
from ingest.readers import read_document
from ingest.records import Measure
from tests.explain.pages import Page, explained, page_of

SAMPLES = sorted((REPOSITORY / "samples").glob("*.txt"))
ONE = read_text("Đến năm 2025, tối thiểu 90% hồ sơ được giải quyết đúng hạn.\n").measures[0]
LETTERS = some.text(some.sampled_from("aĐ<>&\"'\r\n\t \x0b\u2028\u0301😀%{}9"), max_size=60)


def at(start: int, end: int, **fields: object) -> Measure:
    return dataclasses.replace(ONE, value_start=start, value_end=end, **fields)  # type: ignore[arg-type]


def assert_every_value_once(page: Page, measures: list[Measure]) -> None:
    covered = [position for start, end, _ in page.marks for position in range(start, end)]
    assert len(covered) == len(set(covered)), "a stretch is highlighted twice"
    for measure in measures:
        around = [
            mark for mark in page.marks if mark[0] <= measure.value_start and measure.value_end <= mark[1]
        ]
        assert len(around) == 1, measure
    values = {position for m in measures for position in range(m.value_start, m.value_end)}
    assert set(covered) == values, "nothing else is highlighted"
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda file: file.stem)
def test_samples(sample: Path) -> None:
    text = read_document(sample.read_bytes()).text
    page = page_of(text)
    assert page.text == text
    assert_every_value_once(page, list(read_text(text).measures))


@settings(max_examples=150, deadline=None)
@given(data=some.data(), text=LETTERS)
def test_any_text_comes_back_character_for_character(data: some.DataObject, text: str) -> None:
    places = some.tuples(some.integers(0, max(0, len(text) - 1)), some.integers(1, 8))
    drawn = data.draw(some.lists(places, max_size=6)) if text else []
    measures = [at(start, min(len(text), start + length)) for start, length in drawn]
    page = page_of(text, measures)
    assert page.text == text
    assert_every_value_once(page, measures)


def test_what_a_document_says_is_never_code() -> None:
    text = 'Đến năm 2025, 90% <script>alert(1)</script> </mark> "x" hồ sơ {{ 7 * 7 }} đúng hạn.\n'
    document = dataclasses.replace(explained(text), name='<img src="x">')
    html = html_page(document)
    assert "<script>alert" not in html and "<img" not in html and "49" not in page_of(text).text
    assert len(re.findall(r"<script", html)) == 2, "the page's own two"


def test_the_page_needs_nothing_from_outside() -> None:
    html = html_page(explained("Đến năm 2025, tối thiểu 90% hồ sơ được giải quyết đúng hạn.\n"))
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//|@import|url\(", html)
    assert "default-src 'none'" in html


def test_a_value_with_many_rows_is_one_highlight_that_lists_them_all() -> None:
    text = "Năm 2025: 100% ở cấp tỉnh và cấp huyện.\n"
    start = text.index("100%")
    levels = [at(start, start + 4, level=level) for level in ("district", "province")]
    page = page_of(text, levels)
    assert [told["data-label"] for _, _, told in page.marks] == ["◎ 2025 · cấp tỉnh, huyện"]
    assert [(row["level"], row["highlight"]) for row in page.data["rows"]] == [
        ("province", 1),
        ("district", 1),
    ]


@pytest.mark.parametrize(
    ("measures", "label"),
    [
        ([at(0, 1)], "◎ 2025 · toàn tỉnh"),
        ([at(0, 1, year=None)], "◎ chưa rõ năm · toàn tỉnh"),
        (
            [at(0, 1, year=year, derived=True) for year in (2022, 2023, 2025)],
            "◎ 2022–2023, 2025 · toàn tỉnh (suy ra)",
        ),
        (
            [at(0, 1, level="province"), at(0, 1, level="commune", year=2030)],
            "◎ 2025 · cấp tỉnh | 2030 · cấp xã",
        ),
        ([at(0, 1, kind="actual"), at(0, 1)], "◎ 2025 · toàn tỉnh  ✓ 2025 · toàn tỉnh"),
    ],
)
def test_labels_tell_year_and_level(measures: list[Measure], label: str) -> None:
    assert label_of(measures) == label


def test_a_large_document_is_explained_in_seconds() -> None:
    text = "".join(
        f"Đến năm 2025, tối thiểu {n % 100}% hồ sơ được giải quyết đúng hạn.\n" for n in range(18_000)
    )
    places = [match.span() for match in re.finditer(r"\d+%", text)]
    document = explained("", [at(*place) for place in places])
    document = dataclasses.replace(document, text=text)
    assert len(text) > 1_000_000
    html = html_page(document)
    assert html.count("<mark ") == len(find_highlights(document.rows)) == 18_000


def test_every_target_of_the_plan_is_shown_once_with_its_year_and_level() -> None:
    """Against the sample's annotated targets: the label beside each value names year and level."""
    name = "quang_binh_ke_hoach_2021_2030"
    text = (REPOSITORY / "samples" / f"{name}.txt").read_text("utf-8")
    with (REPOSITORY / "tests" / "measures" / "gold" / f"{name}.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        gold = [row for row in csv.DictReader(file) if not row["optional"]]
    page = page_of(text)
    labels = {number: told["data-label"] for number, (_, _, told) in enumerate(page.marks, 1)}
    rows = list(page.data["rows"])
    assert len(gold) > 40
    for wanted in gold:
        found = [
            row
            for row in rows
            if (row["kind"], f"{row['year']}") == (wanted["kind"], wanted["year"])
            and row["level"] in wanted["level"].split("|")
            and row["indicator"] in wanted["indicator"].split("|")
            and row["value_low"] == float(wanted["value_low"])
        ]
        assert found, wanted
        rows.remove(found[0])
        label = labels[found[0]["highlight"]]
        assert label_of_level(found[0]["level"]) in label
        years = [int(year) for year in re.findall(r"\d{4}", label)]
        assert min(years) <= found[0]["year"] <= max(years)


def label_of_level(level: str) -> str:
    return str(words()["levels"][level]).removeprefix("cấp ")

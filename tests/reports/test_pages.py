"""The report on a small world: nothing runs, every figure leads to its sentence, every code has its word."""

import doctest
import re
import sys
from collections import Counter
from pathlib import Path

import duckdb
import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from ingest.cli import main
from ingest.codebook import codes_of
from ingest.folders import REPOSITORY
from tests.reports.page import Page, open_page
from tests.reports.small_marts import EVIL, history, models, write_small_marts
from warehouse.reports import labels as words
from warehouse.reports import sayings
from warehouse.reports.charts import rank_chart, score_chart
from warehouse.reports.evidence import pieces_of
from warehouse.reports.labels import MissingLabel, label, names, phrases, sign
from warehouse.reports.marts import QUERIES
from warehouse.reports.pages import style_hash
from warehouse.reports.writing import write_report

# a kind of labels and the column of the marts whose accepted values it must name
LABELLED = {
    "status": ("fct_attainment", "status"),
    "reason": ("fct_attainment", "reason"),
    "comparison": ("fct_promise_comparison", "comparison"),
    "comparison_reason": ("fct_promise_comparison", "reason"),
    "level_relation": ("fct_promise_comparison", "level_relation"),
    "scope_relation": ("fct_promise_comparison", "scope_relation"),
    "index_change_reason": ("fct_index_history", "score_change_reason"),
    "promise_conflict": ("fct_target_conflict", "kind"),
    "result_conflict": ("fct_conflict", "kind"),
    "found_in": ("fct_target_conflict", "found_in"),
    "role": ("fct_responsibility", "role"),
    "rollup_reason": ("fct_rollup_today", "reason"),
    "time_status": ("fct_target_today", "level_status"),
    "redistribution": ("dim_document", "redistribution"),
    "source_kind": ("dim_document", "kind"),
    "gate": ("dim_run", "raw_gate"),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose published marts are the small world."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "warehouse").mkdir()
    write_small_marts(folder / "warehouse" / "marts.duckdb")
    return folder


@pytest.fixture(scope="module")
def reports(data: Path) -> Path:
    write_report(data / "warehouse" / "marts.duckdb", data / "reports", with_pdf=False)
    return data / "reports"


def page(reports: Path, name: str) -> Page:
    return open_page((reports / f"{name}.html").read_text("utf-8"))


def command(data: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["report", *options], env={"THUOCDO_DATA": str(data)})


def accepted(table: str, column: str) -> set[str]:
    rules = next(
        test["keeps_its_rules"] for test in models()[table]["data_tests"] if "keeps_its_rules" in test
    )
    return set(rules["arguments"]["values"][column])


def test_words_of_documents_stay_words(reports: Path) -> None:
    for file in reports.glob("*.html"):
        html = file.read_text("utf-8")
        found = open_page(html)
        assert not found.tags & {"script", "iframe", "object", "img", "link", "form"}, file.name
        assert not re.search(r"<[^>]* (on[a-z]+|style|src)=", html), file.name
        assert all(link.startswith(("#", "https://example.org/")) or ".html" in link for link in found.links)
    told = page(reports, "bac-ninh")
    assert EVIL in told.text
    assert "Kế hoạch <b>CCHC</b>" in told.text
    assert "javascript:" not in "".join(told.links)
    assert "/secret/place" not in told.text, "a path of the machine stays inside"


def test_the_policy_allows_the_one_style_sheet_and_nothing_else(reports: Path) -> None:
    html = (reports / "bac-ninh.html").read_text("utf-8")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert style and policy
    assert policy[1].startswith(f"default-src 'none'; style-src '{style_hash(style[1])}'")
    assert "url(" not in style[1] and "@import" not in style[1]


def test_every_link_leads_somewhere(reports: Path) -> None:
    files = {file.name for file in reports.iterdir()}
    assert files == {"bac-ninh.html", "ha-noi.html", "ca-nuoc.html", "index.html"}
    for name in files:
        found = open_page((reports / name).read_text("utf-8"))
        assert len(found.ids) == len(set(found.ids)), name
        for link in found.links:
            assert (
                link[1:] in found.ids
                if link.startswith("#")
                else link.startswith("https://") or link in files
            )


def test_the_counts_are_those_of_the_marts_and_old_provinces_are_not_added_up(
    data: Path, reports: Path
) -> None:
    with duckdb.connect(str(data / "warehouse" / "marts.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select locality_key, status, count(*) from fct_attainment group by all"
        ).fetchall()
    in_marts = {(key, status): count for key, status, count in rows}
    found = page(reports, "bac-ninh")
    assert Counter(found.rows) == Counter({"met": 1, "missed": 1, "on_track": 1, "unknown": 2})
    # each province behind the page has a table with one area and a last row that adds it up
    width = len(names("status")) + 1
    tables = [dict(found.counts[at : at + width]) for at in range(0, len(found.counts), 2 * width)]
    for place, told in zip(("p34-24", "p63-24", "p63-27"), tables, strict=True):
        by_status = {status: in_marts.get((place, status), 0) for status in names("status")}
        assert told == {**by_status, "all": sum(by_status.values())}
    assert "3 cam kết còn hiệu lực của tỉnh Bắc Giang (đến 30/6/2025)" in found.text
    country = page(reports, "ca-nuoc")
    told = dict(country.counts[:width])
    assert told == {"met": 1, "missed": 1, "on_track": 1, "behind": 0, "unknown": 2, "all": 5}
    assert "Riêng cả nước có 1 mục tiêu: 1 chậm tiến độ." in country.text


def test_each_figure_is_marked_in_its_sentence(reports: Path) -> None:
    html = (reports / "bac-ninh.html").read_text("utf-8")
    found = open_page(html)
    cited = dict.fromkeys(re.findall(r"<b>tối thiểu 90%</b> <a class=\"cite\" href=\"#(c\d+)\"", html))
    assert len(cited) == 5, "five promises in five sentences"
    assert all(found.marks[sentence] == ["tối thiểu 90%"] for sentence in cited)
    assert "ký tự 1000–" in found.text
    assert "trang tính Điểm, dòng 23; cột score = 83.0" in found.text
    assert "thấp hơn 1,5 điểm phần trăm" in found.text
    assert "Đòi hỏi thấp hơn (thấp hơn 5 điểm phần trăm)" in " ".join(found.text.split())
    assert "chưa kiểm chứng" in found.text


def test_a_page_with_sources_that_may_not_be_handed_on_says_so(reports: Path) -> None:
    assert "1 nguồn chưa được chuyển giao toàn bộ" in page(reports, "bac-ninh").text
    assert "chuyển giao toàn bộ" not in page(reports, "ha-noi").text
    assert "chưa có văn bản nào nêu cam kết định lượng của thành phố Hà Nội" in page(reports, "ha-noi").text


def test_the_same_marts_give_the_same_bytes(data: Path, reports: Path, tmp_path: Path) -> None:
    write_report(data / "warehouse" / "marts.duckdb", tmp_path, with_pdf=False)
    for file in reports.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_a_province_is_found_by_its_old_name_too(data: Path, tmp_path: Path) -> None:
    done = command(data, "--no-pdf", "--province", "bac giang", "--output", str(tmp_path))
    assert (done.exit_code, [file.name for file in tmp_path.iterdir()]) == (0, ["bac-ninh.html"])
    done = command(data, "--no-pdf", "--province", "Bắc Nình Thượng", "--output", str(tmp_path))
    assert done.exit_code == 1
    assert "no province is or was called 'Bắc Nình Thượng'" in done.output


def test_without_the_printer_the_pages_are_written_and_one_sentence_says_why(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    (tmp_path / "bac-ninh.pdf").write_bytes(b"of last year")
    done = command(data, "--output", str(tmp_path))
    assert done.exit_code == 0
    assert "Note: no PDF was made: WeasyPrint did not start" in done.output
    assert {file.suffix for file in tmp_path.iterdir()} == {".html"}, (
        "an old PDF is not left beside a new page"
    )
    assert "Chưa có bản PDF" in (tmp_path / "index.html").read_text("utf-8")


def test_no_marts_no_report(tmp_path: Path) -> None:
    done = command(tmp_path)
    assert (done.exit_code, "run `make run` first" in done.output) == (1, True)


@pytest.mark.parametrize(("kind", "column"), LABELLED.items())
def test_every_code_of_the_marts_has_a_vietnamese_word(kind: str, column: tuple[str, str]) -> None:
    assert accepted(*column) - set(names(kind)) == set()
    if kind == "reason":
        assert set(names("reason")) == accepted(*column)


def test_comparators_units_indices_areas_and_authorities_have_words() -> None:
    comparators = accepted("fct_target", "comparator")
    assert all(set(said) == comparators for said in phrases()["comparators"].values())
    units = accepted("fct_target", "unit") | accepted("fct_national_target", "unit")
    assert set(phrases()["units"]) == units == set(names("unit"))
    assert set(phrases()["changes"]) == accepted("fct_target", "change")
    assert set(codes_of("indices", "index_code")) == set(names("index"))
    assert set(codes_of("source_authorities", "code")) == set(names("authority"))
    assert accepted("fct_responsibility", "area_found_by") - {"statement", "heading"} == set(
        names("area_not_named")
    )


def test_signs_stand_beside_the_names_of_statuses_and_comparisons() -> None:
    assert {kind: set(signs) for kind, signs in phrases()["signs"].items()} == {
        kind: set(names(kind)) for kind in ("status", "comparison")
    }


def test_the_exposure_names_the_marts_that_the_report_reads() -> None:
    exposures = yaml.safe_load(
        (REPOSITORY / "dbt_project" / "models" / "semantic" / "_exposures.yml").read_text("utf-8")
    )["exposures"]
    (report,) = (each for each in exposures if each["name"] == "report")
    queries = " ".join(query.read_text("utf-8") for query in QUERIES.glob("*.sql"))
    read = set(re.findall(r"\b(?:from|join) ((?:dim|fct|bridge)_\w+)", queries))
    assert {f"ref('{mart}')" for mart in read} == set(report["depends_on"])


def test_a_code_without_a_word_is_named() -> None:
    with pytest.raises(MissingLabel, match="no word for 'new_reason' among reason in dbt_project"):
        label("reason", "new_reason")
    with pytest.raises(MissingLabel, match="no word for 'new_status' among signs of status"):
        sign("status", "new_status")


def test_figures_are_said_as_their_examples_say() -> None:
    assert [doctest.testmod(module).failed for module in (sayings, words)] == [0, 0]


def test_a_chart_breaks_where_the_method_does() -> None:
    rows = [{**history(year, 80.0 + year - 2020), "units": "63"} for year in (2020, 2021, 2022, 2023)]
    broken = score_chart(rows, "<script>")
    whole = score_chart(
        [{**row, "method_version": "one", "is_first_after_break": False} for row in rows], "x"
    )
    assert broken and whole
    assert broken.count('stroke-dasharray="2,3"') == 1, "the year of the break is marked"
    assert broken.count("mark-line") == 4 and whole.count("mark-line") == 2, "province and country, parted"
    assert broken.count('fill="#ffffff"') == 4, "9 of 63 provinces: the country's average is drawn hollow"
    assert "#a04a00" not in broken, "the region's average is of one province only, and is not drawn"
    assert "<script" not in broken
    assert rank_chart(rows[:1], "x") is None


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_the_pieces_of_a_sentence_are_the_sentence(quote: str, spans: list[tuple[int, int]]) -> None:
    pieces = pieces_of(quote, spans)
    assert "".join(piece for piece, _ in pieces) == quote
    marked = {place for start, end in spans for place in range(start, min(end, len(quote)))}
    assert sum(len(piece) for piece, is_shown in pieces if is_shown) == len(marked)

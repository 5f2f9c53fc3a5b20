"""Each dashboard in Chromium: the numbers on screen are those that SQL finds in the marts."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from ingest.cli import main
from ingest.folders import REPOSITORY
from tests.bi.conftest import CHROMIUM, PASSWORD, Running
from tests.bi.test_bundle import charts_of, files
from tests.nights import ask
from warehouse.bi.bundle import ASSETS, pack
from warehouse.bi.server import SupersetRefused

pytest.importorskip("playwright", reason="the package playwright is not installed")
from tests.bi.browser import Board, open_board, signed_in, take_picture

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]
PROVINCE = "p63-24"  # Bắc Giang, what the province's page shows first
INDICATOR, YEAR = "service_satisfaction", 2023  # what the indicator's page shows first
CHARTS = {board["slug"]: len(charts_of(board)) for board in files("dashboards").values()}


@pytest.fixture(scope="module")
def browser(superset: Running) -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here; make setup-stack installs it")
    with signed_in(superset.address, "analyst", PASSWORD, CHROMIUM) as context:
        yield context


@pytest.fixture
def opened(
    superset: Running, browser: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Board]:
    """The dashboard that the test names, opened by an analyst, photographed, without any error."""
    slug = request.param
    board = open_board(browser, superset.address, slug, CHARTS[slug])
    pictures = os.environ.get("SCREENSHOTS")
    take_picture(board, (REPOSITORY / pictures if pictures else tmp_path) / f"{slug}.png")
    assert board.errors() == []
    assert board.foreign == []
    yield board
    board.page.close()


def rows(superset: Running, sql: str) -> list[list[str]]:
    """The rows of a query as they would stand on screen."""
    return [["–" if cell is None else str(cell) for cell in row] for row in ask(superset.folders, sql)]


def statuses(superset: Running, where: str = "true") -> dict[str, str]:
    found = ask(
        superset.folders,
        f"""
        select label.name_vi, count(attainment_key) filter (where {where}) from dim_label as label
        left join fct_attainment on status = label.code where label.kind = 'status' group by all
        """,
    )
    return {
        "Tất cả mục tiêu": str(sum(count for _, count in found)),
        **{name: str(count) for name, count in found},
    }


@pytest.mark.parametrize("opened", ["tong-quan"], indirect=True)
def test_overview(opened: Board, superset: Running) -> None:
    assert opened.cards("Mục tiêu theo trạng thái") == statuses(superset)
    areas = rows(
        superset,
        """
        select area.name_vi, count(*), count(*) filter (status = 'met'),
            count(*) filter (status = 'on_track'), count(*) filter (status = 'behind'),
            count(*) filter (status = 'missed'), count(*) filter (status = 'unknown')
        from fct_attainment inner join dim_indicator using (indicator_key)
        inner join dim_reform_area as area using (area_key) group by all
        """,
    )
    assert sorted(opened.table("Số mục tiêu theo lĩnh vực")) == sorted(areas)
    total = opened.chart("Số mục tiêu theo lĩnh vực").locator("tfoot").inner_text().split()
    assert total[:2] == ["Tổng", statuses(superset)["Tất cả mục tiêu"]]
    drawn = next(data for data in opened.bodies.values() if data and {"area", "met_count"} <= set(data[0]))
    assert {(one["area"], int(one["met_count"]), int(one["unknown_count"])) for one in drawn} == {
        (area, int(met), int(unknown)) for area, _, met, *_, unknown in areas
    }


@pytest.mark.parametrize("opened", ["tinh"], indirect=True)
def test_province(opened: Board, superset: Running) -> None:
    assert opened.cards("Mục tiêu của tỉnh") == statuses(superset, f"locality_key = '{PROVINCE}'")
    scores = rows(
        superset,
        f"""
        select upper(replace(index_key, '_', ' ')), year_key,
            replace(printf('%.10g', round(score, 4)), '.', ','), rank
        from fct_index_history where locality_key = '{PROVINCE}' and index_key in ('dti', 'papi') order by all
        """,
    )
    shown = opened.table("Điểm và hạng")
    assert sorted([row[0], row[1], row[2], row[4]] for row in shown if row[0] in ("DTI", "PAPI")) == scores
    promises = opened.table("Cam kết, kết quả, khoảng cách")
    assert promises[0][0] == "Đạt · Met", "what is decided stands first"
    assert "trong khoảng hạng 10 - 20" in {row[4] for row in promises}, "a place is said as people say it"


@pytest.mark.parametrize("opened", ["chi-tieu"], indirect=True)
def test_indicator_and_its_tile_maps(opened: Board, superset: Running) -> None:
    figures = ask(
        superset.folders,
        f"""
        select locality_key, replace(printf('%.4g', value_low), '.', ',') from fct_actual
        where is_preferred and indicator_key = '{INDICATOR}' and year_key = {YEAR} and level_key = 'all'
            and locality_key like 'p63-%'
        """,
    )
    names = dict(
        ask(superset.folders, "select locality_key, name_vi from dim_locality where units in ('63', '34')")
    )
    old = opened.tiles("63 tỉnh, thành phố (đến 30/6/2025)")
    values = {name: value for name, (value, _) in old.items() if value[:1].isdigit()}
    assert values == {names[key]: value for key, value in figures}
    today = opened.tiles("34 tỉnh, thành phố (từ 1/7/2025)")
    assert (len(old), len(today)) == (63 + 2, 34 + 2)
    for tiles in (old, today):
        assert tiles["Quần đảo Hoàng Sa"] == ("Thành phố Đà Nẵng", tiles["Đà Nẵng"][1]), "in its colour"
        assert tiles["Quần đảo Trường Sa"] == ("Tỉnh Khánh Hòa", tiles["Khánh Hòa"][1])
    colours = {name: colour for name, (value, colour) in old.items() if value[:1].isdigit()}
    assert colours["Bình Phước"] == colours["Cao Bằng"] != colours["Quảng Ninh"] == colours["Thái Nguyên"]
    of_two = [today[name][1] for name in ("Cao Bằng", "Quảng Ninh")]
    assert of_two == [colours["Quảng Nam"], colours["Hải Dương"]], "the lower and the upper half"
    listed = {row[0]: row[3] for row in opened.table("Kết quả của các tỉnh")}
    shown = dict(ask(superset.folders, "select locality_key, name_vi from dim_province_name"))
    assert listed == {shown[key]: f"{value} %" for key, value in figures}
    newest = ask(
        superset.folders,
        f"""
        select actual.comparator, actual.value_low, actual.value_high, actual.year_key
        from fct_attainment as attainment
        left join fct_actual as actual on actual.actual_key = attainment.latest_actual_key
        where attainment.indicator_key = '{INDICATOR}' and attainment.level_key = 'all'
        """,
    )
    assert {comparator for comparator, *_ in newest} > {"="}, "one result is more than a bare number"
    told = [row[4] for row in opened.table("Mục tiêu của các tỉnh")]
    assert sorted(told) == sorted(newest_result(*result) for result in newest)


def newest_result(comparator: str | None, low: float, high: float | None, year: int) -> str:
    """A share as the text means it: what is "over 80 %" does not stand there as 80 %."""
    if comparator is None:
        return "–"
    sign = {"=": "", ">": "> ", "<": "< ", ">=": "≥ ", "<=": "≤ "}[comparator]
    assert high is None
    return f"{sign}{low:.15g} % ({year})".replace(".", ",")


@pytest.mark.parametrize("opened", ["van-ban"], indirect=True)
def test_documents_and_their_sentences(opened: Board, superset: Running) -> None:
    count = "select count(*) from {} inner join dim_document as d using (document_key) where d.is_current"
    found = [ask(superset.folders, sql) for sql in ("select count(*) from dim_document where is_current",)]
    found += [ask(superset.folders, count.format(fact)) for fact in ("fct_target", "fct_actual")]
    assert list(opened.cards("Kho văn bản").values()) == [str(number) for ((number,),) in found]
    search = opened.chart("Câu trích").locator("input[placeholder*='dòng']")
    search.fill("PAPI và PAR INDEX lên nhóm")
    opened.page.wait_for_timeout(1500)
    sentences = {row[-1] for row in opened.table("Câu trích")}
    (expected,) = ask(
        superset.folders,
        "select distinct quote from fct_target where quote like '%PAPI và PAR INDEX lên nhóm%'",
    )
    assert sentences == set(expected)


@pytest.mark.parametrize("opened", ["chat-luong"], indirect=True)
def test_data_quality(opened: Board, superset: Running) -> None:
    ((sources, failed, stale, kept_apart),) = ask(
        superset.folders,
        """
        select count(*), count(*) filter (last_outcome = 'failed'),
            count(*) filter (freshness = 'stale'), coalesce(sum(problem_count), 0)
        from fct_source_freshness
        """,
    )
    shown = opened.cards("Tình trạng nguồn")
    assert [shown[card] for card in ("Nguồn", "Không lấy được", "Quá hạn")] == [
        str(number) for number in (sources, failed, stale)
    ]
    assert shown["Số liệu bị cách ly"] == str(kept_apart) != "0"
    quarantine = rows(superset, "select problem, figure_count from fct_quarantine")
    assert [row[2:4] for row in opened.table("Cách ly")] == quarantine
    ((rules, warnings),) = ask(
        superset.folders, "select raw_gate_rule_count, raw_gate_warning_count from dim_run"
    )
    (run,) = opened.table("Các lần chạy")
    assert f"Đạt ({rules} quy tắc, {warnings} cảnh báo)" in run
    contradictions = ask(superset.folders, "select count(*) from fct_target_conflict where is_contradiction")
    assert [(len(opened.table("Cam kết mâu thuẫn")),)] == contradictions


def test_words_of_superset_are_vietnamese(superset: Running, browser: Any) -> None:
    board = open_board(browser, superset.address, "tong-quan", CHARTS["tong-quan"])
    words = board.page.inner_text("body")
    assert "Bộ lọc" in words and "Áp dụng" in words and "Xóa hết" in words
    for english in ("Apply filters", "Clear all", "entries per page", "Published", "options"):
        assert english not in words


def test_a_filter_narrows_every_chart(superset: Running, browser: Any) -> None:
    board = open_board(browser, superset.address, "tong-quan", CHARTS["tong-quan"])
    board.page.locator("[data-test=filter-bar] .ant-select").first.click()
    board.page.keyboard.type("Quảng Ninh")
    board.page.locator(".ant-select-item-option", has_text="Quảng Ninh").first.click()
    board.page.keyboard.press("Escape")
    board.page.locator("[data-test=filter-bar__apply-button]").click()
    board.page.wait_for_timeout(1500)
    board.page.wait_for_function("() => !document.querySelectorAll('.loading').length")
    assert board.cards("Mục tiêu theo trạng thái") == statuses(superset, "locality_key = 'p63-22'")
    assert [row[0] for row in board.table("Số mục tiêu theo tỉnh")] == ["Quảng Ninh"]


def test_a_second_import_changes_and_doubles_nothing(superset: Running) -> None:
    before = superset.admin.dashboards()
    done = command(superset, "import", "--marts", str(superset.folders.warehouse / "marts.duckdb"))
    assert done.exit_code == 0, done.output
    after = superset.admin.dashboards()
    assert [(board["id"], board["slug"]) for board in after] == [
        (board["id"], board["slug"]) for board in before
    ]
    assert [line.split("/")[-2] for line in sorted(done.output.splitlines())[:5]] == sorted(CHARTS)
    charts = superset.admin.ask("GET", "/api/v1/chart/?q=(page_size:1)")["count"]
    assert charts == len(list((ASSETS / "charts").glob("*.yaml")))


def test_an_export_gives_the_folder_back(
    superset: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ASSETS, tmp_path / "assets")
    monkeypatch.setattr("warehouse.bi.bundle.ASSETS", tmp_path / "assets")
    assert command(superset, "export").output == "Nothing changed.\n"
    chart = tmp_path / "assets" / "charts" / "overview_areas.yaml"
    chart.write_text(chart.read_text("utf-8").replace("Trạng thái", "Tình trạng"), "utf-8")
    assert command(superset, "export").output == f"{chart}\n", "what Superset has, comes back"


def test_a_wrong_password_is_told_in_one_sentence(superset: Running) -> None:
    done = command(superset, "import", "--password", "wrong")
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert "answered 401" in done.output


def command(superset: Running, *words: str) -> Result:
    told = {"SUPERSET_ADDRESS": superset.address, "SUPERSET_ADMIN_PASSWORD": PASSWORD}
    return CliRunner().invoke(main, ["dashboards", *words], env=told)


def test_an_analyst_reads_and_asks_but_changes_nothing(superset: Running) -> None:
    analyst = superset.enter("analyst")
    assert {board["slug"] for board in analyst.dashboards()} == set(CHARTS)
    assert run_sql(superset, analyst, "select count(*) as n from dim_level") == [{"n": 6}]
    board = analyst.dashboards()[0]["id"]
    with pytest.raises(SupersetRefused, match="403"):
        analyst.ask("PUT", f"/api/v1/dashboard/{board}", json={"dashboard_title": "khác"})
    with pytest.raises(SupersetRefused, match="403"):
        analyst.import_assets(pack(ASSETS, superset.folders.warehouse / "marts.duckdb"))


def test_nobody_comes_in_without_an_account(superset: Running) -> None:
    assert requests.get(f"{superset.address}/api/v1/dashboard/", timeout=30).json().get("count", 0) == 0
    page = requests.get(f"{superset.address}/superset/dashboard/tong-quan/", timeout=30)
    assert "/login" in page.url


@pytest.mark.parametrize(
    "forbidden",
    [
        "select * from read_csv('/etc/hostname')",
        "select * from read_text('/etc/hostname')",
        "install httpfs",
        "load httpfs",
        "attach '/tmp/other.duckdb' as other",
        "copy dim_level to '/tmp/levels.csv'",
        "set enable_external_access = true",
        "set memory_limit = '100GB'",
        "delete from dim_level",
        "create table stolen as select 1",
    ],
)
def test_sql_reads_the_marts_and_nothing_else(superset: Running, forbidden: str) -> None:
    refusal = "disabled (by|through) configuration|has been locked|does not allow for DDL/DML"
    with pytest.raises(SupersetRefused, match=refusal):
        run_sql(superset, superset.admin, forbidden)


def run_sql(superset: Running, session: Any, sql: str) -> list[dict[str, Any]]:
    (database,) = superset.admin.ask("GET", "/api/v1/database/")["result"]
    told = {
        "database_id": database["id"],
        "sql": sql,
        "schema": "main",
        "runAsync": False,
        "client_id": os.urandom(5).hex(),
    }
    answer: list[dict[str, Any]] = session.ask("POST", "/api/v1/sqllab/execute/", json=told)["data"]
    return answer

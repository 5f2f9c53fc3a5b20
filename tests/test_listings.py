"""Whole nights with a listing: what it finds is published like a declared source, and stays."""

from pathlib import Path

import pytest

from ingest.folders import Folders
from ingest.listings.found import source_id_of
from tests.conftest import plan_source, write_catalogue
from tests.nights import ask, run_night
from tests.web_server import Page, Site, page, status

pytestmark = pytest.mark.slow
PLAN = "Đến năm 2025, tối thiểu {}% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
ENGLISH = "By 2025, at least 90 percent of the files of the province must be settled on time. "


def list_page(*names: str) -> Page:
    items = "".join(f"<li><a href='/van-ban/{name}'>Kế hoạch {name}</a> 21/9/2021</li>" for name in names)
    return page(f"<ul>{items}</ul>".encode())


@pytest.mark.stack
@pytest.mark.long
@pytest.mark.timeout(600)
def test_nights_with_a_listing(folders: Folders, site: Site, tmp_path: Path) -> None:
    (tmp_path / "house.txt").write_text(PLAN.format(70), "utf-8")
    house = plan_source("house", path="house.txt", locality="Bắc Ninh")
    listing = plan_source("tin", url=site.url("/list"), locality="Quảng Bình", title="Tin")
    catalog = write_catalogue(
        tmp_path, house, {**listing, "kind": "listing", "listing": {"links": "/van-ban/*"}}
    )
    plan_id, english_id = (source_id_of("tin", site.url(f"/van-ban/{name}")) for name in ("mot", "en"))
    site.pages |= {"/list": list_page("mot", "en"), "/van-ban/mot": page(PLAN.format(80).encode())}
    site.pages["/van-ban/en"] = page(ENGLISH.encode() * 3)

    night = run_night(folders, catalog, "nightly", "--date", "2026-01-01")
    assert night.exit_code == 0, night.printed
    assert "3 in the catalogue (2 of them found by its listings): 3 new or changed" in night.printed
    assert "found      2 new documents" in night.printed
    assert f"{plan_id}: Kế hoạch mot ({site.url('/van-ban/mot')})" in night.printed
    assert f"note: source {english_id}: {site.url('/van-ban/en')} is not in Vietnamese" in night.printed
    targets = """
        select source_id, value_low, fct_target.locality_key
        from fct_target join dim_document using (document_key)
        where dim_document.is_current order by value_low
    """
    published = [("house", 70.0, "p63-27"), (plan_id, 80.0, "p63-44")]
    assert ask(folders, targets) == published
    assert ask(
        folders, f"select title, document_date::varchar from dim_document where source_id = '{plan_id}'"
    ) == [("Kế hoạch mot", "2021-09-21")]

    site.pages |= {"/list": list_page("hai"), "/van-ban/hai": page(PLAN.format(90).encode())}
    site.pages["/van-ban/mot"] = page(ENGLISH.encode() * 4)
    night = run_night(folders, catalog, "run", "--date", "2026-01-02")
    assert night.exit_code == 0, night.printed
    assert "found      1 new documents" in night.printed
    published.append((source_id_of("tin", site.url("/van-ban/hai")), 90.0, "p63-44"))
    assert ask(folders, targets) == published, "the readable version stays"

    site.pages["/list"] = status(404)
    night = run_night(folders, catalog, "run", "--date", "2026-01-03")
    assert night.exit_code == 3, night.printed
    assert "1 of 5 sources FAILED" in night.printed
    assert f"source tin: {site.url('/list')} answered 404 Not Found" in night.printed
    assert "found  " not in night.printed
    assert "is not in Vietnamese" not in night.printed, "that was told in the night it was read"
    assert ask(folders, targets) == published


def test_a_catalogue_of_one_bad_listing_says_so(folders: Folders, site: Site, tmp_path: Path) -> None:
    listing = {**plan_source("tin", url=site.url("/list")), "kind": "listing", "listing": {"links": "/a/*"}}
    night = run_night(folders, write_catalogue(tmp_path, listing), "run")
    assert night.exit_code == 1
    assert f"have found no document. source tin: {site.url('/list')} answered 404" in night.printed
    assert not (folders.warehouse / "marts.duckdb").exists()

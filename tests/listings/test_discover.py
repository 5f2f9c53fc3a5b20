"""Nights with listings, over a real server: what is found, what stays, and what a bad list says."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.fetch import BatchFailed, fetch_batch
from ingest.folders import Folders
from ingest.listings.discover import NothingToFetch, discover_documents
from ingest.listings.found import source_id_of
from ingest.raw import RawZone
from ingest.runs import load_run
from ingest.start import start_run
from tests.conftest import NIGHT, plan_source, write_catalogue
from tests.web_server import HURRIED, Handler, Page, Site, page, status

PLAN = "Đến năm 2025, tối thiểu 90% hồ sơ được giải quyết đúng hạn.".encode()
HOUSE = plan_source("house", path="plan.txt")


@pytest.fixture(autouse=True)
def _declared_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes(PLAN)


def listing(site: Site, path: str = "/list", **rule: Any) -> dict[str, Any]:
    source = plan_source("ke_hoach", url=site.url(path), locality="Bắc Ninh", title="Kế hoạch của tỉnh")
    return {**source, "kind": "listing", "listing": {"links": "/van-ban/*", **rule}}


def list_page(*names: object, more: str = "") -> Page:
    items = "".join(f'<li><a href="/van-ban/{name}">Kế hoạch số {name}</a> 21/9/2021</li>' for name in names)
    return page(f"<html><body><ul>{items}</ul>{more}<a href='/khac'>Khác</a></body></html>".encode())


def night(folders: Folders, catalog: Path, number: int = 0) -> list[str]:
    """Run start, discover and fetch; return the ids of the run's sources."""
    run_id = f"night-{number}"
    start_run(folders, catalog, run_id, NIGHT + timedelta(days=number))
    for batch in discover_documents(folders, run_id, HURRIED):
        try:
            fetch_batch(folders, run_id, batch, HURRIED)
        except BatchFailed:
            continue
    return [source["source_id"] for source in load_run(folders, run_id).sources]


def rows(folders: Folders, sql: str) -> list[dict[str, Any]]:
    return RawZone(folders.raw).query(sql)


def said_of_list(folders: Folders) -> tuple[str, str]:
    (row,) = rows(folders, "select outcome, message from fetch_log where source_id = 'ke_hoach'")
    return row["outcome"], row["message"] or ""


def found_ids(site: Site, *names: object) -> list[str]:
    return [source_id_of("ke_hoach", site.url(f"/van-ban/{name}")) for name in names]


def publish(site: Site, *names: object) -> None:
    site.pages |= {f"/van-ban/{name}": page(f"{name}. ".encode() + PLAN) for name in names}


def test_new_links_become_sources_with_the_listing_s_words(
    folders: Folders, site: Site, tmp_path: Path
) -> None:
    site.pages["/list"] = list_page(1, 2)
    publish(site, 1, 2)
    ids = night(folders, write_catalogue(tmp_path, HOUSE, listing(site)))
    assert ids == ["house", *found_ids(site, 1, 2)]
    documents = rows(folders, "select * from documents where url like 'http%' order by url")
    assert [row["source_id"] for row in documents] == ids[1:]
    told = documents[0]
    assert (told["kind"], told["locality"], told["title"]) == ("plan_text", "Bắc Ninh", "Kế hoạch số 1")
    assert told["document_date"].isoformat() == "2021-09-21"
    assert f"found on {site.url('/list')}" in told["catalogue_entry"]
    (first, _) = rows(folders, "select * from discoveries order by position")
    assert (first["listing_id"], first["shown_on"]) == ("ke_hoach", site.url("/list"))


def test_what_was_found_stays_when_the_list_moves_on_or_fails(
    folders: Folders, site: Site, tmp_path: Path
) -> None:
    catalog = write_catalogue(tmp_path, HOUSE, listing(site))
    publish(site, 1, 2)
    site.pages["/list"] = list_page(1)
    night(folders, catalog)
    site.pages["/list"] = list_page(2)
    assert night(folders, catalog, 1) == ["house", *found_ids(site, 1, 2)]
    site.pages["/list"] = status(404)
    assert night(folders, catalog, 2) == ["house", *found_ids(site, 1, 2)]
    assert len(rows(folders, "select 1 from discoveries")) == 2, "a link is kept once"
    (failed,) = rows(folders, "select message from fetch_log where outcome = 'failed'")
    assert "source ke_hoach: " + site.url("/list") + " answered 404 Not Found" in failed["message"]
    narrow = write_catalogue(tmp_path, HOUSE, listing(site, without=["/van-ban/1"]))
    assert night(folders, narrow, 3) == ["house", *found_ids(site, 2)], "the pattern of today decides"


def test_a_run_tried_again_means_the_same_documents(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/list"] = list_page(1)
    catalog = write_catalogue(tmp_path, HOUSE, listing(site))
    first = night(folders, catalog)
    site.pages["/list"] = list_page(1, 2)
    assert night(folders, catalog) == first
    assert site.count("/list") == 1


def test_the_sources_of_a_run_are_a_function_of_raw_and_its_date(
    folders: Folders, site: Site, tmp_path: Path
) -> None:
    catalog = write_catalogue(tmp_path, HOUSE, listing(site))
    site.pages["/list"] = list_page(1)
    night(folders, catalog, 0)
    site.pages["/list"] = list_page(2, 1)
    night(folders, catalog, 1)
    shas = [load_run(folders, f"night-{number}").catalogue_sha256 for number in (0, 1)]
    site.pages["/list"] = status(500)
    night(folders, catalog, 2)
    assert load_run(folders, "night-2").catalogue_sha256 == shas[1] != shas[0]


def test_a_declared_document_or_one_of_another_listing_is_not_found_again(
    folders: Folders, site: Site, tmp_path: Path
) -> None:
    site.pages |= {"/list": list_page(1, 2), "/rss": list_page(2, 3)}
    mine = plan_source("mine", url=site.url("/van-ban/1"))
    other = {**listing(site, "/rss"), "id": "tin"}
    ids = night(folders, write_catalogue(tmp_path, mine, listing(site), other))
    assert ids == ["mine", *found_ids(site, 2), source_id_of("tin", site.url("/van-ban/3"))]


def test_pages_are_followed_as_deep_as_declared(folders: Folders, site: Site, tmp_path: Path) -> None:
    def numbered(handler: Handler) -> None:
        number = int(handler.path.partition("page=")[2] or 1)
        list_page(number, more=f'<a rel="next" href="?page={number + 1}">Sau</a>')(handler)

    site.pages["/list"] = numbered
    ids = night(folders, write_catalogue(tmp_path, HOUSE, listing(site, depth=3)))
    assert ids == ["house", *found_ids(site, 1, 2, 3)]
    assert said_of_list(folders) == ("fetched", "")


def test_no_more_pages_are_asked_for_than_the_night_needs(
    folders: Folders, site: Site, tmp_path: Path
) -> None:
    site.pages["/list"] = list_page(1, 2, more='<a rel="next" href="/more">Sau</a>')
    night(folders, write_catalogue(tmp_path, HOUSE, listing(site, depth=3, most=1)))
    assert site.count("/more") == 0


def test_a_portal_that_turns_to_https_does_not_publish_everything_anew() -> None:
    assert source_id_of("tin", "http://tinh.vn/1") == source_id_of("tin", "https://tinh.vn/1")


def test_an_index_of_sitemaps_is_followed(folders: Folders, site: Site, tmp_path: Path) -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    part = f"<sitemap><loc>{site.url('/part.xml')}</loc></sitemap>"
    site.pages["/sitemap.xml"] = page(f"<sitemapindex {space}>{part}</sitemapindex>".encode())
    urls = "".join(f"<url><loc>{site.url(f'/{path}')}</loc></url>" for path in ("van-ban/1", "khac"))
    site.pages["/part.xml"] = page(f"<urlset {space}>{urls}</urlset>".encode())
    assert night(folders, write_catalogue(tmp_path, HOUSE, listing(site, "/sitemap.xml"))) == [
        "house",
        *found_ids(site, 1),
    ]
    (found,) = load_run(folders, "night-0").sources[1:]
    assert found["title"] == "Kế hoạch của tỉnh: 1", "a sitemap states no title"


def test_at_most_so_many_a_night(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/list"] = list_page(*range(10_000))
    catalog = write_catalogue(tmp_path, HOUSE, listing(site, most=3))
    assert night(folders, catalog) == ["house", *found_ids(site, 0, 1, 2)]
    assert "shows 10000 new documents or more; 3 are taken a night (`most`)." in said_of_list(folders)[1]
    assert night(folders, catalog, 1) == ["house", *found_ids(site, *range(6))]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (status(503), "answered 503 Service Unavailable"),
        (page(b"<form><input type='password'></form>"), "asks for a login"),
        (page(b"<script>load()</script><div></div>"), "is a page without links; it may be built by scripts"),
        (
            page(b"<a href='/khac'>L\xe1\xbb\x97i 500</a>"),
            "such as {site}/khac, but none that fits '/van-ban/*'",
        ),
        (page(b"<a href='http://a.vn/van-ban/1'>x</a>"), "shows 1 links, all to other hosts, but none"),
    ],
)
def test_a_bad_list_is_one_sentence_and_the_others_go_on(
    folders: Folders, site: Site, tmp_path: Path, answer: Page, said: str
) -> None:
    site.pages["/list"] = answer
    assert night(folders, write_catalogue(tmp_path, HOUSE, listing(site))) == ["house"]
    outcome, message = said_of_list(folders)
    assert outcome == "failed"
    assert message.startswith(f"source ke_hoach: {site.url('/list')} ")
    assert said.replace("{site}", site.address) in message
    assert message.count("\n") == 0


def test_a_list_that_leads_to_another_host_is_not_followed(
    folders: Folders, site: Site, tmp_path: Path
) -> None:
    elsewhere = site.address.replace("127.0.0.1", "localhost") + "/sso"
    site.pages |= {"/list": status(302, Location=elsewhere), "/sso": list_page(1)}
    catalog = write_catalogue(tmp_path, HOUSE, listing(site))
    catalog.write_text("allow_private_addresses: true\n" + catalog.read_text("utf-8"), "utf-8")
    assert night(folders, catalog) == ["house"]
    assert f"leads to another host ({elsewhere})" in said_of_list(folders)[1]


def test_links_are_read_from_where_redirects_end(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/list"] = status(301, Location="/van-ban/")
    site.pages["/van-ban/"] = page("<a href='1'>Kế hoạch một</a>".encode())
    assert night(folders, write_catalogue(tmp_path, HOUSE, listing(site))) == ["house", *found_ids(site, 1)]


def test_a_pagination_that_goes_in_circles_is_left(folders: Folders, site: Site, tmp_path: Path) -> None:
    def same_for_ever(handler: Handler) -> None:
        number = int(handler.path.partition("page=")[2] or 1)
        list_page(1, more=f'<a href="?page={number + 1}">Sau</a>')(handler)

    site.pages["/list"] = same_for_ever
    catalog = write_catalogue(tmp_path, HOUSE, listing(site, pages="/list?page=*", depth=10))
    assert night(folders, catalog) == ["house", *found_ids(site, 1)]
    assert "goes in circles: " + site.url("/list?page=2") in said_of_list(folders)[1]
    assert [path for _, path, _ in site.requests if path.startswith("/list")] == ["/list", "/list?page=2"]


def test_a_later_page_that_fails_is_a_note(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages["/list"] = list_page(1, more='<a rel="next" href="/gone">Sau</a>')
    catalog = write_catalogue(tmp_path, HOUSE, listing(site, depth=2))
    assert night(folders, catalog) == ["house", *found_ids(site, 1)]
    assert f"leads on to {site.url('/gone')}, which answered 404" in said_of_list(folders)[1]


def robots(site: Site, *lines: str) -> None:
    site.pages["/robots.txt"] = page("\n".join(["User-agent: thuocdo", *lines]).encode())


def test_robots_txt_is_obeyed_for_the_list_and_its_documents(
    folders: Folders, site: Site, tmp_path: Path
) -> None:
    site.pages["/list"] = list_page(1, "mat")
    robots(site, "Disallow: /*/mat", "Crawl-delay: 0")
    catalog = write_catalogue(tmp_path, HOUSE, listing(site))
    assert night(folders, catalog) == ["house", *found_ids(site, 1)]
    assert "shows 1 documents that are closed to programs (robots.txt)" in said_of_list(folders)[1]
    assert site.requests[0][1] == "/robots.txt"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Disallow: /list"], "is closed to programs (robots.txt)"),
        (["Disallow: /van-ban/"], "shows 2 documents, all closed to programs (robots.txt)"),
        (["Crawl-delay: 3600"], "asks programs to wait 3600 s between pages"),
    ],
)
def test_a_list_closed_to_programs_is_left_alone(
    folders: Folders, site: Site, tmp_path: Path, lines: Sequence[str], said: str
) -> None:
    site.pages["/list"] = list_page(1, 2)
    robots(site, *lines)
    assert night(folders, write_catalogue(tmp_path, HOUSE, listing(site))) == ["house"]
    assert said in said_of_list(folders)[1]


def test_while_robots_txt_is_down_nothing_is_followed(folders: Folders, site: Site, tmp_path: Path) -> None:
    site.pages |= {"/list": list_page(1), "/robots.txt": status(500)}
    assert night(folders, write_catalogue(tmp_path, HOUSE, listing(site))) == ["house"]
    assert "is not followed, because " + site.url("/robots.txt") + " answered 500" in said_of_list(folders)[1]
    assert site.count("/list") == 0


def test_a_feed_may_bring_nothing_for_a_night(folders: Folders, site: Site, tmp_path: Path) -> None:
    def feed(path: str) -> Page:
        return page(f"<rss><channel><item><link>{site.url(path)}</link></item></channel></rss>".encode())

    catalog = write_catalogue(tmp_path, HOUSE, listing(site, "/rss"))
    site.pages["/rss"] = feed("/the-thao/1")
    night(folders, catalog)
    assert "but none that fits" in said_of_list(folders)[1], "a pattern that never fitted is a mistake"
    site.pages["/rss"] = feed("/van-ban/1")
    night(folders, catalog, 1)
    site.pages["/rss"] = feed("/the-thao/2")
    night(folders, catalog, 2)
    log = rows(folders, "select outcome from fetch_log where source_id = 'ke_hoach' order by run_date")
    assert [row["outcome"] for row in log] == ["failed", "fetched", "unchanged"]


def test_a_found_document_rests_after_its_days_and_one_that_never_came_is_given_up(
    folders: Folders, site: Site, tmp_path: Path
) -> None:
    site.pages["/list"] = list_page(1, "chet")
    publish(site, 1)
    catalog = write_catalogue(tmp_path, HOUSE, listing(site, watch_days=2))
    for number in (0, 2):
        assert night(folders, catalog, number) == ["house", *found_ids(site, 1, "chet")]
    assert night(folders, catalog, 3) == ["house", *found_ids(site, 1)]
    assert (site.count("/van-ban/1"), site.count("/van-ban/chet")) == (2, 2)


def test_found_exports_take_the_listing_s_mapping(folders: Folders, site: Site, tmp_path: Path) -> None:
    values = [{"column": "Điểm", "indicator": "dti_score", "unit": "score"}]
    mapping = {"locality": "Tỉnh", "year": "Năm", "values": values}
    site.pages["/list"] = list_page("dti.csv")
    night(
        folders,
        write_catalogue(tmp_path, HOUSE, {**listing(site, found="indicator_export"), "mapping": mapping}),
    )
    found = load_run(folders, "night-0").sources[1]
    assert (found["kind"], found["mapping"]["locality"]) == ("indicator_export", "Tỉnh")


def test_secret_headers_go_to_the_list_s_own_host_only(folders: Folders, site: Site, tmp_path: Path) -> None:
    elsewhere = site.address.replace("127.0.0.1", "localhost")
    site.pages["/list"] = page(
        f"<a href='/van-ban/1'>Kế hoạch một</a> <a href='{elsewhere}/van-ban/2'>Kế hoạch hai</a>".encode()
    )
    source = listing(site, hosts=[elsewhere.partition("://")[2]])
    night(folders, write_catalogue(tmp_path, HOUSE, {**source, "headers": {"X-Key": "secret"}}))
    own, other = load_run(folders, "night-0").sources[1:]
    assert (own["headers"], other["headers"]) == ({"X-Key": "secret"}, {})
    sent = {(headers["Host"], "X-Key" in headers) for _, _, headers in site.requests}
    assert sent == {(site.address.partition("://")[2], True), (elsewhere.partition("://")[2], False)}


def test_nothing_declared_and_nothing_found_is_one_sentence(
    folders: Folders, site: Site, tmp_path: Path
) -> None:
    site.pages["/list"] = status(404)
    with pytest.raises(NothingToFetch, match="have found no document. source ke_hoach: .* answered 404"):
        night(folders, write_catalogue(tmp_path, listing(site)))


def test_a_run_whose_listings_were_not_looked_at_cannot_go_on(
    folders: Folders, site: Site, tmp_path: Path
) -> None:
    start_run(folders, write_catalogue(tmp_path, HOUSE, listing(site)), "night", NIGHT)
    with pytest.raises(LookupError, match="its step discover must succeed"):
        load_run(folders, "night")

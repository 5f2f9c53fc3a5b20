"""What one page of a list shows: addresses, titles and days, from pages, feeds and sitemaps."""

import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.listings.addresses import whole_address
from ingest.listings.dates import stated_day
from ingest.listings.declared import LinkRule
from ingest.listings.links import Link
from ingest.listings.lists import NotAList, Shown, read_list

AT = "https://tinh.vn/tin-tuc/"
TODAY = date(2026, 11, 22)


def shown(body: str | bytes, links: str = "/van-ban/*") -> Shown:
    rule = LinkRule(links=links)
    return read_list(body.encode() if isinstance(body, str) else body, AT, rule.takes, TODAY)


def documents(body: str | bytes) -> list[Link]:
    return [link for link in shown(body).links if "/van-ban/" in link.address]


def test_a_page_gives_titles_and_the_day_of_each_item() -> None:
    page = """<html><body><p>Hôm nay: 22/11/2026</p><ul>
      <li><a href="/van-ban/1"><img src="a.png"></a> <a href="/van-ban/1">Kế hoạch cải cách 2025</a>
          <span>21/9/2021</span> <a href="/van-ban/1">Xem chi tiết</a></li>
      <li><h3><a href="../van-ban/2?utm_source=rss#top">Báo cáo quý I</a></h3>
          <time datetime="2022-04-05">hôm kia</time> thay văn bản ngày 01/02/2020</li>
      <li><a href="/van-ban/3">Xem thêm</a> 01/01/2021 - 31/12/2021</li>
      <li><a href="/lien-he">Liên hệ</a> <a href="mailto:a@tinh.vn">Thư</a>
          <a href="javascript:go()">Đi</a></li>
    </ul></body></html>"""
    assert documents(page) == [
        Link("https://tinh.vn/van-ban/1", "Kế hoạch cải cách 2025", date(2021, 9, 21)),
        Link("https://tinh.vn/van-ban/2", "Báo cáo quý I", date(2022, 4, 5)),
        Link("https://tinh.vn/van-ban/3"),
    ]
    assert [link.address for link in shown(page).links][-1] == "https://tinh.vn/lien-he"


def test_a_card_is_called_by_its_heading() -> None:
    card = "<a href='/van-ban/1'><p>Tin tức</p><h3>Kế hoạch năm 2025</h3><p>Tỉnh ban hành …</p></a>"
    assert [link.title for link in documents(card)] == ["Kế hoạch năm 2025"]


def test_the_only_item_of_a_page_does_not_take_the_page_s_own_date() -> None:
    item = '<li><a href="/van-ban/1">Kế hoạch năm 2025</a></li>'
    page = f"<body><div>Thứ hai, 23/11/2025</div><ul>{item}</ul></body>"
    assert documents(page) == [Link("https://tinh.vn/van-ban/1", "Kế hoạch năm 2025")]


def test_rss_gives_title_and_day_in_vietnam() -> None:
    feed = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><link>https://tinh.vn/</link>
      <item><title><![CDATA[<b>Kế hoạch</b> 2022]]></title><link>https://tinh.vn/van-ban/1</link>
        <pubDate>Tue, 21 Sep 2021 20:00:00 GMT</pubDate></item>
      <item><title>Báo cáo &nbsp; năm</title><guid>https://tinh.vn/van-ban/2</guid>
        <pubDate>05/04/2022 08:00</pubDate></item></channel></rss>"""
    assert shown(feed).kind == "feed"
    assert documents(feed) == [
        Link("https://tinh.vn/van-ban/1", "Kế hoạch 2022", date(2021, 9, 22)),
        Link("https://tinh.vn/van-ban/2", "Báo cáo năm", date(2022, 4, 5)),
    ]


def test_atom_has_a_next_page() -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="/feed?page=2"/>
      <entry><title>Kế hoạch</title><link rel="enclosure" href="/a.mp3"/><link href="/van-ban/1"/>
      <updated>2023-01-02T00:00:00Z</updated><published>2021-09-21T02:00:00+07:00</published></entry></feed>"""
    assert documents(feed) == [Link("https://tinh.vn/van-ban/1", "Kế hoạch", date(2021, 9, 21))]
    assert shown(feed).following == ("https://tinh.vn/feed?page=2",)


def test_sitemaps_packed_or_not_and_their_index() -> None:
    sitemap = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>
      <loc> https://tinh.vn/van-ban/1 </loc>
      <lastmod>2026-01-01</lastmod><image:image><image:title>Ảnh</image:title></image:image>
      <news:news><news:publication_date>2021-09-21</news:publication_date>
        <news:title>Kế hoạch </news:title></news:news></url>
      <url><loc>https://tinh.vn/van-ban/2</loc><lastmod>2026-01-01</lastmod></url></urlset>"""
    expected = [
        Link("https://tinh.vn/van-ban/1", "Kế hoạch", date(2021, 9, 21)),
        Link("https://tinh.vn/van-ban/2"),
    ]
    assert documents(sitemap) == documents(gzip.compress(sitemap.encode())) == expected
    index = """<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <sitemap><loc>https://tinh.vn/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
      <sitemap><loc>https://tinh.vn/new.xml.gz</loc><lastmod>2026-01-01</lastmod></sitemap></sitemapindex>"""
    assert shown(index).parts == ("https://tinh.vn/new.xml.gz", "https://tinh.vn/old.xml")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b" \n", "is empty"),
        (b"\x1f\x8b broken", "is a damaged gzip file"),
        (b"<!-- nothing -->", "is neither a web page nor a feed nor a sitemap"),
    ],
)
def test_what_is_no_list_is_one_sentence(body: bytes, said: str) -> None:
    with pytest.raises(NotAList, match=said):
        shown(body)


def test_a_feed_cannot_show_files_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("mật khẩu", "utf-8")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    item = "<item><title>Tin &x;</title><link>/van-ban/1</link></item>"
    (link,) = documents(f"<?xml version='1.0'?>{doctype}<rss><channel>{item}</channel></rss>")
    assert link.title == "Tin &x;"


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.listings.lists.MOST_UNPACKED", 2**20)
    with pytest.raises(NotAList, match="unpacks to over 1 MB"):
        shown(gzip.compress(b"<urlset>" + b" " * 2**21))
    pairs = zip("abcdefghi", "bcdefghij", strict=True)
    entities = "".join(f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in pairs)
    bomb = f'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">{entities}'
    feed = f"<?xml version='1.0'?>{bomb}]><rss><item><title>&j;</title><link>/van-ban/1</link></item></rss>"
    assert not any("aaaa" in link.title for link in shown(feed).links)


PIECES = st.sampled_from(
    [
        "<a href='/van-ban/1'>",
        "<item>",
        "<link>",
        "<title>",
        "<rss>",
        "<urlset>",
        "<loc>",
        "<base href='//['>",
    ]
    + [
        "</a>",
        "</item>",
        "<?xml version='1.0'?>",
        "<time datetime='2021-13-45'>",
        "&#0;",
        "\x00",
        "31/12/9999",
        "é",
    ]
)


@given(
    st.one_of(
        st.binary(max_size=200), st.lists(PIECES, max_size=12).map(lambda found: "".join(found).encode())
    )
)
def test_whatever_comes_is_read_or_named(body: bytes) -> None:
    try:
        links = shown(body).links
    except NotAList as problem:
        assert "stopped the reader" not in str(problem), "no mistake is known"
    else:
        assert all(link.address.startswith("http") for link in links)


@given(st.text(max_size=60), st.sampled_from([AT, "http://tinh.vn:8080/a?b=c"]))
def test_an_address_is_normalised_once_and_for_all(link: str, base: str) -> None:
    address = whole_address(link, base)
    assert address == "" or address.startswith(("http://", "https://"))
    assert not address or whole_address(address, "https://elsewhere.vn/") == address


def test_sessions_tracking_and_fragments_do_not_make_another_document() -> None:
    assert (
        whole_address("HTTPS://Tinh.VN:443/a b;jsessionid=F3?id=1&fbclid=x#c", AT)
        == "https://tinh.vn/a%20b?id=1"
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Thứ ba, 21-9-2021 | 08:30", date(2021, 9, 21)),
        ("31/02/2021", None),
        ("21/9/2021 và 22/9/2021", None),
        ("21/9/2031", None),
        ("số 1.2.2021.5", None),
        ("", None),
    ],
)
def test_a_day_is_taken_when_one_is_stated(text: str, day: date | None) -> None:
    assert stated_day(text, TODAY) == day


def test_patterns_are_about_the_path_or_the_whole_address() -> None:
    rule = LinkRule(links="/van-ban/*.html", without=("*/en/*",), pages="/list?page=*")
    assert rule.takes("https://tinh.vn/van-ban/a.html")
    assert not rule.takes("https://tinh.vn/van-ban/a.html?print=1")
    assert not rule.takes("https://tinh.vn/van-ban/en/a.html")
    assert rule.leads_on("https://tinh.vn/list?page=2")
    assert LinkRule(links="https://a.vn/*").takes("https://a.vn/b")
    assert LinkRule(links_regex=r"-post\d+\.html$").takes("https://a.vn/tin-post12.html")

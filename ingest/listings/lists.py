"""What one page of a list shows: a web page, an RSS or Atom feed, a sitemap or an index of sitemaps.

trafilatura's own helpers for feeds and sitemaps return bare addresses; here titles and dates are wanted too.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import lxml.etree
import lxml.html

from ingest.listings import page_links
from ingest.listings.addresses import whole_address
from ingest.listings.dates import stated_day
from ingest.listings.links import Link

MOST_UNPACKED = 50 * 2**20  # bytes; the most the sitemap protocol allows
_FEEDS = ("rss", "RDF", "feed")
_SITEMAPS = {"urlset": "sitemap", "sitemapindex": "index of sitemaps"}
_PASSWORD = re.compile(rb"<input\b[^>]*\btype\s*=\s*[\"']?password\b", re.IGNORECASE)
_ITEMS = ("item", "entry")
_DATES = ("pubDate", "published", "date", "updated", "publication_date")  # the first that is there


class NotAList(Exception):
    """What came is no list; the message is a clause that says what it is and what to do."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Shown:
    """The links of one page of a list, in their order, and the pages it says come next."""

    kind: str  # page | feed | sitemap | index of sitemaps
    links: tuple[Link, ...]
    following: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()  # the sitemaps of an index, newest first
    has_login: bool = False  # somewhere on the page, as many portals have


def read_list(body: bytes, address: str, takes: Callable[[str], bool], last: date) -> Shown:
    """Return what a list shows; ``takes`` tells which addresses are documents, ``last`` the latest day known.

    Raises ``NotAList``, also where a mistake of this reader would stop the other lists.
    """
    try:
        return _read(_unpacked(body), address, takes, last)
    except (LookupError, TypeError, ValueError, RecursionError, lxml.etree.LxmlError) as mistake:
        said = f"stopped the reader of lists ({type(mistake).__name__}: {mistake}); report it"
        raise NotAList("mistake", said) from mistake


def _read(body: bytes, address: str, takes: Callable[[str], bool], last: date) -> Shown:
    if not body.strip():
        raise NotAList("empty", "is empty; check the address")
    root = _xml_root(body)
    name = _local(root) if root is not None else ""
    if root is not None and name in _FEEDS:
        return Shown("feed", tuple(_entries(root, address, last)), tuple(_next_of_feed(root, address)))
    if root is not None and name in _SITEMAPS:
        return _sitemap(root, _SITEMAPS[name], address, last)
    tree = _page(body)
    return Shown(
        "page",
        tuple(page_links.links_of(tree, address, takes, last)),
        page_links.next_of(tree, address),
        has_login=has_login(body),
    )


def has_login(body: bytes) -> bool:
    """Tell whether a web page has a field for a password."""
    return _PASSWORD.search(body) is not None


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacking = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacking.decompress(body, MOST_UNPACKED + 1)
    except zlib.error as error:
        raise NotAList("damaged", f"is a damaged gzip file ({error}); check the address") from error
    if len(unpacked) > MOST_UNPACKED:
        raise NotAList("too_large", f"unpacks to over {MOST_UNPACKED >> 20} MB; declare one of its parts")
    return unpacked


def _xml_root(body: bytes) -> Any | None:
    """Return the root of a feed or sitemap, also of one with small mistakes; ``None`` for anything else."""
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith((b"<?xml", *(f"<{name}".encode() for name in (*_FEEDS, *_SITEMAPS, "rdf:RDF")))):
        return None
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        return lxml.etree.fromstring(body.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except lxml.etree.XMLSyntaxError:
        return None


def _page(body: bytes) -> Any:
    try:
        return lxml.html.document_fromstring(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError):  # another encoding, or an XML declaration that names one
        pass
    except lxml.etree.ParserError as error:
        raise NotAList("no_list", "is neither a web page nor a feed nor a sitemap") from error
    try:
        return lxml.html.document_fromstring(body)
    except (lxml.etree.ParserError, ValueError) as error:
        raise NotAList("no_list", "is neither a web page nor a feed nor a sitemap") from error


def _entries(root: Any, address: str, last: date) -> Iterator[Link]:
    for item in root.iter():
        if isinstance(item.tag, str) and _local(item) in _ITEMS:
            link = whole_address(_link_of(item), address)
            if link:
                yield Link(link, page_links.plain_of_markup(_text(item, "title")), _day(item, last))


def _link_of(item: Any) -> str:
    links = [part for part in item if isinstance(part.tag, str) and _local(part) == "link"]
    written = [part.get("href") for part in links if part.get("rel", "alternate") == "alternate"]
    written += [part.text for part in links]
    guid = next((part for part in item if isinstance(part.tag, str) and _local(part) == "guid"), None)
    if guid is not None and guid.get("isPermaLink", "true") == "true" and "://" in (guid.text or ""):
        written.append(guid.text)
    return next((link.strip() for link in written if link and link.strip()), "")


def _next_of_feed(root: Any, address: str) -> Iterator[str]:
    for part in root.iter():
        if isinstance(part.tag, str) and _local(part) == "link" and part.get("rel") == "next":
            yield whole_address(part.get("href", ""), address)


def _sitemap(root: Any, kind: str, address: str, last: date) -> Shown:
    entries = [part for part in root if isinstance(part.tag, str) and _local(part) in ("url", "sitemap")]
    if kind == "sitemap":
        links = (
            Link(whole_address(_text(entry, "loc"), address), _news_title(entry), _day(entry, last))
            for entry in entries
        )
        return Shown(kind, tuple(link for link in links if link.address))
    newest_first = sorted(entries, key=lambda entry: _text(entry, "lastmod"), reverse=True)
    parts = (whole_address(_text(entry, "loc"), address) for entry in newest_first)
    return Shown(kind, (), parts=tuple(part for part in parts if part))


def _news_title(entry: Any) -> str:
    """Return the title a news sitemap gives; a title beside an address may also be that of a picture."""
    titles = entry.xpath(".//*[local-name() = 'title' and contains(namespace-uri(), 'sitemap-news')]")
    return page_links.plain("".join(titles[0].itertext())) if titles else ""


def _day(item: Any, last: date) -> date | None:
    stated = (_text(item, name) for name in _DATES)
    return next((stated_day(text, last) for text in stated if text), None)


def _text(item: Any, name: str) -> str:
    """Return the text of the first part called ``name``, in any namespace, near or further in."""
    for part in item.iter():
        if isinstance(part.tag, str) and _local(part) == name:
            return " ".join("".join(part.itertext()).split())
    return ""


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]  # lxml's QName refuses names that its own parser lets through

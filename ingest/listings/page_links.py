"""The links of a web page, each with the title and the day that stand beside it."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import lxml.html

from ingest.listings.addresses import whole_address
from ingest.listings.dates import stated_day
from ingest.listings.links import Link
from ingest.listings.words import words

MOST_TITLE = 300  # characters
_HEADINGS = "self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6"
_WIDE = frozenset(("html", "body", "main", "form", "ul", "ol", "table", "tbody"))  # hold more than one item
_MOST_LEVELS, _MOST_TEXT = 5, 1500  # how far the words of one item reach around its link


def links_of(tree: Any, address: str, takes: Callable[[str], bool], last: date) -> Iterator[Link]:
    """Yield every address of the page once; title and day only of those that ``takes`` calls documents."""
    base = next(iter(tree.xpath("//base/@href")), "")
    base = whole_address(str(base), address) or address
    anchors: dict[str, list[Any]] = {}
    for anchor in tree.iter("a"):
        link = whole_address(anchor.get("href", ""), base) if anchor.get("href") else ""
        if link:
            anchors.setdefault(link, []).append(anchor)
    documents = {link: found for link, found in anchors.items() if takes(link)}
    shared = _shared_ancestors(documents)
    for link, found in anchors.items():
        if link in documents:
            yield Link(link, _title(found), _day(found, shared, last))
        else:
            yield Link(link)


def next_of(tree: Any, address: str) -> tuple[str, ...]:
    """Return the pages that the page itself calls the next ones."""
    found = tree.xpath("//*[self::a or self::link][contains(concat(' ', @rel, ' '), ' next ')]/@href")
    return tuple(link for link in (whole_address(str(href), address) for href in found) if link)


def plain(title: str) -> str:
    """Return a title in one line, cut where it is no title any more."""
    title = " ".join(title.split())
    return title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1].rstrip() + "…"


def plain_of_markup(title: str) -> str:
    """Return the title that a feed writes as a piece of HTML (``&nbsp;``, ``<b>``)."""
    if not re.search("[<&]", title):
        return plain(title)
    return plain(str(lxml.html.fragment_fromstring(title, create_parent=True).text_content()))


def _title(anchors: list[Any]) -> str:
    """Return the heading the link is, or is in; else its first words that are a title."""
    headings = [heading for anchor in anchors for heading in _headings(anchor)]
    written = [element.text_content() for element in (*headings, *anchors)]
    written += [anchor.get("title", "") for anchor in anchors]
    written += [str(alt) for anchor in anchors for alt in anchor.xpath(".//img/@alt")]
    titles = (plain(title) for title in written)
    return next((title for title in titles if len(title) > 4 and not _is_noise(title)), "")


def _headings(anchor: Any) -> list[Any]:
    return [*anchor.xpath(f"descendant::*[{_HEADINGS}]"), *anchor.xpath(f"ancestor::*[{_HEADINGS}]")]


def _is_noise(title: str) -> bool:
    return title.casefold().strip(" .…»›>[]()") in words().not_titles


def _day(anchors: list[Any], shared: set[Any], last: date) -> date | None:
    """Return the day stated in the item around a link: in a ``time``, else beside it, else in its words."""
    for anchor in anchors:
        item = _item(anchor, shared)
        dated = item.xpath(".//time | .//*[contains(@class, 'date') or contains(@class, 'time')]")
        for text in (*(part.get("datetime") or part.text_content() for part in dated), item.text_content()):
            day = stated_day(text, last)
            if day is not None:
                return day
    return None


def _item(anchor: Any, shared: set[Any]) -> Any:
    """Return the widest element around a link that holds no other document."""
    item = anchor
    for _, parent in zip(range(_MOST_LEVELS), anchor.iterancestors(), strict=False):
        if parent in shared or parent.tag in _WIDE or len(parent.text_content()) > _MOST_TEXT:
            break
        item = parent
    return item


def _shared_ancestors(documents: dict[str, list[Any]]) -> set[Any]:
    """Return the elements around more than one document."""
    holds: dict[Any, str] = {}
    shared: set[Any] = set()
    for link, anchors in documents.items():
        for anchor in anchors:
            for _, parent in zip(range(_MOST_LEVELS), anchor.iterancestors(), strict=False):
                if holds.setdefault(parent, link) != link:
                    shared.add(parent)
    return shared

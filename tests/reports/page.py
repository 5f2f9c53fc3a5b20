"""A page taken apart: its links, anchors, marks and counts."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "link", "img", "input"})


@dataclass
class Page(HTMLParser):
    """What a browser would find in a page without running anything."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    marks: dict[str, list[str]] = field(default_factory=dict)  # by the id of the sentence
    counts: list[tuple[str, int]] = field(default_factory=list)  # cells with a status, in their order
    rows: list[str] = field(default_factory=list)  # status of each promise
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, dict[str, str], int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.ids += [told["id"]] if "id" in told else []
        self.links += [told["href"]] if "href" in told else []
        self.rows += [told["data-status"]] if tag == "tr" and "data-status" in told else []
        if tag not in VOID:
            self._open.append((tag, told, len(self.text)))

    def handle_endtag(self, tag: str) -> None:
        opened, told, start = self._open.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"
        said = self.text[start:]
        if tag == "mark":
            sentence = next(outer["id"] for _, outer, _ in reversed(self._open) if "id" in outer)
            self.marks.setdefault(sentence, []).append(said)
        if tag == "td" and "data-status" in told:
            self.counts.append((told["data-status"], int(said)))

    def handle_data(self, data: str) -> None:
        if not any(tag in ("style", "svg") for tag, *_ in self._open):
            self.text += data


def open_page(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page

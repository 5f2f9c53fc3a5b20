"""A page taken apart: its text, its highlights, its data."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from ingest.explain.document import ExplainedDocument, Row
from ingest.explain.page import html_page
from ingest.measures import read_text
from ingest.records import Measure

VOID = frozenset({"meta", "input", "br", "link"})


@dataclass
class Page(HTMLParser):
    """What stands in ``#text``, and which stretches of it are highlighted."""

    text: str = ""
    marks: list[tuple[int, int, dict[str, str]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, int, dict[str, str]]] = []
        self._script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if "id" in told:
            self.ids.append(told["id"])
        if tag not in VOID:
            self._open.append((tag, len(self.text), told))

    def handle_endtag(self, tag: str) -> None:
        opened, start, told = self._open.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"
        if tag == "mark":
            self.marks.append((start, len(self.text), told))

    def handle_data(self, data: str) -> None:
        if any(told.get("id") == "text" for _, _, told in self._open):
            self.text += data
        elif self._open and self._open[-1][2].get("id") == "data":
            self.data = json.loads(data)


def open_page(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


def explained(text: str, measures: list[Measure] | None = None) -> ExplainedDocument:
    reading = read_text(text)
    rows = tuple(Row(measure, measure) for measure in (reading.measures if measures is None else measures))
    return ExplainedDocument("plan.txt", "0" * 64, text, reading.facts, rows)


def page_of(text: str, measures: list[Measure] | None = None) -> Page:
    return open_page(html_page(explained(text, measures)))

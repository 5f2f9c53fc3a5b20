"""Titles: what a document calls itself, and what kind of document it is by that."""

import re
from functools import cache

from ingest.measures.text import CleanText, fold
from ingest.measures.words import alternatives, any_of, load, opening

_HEAD = 6000
_LONGEST_LINE, _MOST_LINES = 220, 6


@cache
def _in_capitals() -> re.Pattern[str]:
    """Return the first words of titles as a document writes them: "KẾ HOẠCH"."""
    return re.compile(rf"{any_of({title.upper() for title in load('documents')['titles']})}(?!\w)")


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    words = load("kinds")["document"]
    return {
        kind: re.compile(rf"(?m)^\s*(?:{alternatives(words[kind])})(?!\w)") for kind in ("target", "actual")
    }


@cache
def _publishes() -> re.Pattern[str]:
    """Return the words of a title by which a decision or notice makes results known."""
    return re.compile(rf"{opening(load('kinds')['document']['publishing'])}(?!\w)")


def document_kind(text: CleanText) -> str:
    """Return the kind of the document from its title: the last title of its head decides.

    A title stands in capitals, or alone on one of the first lines ("Báo cáo tham luận tại Hội nghị ...").
    """
    opening = sum(len(line) + 1 for line in text.clean.split("\n", 4)[:4])
    if _publishes().search(fold(title_text(text))):
        return "actual"
    places: list[tuple[int, str]] = []
    for kind, title in _kinds().items():
        for found in title.finditer(text.folded[:_HEAD]):
            written = text.clean[found.start() : found.end()].strip()
            if written.isupper() or written[:1].isupper() and _is_short_line(text, found.start(), opening):
                places.append((found.start(), kind))
    if not places:
        return ""
    kinds = [kind for _, kind in sorted(places)]
    # a decision that issues a plan, or a letter that forwards a report: what is issued counts
    return kinds[0] if kinds[0] == "actual" else kinds[-1] if len(kinds) < 3 else kinds[0]


def _is_short_line(text: CleanText, start: int, opening: int) -> bool:
    end = text.clean.find("\n", start + 1)
    line = text.clean[start : end if end >= 0 else len(text.clean)].strip()
    return start < opening and len(line) <= _LONGEST_LINE and not line.endswith((".", ";", ":", ","))


def title_text(text: CleanText) -> str:
    """Return the lines that name the document: the title in capitals and what stands right below it.

    Without one, the short lines that open the text: a headline of news, the name of an office.
    """
    lines = [line.strip() for line in text.clean[:_HEAD].split("\n")]
    lines = [line for line in lines if line]
    for number, line in enumerate(lines[:80]):
        if _in_capitals().match(line):
            return " ".join(lines[number : number + 4])
    opening: list[str] = []
    for line in lines[:_MOST_LINES]:
        if len(line) > _LONGEST_LINE or line.endswith((".", ";", ":")) or "|" in line:
            break
        opening.append(line)
    return " \n ".join(opening)

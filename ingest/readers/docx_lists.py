"""Automatic numbers of lists in Word: what the page shows before a paragraph, though no text holds it."""

import re
from typing import Any

from ingest.readers.counting import counted

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}


class Numbering:
    """Counts the lists of one document while its paragraphs are read in order."""

    def __init__(self, document: Any) -> None:
        self._counts: dict[tuple[str, int], int] = {}
        self._levels: dict[tuple[str, int], Any] = {}
        self._abstract: dict[str, str] = {}
        self._started: set[tuple[str, int]] = set()
        self._of_style = dict(_numbered_styles(document))
        root = next(
            (
                relation.target_part.element
                for relation in document.part.rels.values()
                if relation.reltype.endswith("/numbering")
            ),
            None,
        )
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        for abstract in root.findall(f"{_WORD}abstractNum"):
            for level in abstract.findall(f"{_WORD}lvl"):
                self._levels[abstract.get(f"{_WORD}abstractNumId"), _number(level.get(f"{_WORD}ilvl"))] = (
                    level
                )
        for number in root.findall(f"{_WORD}num"):
            identity = number.get(f"{_WORD}numId")
            abstract = number.find(f"{_WORD}abstractNumId")
            if abstract is not None:
                self._abstract[identity] = abstract.get(f"{_WORD}val")
            for change in number.findall(f"{_WORD}lvlOverride"):
                self._override(identity, change)

    def _override(self, identity: str, change: Any) -> None:
        """Note where a list begins again, though it looks like one before it."""
        place = _number(change.get(f"{_WORD}ilvl"))
        start = change.find(f"{_WORD}startOverride")
        if start is not None:
            self._counts[f"start of {identity}", place] = _number(start.get(f"{_WORD}val"))

    def label(self, paragraph: Any) -> str:
        """Return the number or dash before a paragraph, with the space after it, or nothing."""
        identity, place = self._list_of(paragraph)
        abstract = self._abstract.get(identity, "")
        level = self._levels.get((abstract, place))
        if level is None:
            return ""
        if _child(level, "numFmt") == "bullet":
            return "+ " if place else "- "
        self._count(identity, abstract, place, level)
        written = re.sub(
            r"%([1-9])",
            lambda found: self._written(abstract, int(found[1]) - 1, place),
            _child(level, "lvlText"),
        )
        return f"{written} " if written.strip() else ""

    def _list_of(self, paragraph: Any) -> tuple[str, int]:
        properties = paragraph.find(f"{_WORD}pPr")
        if properties is None:
            return "", 0
        style = _child(properties, "pStyle")
        identity, place = self._of_style.get(style, ("", 0))
        own = properties.find(f"{_WORD}numPr")
        if own is not None:
            identity = _child(own, "numId") or identity
            place = _number(_child(own, "ilvl")) if own.find(f"{_WORD}ilvl") is not None else place
        return identity, place

    def _count(self, identity: str, abstract: str, place: int, level: Any) -> None:
        key = (abstract, place)
        restart = self._counts.get((f"start of {identity}", place))
        if restart is not None and (identity, place) not in self._started:
            self._started.add((identity, place))
            self._counts.pop(key, None)
            first = restart
        else:
            first = _number(_child(level, "start") or "1")
        self._counts[key] = self._counts[key] + 1 if key in self._counts else first
        for deeper in range(place + 1, 10):
            self._counts.pop((abstract, deeper), None)

    def _written(self, abstract: str, place: int, shown: int) -> str:
        level = self._levels.get((abstract, place))
        number = self._counts.get((abstract, place), 1)
        all_digits = place < shown and _flag(self._levels[abstract, shown], "isLgl")
        return counted(
            number, "1" if level is None or all_digits else _STYLES.get(_child(level, "numFmt"), "1")
        )


def _numbered_styles(document: Any) -> Any:
    """Yield the paragraph styles that carry a list: headings that are numbered by their style."""
    for style in document.styles.element.findall(f"{_WORD}style"):
        numbered = style.find(f"{_WORD}pPr/{_WORD}numPr")
        if numbered is not None:
            yield style.get(f"{_WORD}styleId"), (_child(numbered, "numId"), _number(_child(numbered, "ilvl")))


def _child(element: Any, name: str) -> str:
    child = element.find(f"{_WORD}{name}")
    return "" if child is None else str(child.get(f"{_WORD}val", ""))


def _flag(element: Any, name: str) -> bool:
    return element.find(f"{_WORD}{name}") is not None


def _number(written: str | None) -> int:
    return int(written) if written and written.isdecimal() else 0

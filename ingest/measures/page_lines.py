"""The lines of a text as they stand on its pages, and what can be told of a line by itself."""

import re
from dataclasses import dataclass
from functools import cache

from ingest.measures.words import any_of, load

KEPT, DROPPED, NOTE = "kept", "dropped", "note"
_LINE = re.compile("[^\n\r\f\x0b\x85\u2028\u2029]+")
_ROW = re.compile(r"[^|]*\|[^|]*\||[^\t]*\S[^\t]*\t")
_AFTER_SENTENCE = "\"')”’»]⁰¹²³⁴⁵⁶⁷⁸⁹ "
_ENDS = ".;:!?…"
_NARROWEST = 40  # a shorter line that stops without a stop is a heading or a cell


@cache
def _marker() -> re.Pattern[str]:
    """Return what opens a list item or a heading: a bullet, a number, or a word like "Điều"."""
    words = load("outline")["headings"]
    return re.compile(
        r"[-–—+•●○▪◦■□→✓]\s*\S|[0-9]{1,2}(?:\.[0-9]{1,2})*[.)/]\s*[^\W0-9]|[IVX]{1,5}\s*[.)]|[a-zđA-H]\s*[.)]\s|"
        rf"{any_of({*words, *map(str.upper, words)})}\s"
    )


@dataclass(eq=False)
class Line:
    """A line without the space around it, and its fate."""

    start: int
    end: int
    text: str
    blank_before: bool
    page_before: bool  # a form feed stands between this line and the one above
    fate: str = KEPT

    @property
    def is_row(self) -> bool:
        """Tell whether the line is a row of a table."""
        return ("|" in self.text or "\t" in self.text) and bool(_ROW.match(self.text))

    @property
    def has_marker(self) -> bool:
        """Tell whether the line opens a list item or a heading."""
        return bool(_marker().match(self.text))

    @property
    def is_finished(self) -> bool:
        """Tell whether a sentence may end with the line."""
        return self.text.rstrip(_AFTER_SENTENCE)[-1:] in _ENDS

    @property
    def is_unfinished_prose(self) -> bool:
        """Tell whether the line is text that stops inside a sentence."""
        return len(self.text) >= _NARROWEST and not self.is_finished and not self.is_row


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that hold anything."""
    lines: list[Line] = []
    done = 0
    for found in _LINE.finditer(text):
        written = found[0].strip()
        if not written:
            continue
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        gap = text[done:start]
        lines.append(
            Line(start, start + len(written), written, gap.count("\n") + gap.count("\f") > 1, "\f" in gap)
        )
        done = start + len(written)
    return lines


@cache
def _goes_on() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load("furniture")["goes_on"]))
    return re.compile(rf"(?<!\w)(?:{words})$|[,(]$", re.IGNORECASE)


def goes_on(line: Line, following: Line) -> bool:
    """Tell whether a sentence runs from one line into the next, over whatever stands between them."""
    if line.is_finished or line.is_row or following.is_row or following.has_marker:
        return False
    first = following.text[0]
    if first.islower() or first in ",;)%":
        return True
    return bool(_goes_on().search(line.text)) or first.isdigit() and line.is_unfinished_prose

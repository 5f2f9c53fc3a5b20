"""Passages: the sentences of a text that hold certain words, and the headings above them.

For readers that look for few sentences in many documents: the text is searched for words as it stands, and
only the paragraphs that hold one are looked at closely. A text in decomposed Unicode is composed first;
offsets always lead into the text as given.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ingest.measures.outline import sentences
from ingest.measures.text import CleanText, clean_text, fold

_MOST_LINES = 40  # lines of one paragraph
_LONGEST_HEADING = 220
_LONGEST_SENTENCE = 2500  # characters; a longer one is a list without stops
_NARROW = 50, 140  # characters of a line that a narrow page ends in the middle of a sentence
_ENDS = (".", ";", ":", "!", "?", "…")
_OPENERS = re.compile(r"[ \t*#|>]*")
# The ways to number a line, by depth (Decree 30/2020/NĐ-CP, appendix I, then the dashes of practice).
_MARKER = re.compile(
    r"(?m)^[ \t*#|>]*(?:"
    r"(?P<d1>(?:PHẦN|Phần|CHƯƠNG|Chương|PHỤ LỤC|Phụ lục)(?!\w)[^\n]{0,12}?[.:\s]|[A-H][.)](?=\s))"
    r"|(?P<d2>(?:ĐIỀU|Điều)\s[0-9]{1,3}\s?[.:]|[IVX]{1,5}\s?[.)/-](?=\s?\S))"
    r"|(?P<d4>[0-9]{1,2}(?:\.[0-9]{1,2})+[.)]?(?=\s))"
    r"|(?P<d3>[0-9]{1,2}\s?[.)/](?=\s?[^\W0-9]))"
    r"|(?P<d5>\(?[a-zđ0-9]{1,2}\s?[.)](?=\s))"
    r"|(?P<d6>[-–—](?=\s?\S))"
    r"|(?P<d7>[+•●○▪◦■□](?=\s?\S))"
    r")[ \t*]*"
)
_LONGEST_OPENER = 40  # characters


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered line above others: where it stands, behind its marker, and how deep."""

    start: int
    end: int
    depth: int


class Passages:
    """A text and its writing for comparison; all offsets of this class count characters of ``written``.

    A line in capital letters, or one that opens with ``openers`` (folded), goes on with no line above.
    """

    def __init__(self, text: str, openers: re.Pattern[str] | None = None) -> None:
        self._line_openers = openers
        self._clean: CleanText | None = None
        if unicodedata.is_normalized("NFC", text):
            self.written = text.replace("\u00a0", " ").replace("\r", "\n")
        else:
            self._clean = clean_text(text)
            self.written = self._clean.clean
        self.original = text

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the text as given."""
        return (start, end) if self._clean is None else self._clean.origin(start, end)

    def folded(self, start: int, end: int) -> str:
        """Return a stretch for comparison: folded, on one line, as long as the stretch."""
        return fold(self.written[start:end]).replace("\n", " ").replace("\t", " ").replace("*", " ")

    @cached_property
    def lowered(self) -> str:
        """Return the whole text in small letters, as long as it is."""
        lowered = self.written.lower()
        if len(lowered) == len(self.written):
            return lowered
        return "".join(low if len(low := letter.lower()) == 1 else letter for letter in self.written)

    def places_of(self, phrases: Iterable[str]) -> list[int]:
        """Return where any of the phrases, in small letters, begins, in order."""
        places: set[int] = set()
        for phrase in phrases:
            place = self.lowered.find(phrase)
            while place >= 0:
                places.add(place)
                place = self.lowered.find(phrase, place + len(phrase))
        return sorted(places)

    def sentences_at(self, places: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield each sentence that holds one of the places (in order), once; a very long one in pieces."""
        left = deque(places)
        while left:
            start, end = self.paragraph_at(left[0])
            for first, last in sentences(self.written, start, end):
                while left and left[0] < first:
                    left.popleft()
                while left and left[0] < last:
                    begin = max(first, left[0] - _LONGEST_SENTENCE // 2)
                    stop = min(last, begin + _LONGEST_SENTENCE)
                    yield begin, stop
                    first = stop
                    while left and left[0] < stop:
                        left.popleft()
            while left and left[0] <= end:
                left.popleft()

    def line_start(self, place: int) -> int:
        """Return where the line that holds a place begins."""
        return self.written.rfind("\n", 0, place) + 1

    def paragraph_at(self, place: int) -> tuple[int, int]:
        """Return the line that holds a place, with the lines that it continues or that continue it."""
        start, end = self._line_at(place)
        for _ in range(_MOST_LINES):
            above = self._line_at(start - 1) if start else None
            if not above or not self._continues(above, (start, end)):
                break
            start = above[0]
        for _ in range(_MOST_LINES):
            below = self._line_at(end + 1) if end < len(self.written) else None
            if not below or not self._continues(self._line_at(end), below):
                break
            end = below[1]
        return start, end

    def _line_at(self, place: int) -> tuple[int, int]:
        start = self.line_start(place)
        end = self.written.find("\n", place)
        return start, len(self.written) if end < 0 else end

    def _continues(self, above: tuple[int, int], line: tuple[int, int]) -> bool:
        """Tell whether a line goes on with the sentence of the line above: a narrow page cut it in two."""
        before, after = self.written[slice(*above)].strip(" *"), self.written[slice(*line)].strip(" *")
        if not before or not after or before.endswith(_ENDS) or "|" in before + after:
            return False
        if _MARKER.match(self.written, line[0]) or before.isupper() or after.isupper():
            return False
        if after[0].islower():
            return True
        opens = self._line_openers and self._line_openers.match(fold(after[:_LONGEST_OPENER]))
        return not opens and _NARROW[0] <= len(before) <= _NARROW[1]

    @cached_property
    def _marked(self) -> list[Heading]:
        """Return every numbered line, whether a heading or not."""
        return [
            Heading(found.end(), self._line_at(found.start())[1], int((found.lastgroup or "d9")[1:]))
            for found in _MARKER.finditer(self.written)
        ]

    @cached_property
    def _marked_starts(self) -> list[int]:
        return [heading.start for heading in self._marked]

    def after_marker(self, place: int) -> int:
        """Return where the words of the line that begins at a place begin: behind "b)", "2.", "-"."""
        marker = _MARKER.match(self.written, place)
        if marker:
            return marker.end()
        opener = _OPENERS.match(self.written, place)
        return opener.end() if opener else place

    @cached_property
    def _parents(self) -> list[int]:
        """Return, for each numbered line, the last one above it that is less deep; -1 where there is none."""
        parents: list[int] = []
        stack: list[int] = []
        for number, heading in enumerate(self._marked):
            while stack and self._marked[stack[-1]].depth >= heading.depth:
                stack.pop()
            parents.append(stack[-1] if stack else -1)
            stack.append(number)
        return parents

    def headings_above(self, place: int) -> Iterator[Heading]:
        """Yield the headings that a place stands under, the innermost first."""
        line = self._line_at(place)[0]
        number = bisect_right(self._marked_starts, self.after_marker(line)) - 1
        if number >= 0 and self._line_at(self._marked[number].start)[0] == line:
            number = self._parents[number]
        while number >= 0:
            if self._heads(self._marked[number]):
                yield self._marked[number]
            number = self._parents[number]

    def _heads(self, heading: Heading) -> bool:
        words = self.written[heading.start : heading.end].rstrip(" *")
        return bool(words) and len(words) <= _LONGEST_HEADING and not words.endswith((".", ";", ","))

"""Furniture of pages: page numbers, running heads, divided words, sentences cut in two, footnotes.

A text that came from pages is put into reading order: what the pages added is left out, a sentence goes on
over the page break, a footnote is read after the paragraph that holds its mark. Nothing is lost of the way
back: every piece says which stretch of the original it was made from.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ingest.measures.footnotes import Note, find_notes
from ingest.measures.hyphenation import HYPHENS, joint
from ingest.measures.page_lines import DROPPED, KEPT, NOTE, Line, goes_on, lines_of
from ingest.measures.words import load

# What a text with furniture shows somewhere: a form feed, a hyphen at a line's end, a line that is a number,
# a line that opens with a footnote's mark.
_SIGNS = re.compile(
    "\f|[-\u00ad\u2010]\r?\n"
    r"|\n[ \t]*(?:(?:[-–—]|[Tt]rang|TRANG|[Pp]age)[^\S\n]*)?[0-9]{1,4}\b"
    r"[^\n%\w]{0,12}(?:[0-9]{1,4}[ \t]*)?\r?(?:\n|\Z)"
    r"|\n[ \t]*(?:[⁰¹²³⁴-⁹]|\[[0-9]{1,3}\])"
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", "()")
_PAGE_OF_HEAD = re.compile(r"^[0-9]{1,3}(?=\s)|(?<=\s)[0-9]{1,3}$|(?<=trang )[0-9]{1,3}", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9]")
_SHORTEST_PAGE = 800  # characters between two bare page numbers of a row that counts up
_LONGEST_HEAD, _HEAD_LINES = 150, 3


@dataclass(eq=False)
class Piece:
    """A stretch of the original, and what is read for it: ``None`` for the stretch as it stands."""

    start: int
    end: int
    text: str | None = None


def in_reading_order(text: str) -> list[Piece] | None:
    """Return the pieces of a text in the order of reading, or None where its pages left no trace."""
    if not (_SIGNS.search(text) or _has_repeated_line(text)):
        return None
    lines = lines_of(text)
    if not lines:
        return None
    ends = _mark_furniture(lines)
    notes = find_notes(text, lines, ends)
    if not ends and all(line.fate == KEPT and line.text[-1] not in HYPHENS for line in lines):
        return None
    return _Writer(text, lines, notes).pieces()


def _may_be_head(line: str) -> bool:
    """Tell whether a repeated line may be a running head rather than a statement made twice."""
    return (
        4 <= len(line) <= _LONGEST_HEAD
        and (line[0].isupper() or line[0].isdigit() or line[0] == "|")
        and "%" not in line
        and line[-1] not in ".;:,"
        and sum(map(str.isalpha, line)) >= 4
    )


def _has_repeated_line(text: str) -> bool:
    counts = Counter(text.split("\n"))
    if len(counts) == text.count("\n") + 1:
        return False
    return any(
        count > 1 and (stripped := line.strip()) and "|" not in stripped and _may_be_head(stripped)
        for line, count in counts.items()
    )


def _mark_furniture(lines: list[Line]) -> list[int]:
    """Drop page numbers and running heads; return the numbers of the lines after which a page ends."""
    for number in _page_numbers(lines):
        lines[number].fate = DROPPED
    _drop_running_heads(lines, _breaks(lines))
    _drop_interrupting_heads(lines)
    breaks = _breaks(lines)
    ends = {_last_kept(lines, number - 1) for number in breaks} | {_last_kept(lines, len(lines) - 1)}
    return sorted(end for end in ends if end >= 0) if breaks else []


def _breaks(lines: Sequence[Line]) -> list[int]:
    """Return the numbers of the lines before which a page breaks: a form feed stands there, or furniture."""
    return [
        number
        for number, line in enumerate(lines)
        if line.page_before or line.fate == DROPPED and (number == 0 or lines[number - 1].fate != DROPPED)
    ]


def _last_kept(lines: Sequence[Line], number: int) -> int:
    while number >= 0 and lines[number].fate == DROPPED:
        number -= 1
    return number


@cache
def _page_number_shapes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    def shape(phrases: Sequence[str]) -> re.Pattern[str]:
        written = "|".join(re.escape(phrase).replace("<n>", "([0-9]{1,4})") for phrase in phrases)
        return re.compile(written.replace(r"\ ", r"\s*"), re.IGNORECASE)

    words = load("furniture")
    return shape(words["page_numbers"]), shape(words["bare_page_numbers"])


def _page_numbers(lines: Sequence[Line]) -> list[int]:
    """Return the lines that are page numbers."""
    sure, bare = _page_number_shapes()
    found: list[int] = []
    counting: list[tuple[int, int]] = []  # bare numbers that may belong to a row: line, number
    counts = Counter(line.text for line in lines)
    for number, line in enumerate(lines):
        if len(line.text) > 24 or not any(map(str.isdigit, line.text)):
            continue
        if sure.fullmatch(line.text):
            found.append(number)
        elif match := bare.fullmatch(line.text):
            value = int(next(group for group in match.groups() if group))
            if _stands_at_break(lines, number) or _interrupts(lines, number, counts):
                found.append(number)
            counting.append((number, value))
    return sorted({*found, *_counting_up(lines, counting)})


def _stands_at_break(lines: Sequence[Line], number: int) -> bool:
    """Tell whether only a running head may lie between a line and the edge of its page."""
    return (
        any(0 < near < len(lines) and lines[near].page_before for near in range(number - 1, number + 3))
        or number == len(lines) - 1
        and any(line.page_before for line in lines)
    )


def _interrupts(lines: Sequence[Line], number: int, counts: Counter[str]) -> bool:
    """Tell whether a line, perhaps with a running head above or below it, stands inside a sentence."""
    first, last = number - 1, number + 1
    if first >= 0 and counts[lines[first].text] > 1 and _may_be_head(lines[first].text):
        first -= 1
    if last < len(lines) and counts[lines[last].text] > 1 and _may_be_head(lines[last].text):
        last += 1
    if first < 0 or last >= len(lines):
        return False
    before, after = lines[first], lines[last]
    return before.is_unfinished_prose and goes_on(before, after) and not after.text[0].isdigit()


def _counting_up(lines: Sequence[Line], numbers: Sequence[tuple[int, int]]) -> list[int]:
    """Return the bare numbers that count up by one at the distance of pages, three at least."""
    best: dict[int, list[int]] = {}
    rows: list[list[int]] = []
    for number, value in numbers:
        row = best.get(value - 1, [])
        if row and lines[number].start - lines[row[-1]].end < _SHORTEST_PAGE:
            row = []
        grown = [*row, number]
        best[value] = grown
        rows.append(grown)
    return sorted({number for row in rows if len(row) >= 3 for number in row})


def _drop_interrupting_heads(lines: list[Line]) -> None:
    """Drop a repeated line where it stands inside a sentence, in a text that lost its page breaks."""
    heads = [_head_of(line) for line in lines]
    counts = Counter(head for head, line in zip(heads, lines, strict=True) if line.fate == KEPT)
    for number in range(1, len(lines) - 1):
        line = lines[number]
        if counts[heads[number]] < 2 or line.is_row or not _may_be_head(line.text):
            continue
        before = _last_kept(lines, number - 1)
        after = next((later for later in range(number + 1, len(lines)) if lines[later].fate == KEPT), number)
        if before >= 0 and lines[before].is_unfinished_prose and lines[after].text[0].islower():
            line.fate = DROPPED


def _head_of(line: Line) -> str:
    """Return a line as it returns on other pages: with "#" for the number of the page."""
    may_count = len(line.text) <= _LONGEST_HEAD and _DIGIT.search(line.text)
    return _PAGE_OF_HEAD.sub("#", line.text) if may_count else line.text


def _drop_running_heads(lines: list[Line], breaks: Sequence[int]) -> None:
    """Drop lines that return at the edges of pages; the first page keeps its head, which may be the title."""
    edges = [_edge(lines, number, 1) for number in [0, *breaks]]
    edges += [_edge(lines, number - 1, -1) for number in [*breaks, len(lines)]]
    counts = Counter(_head_of(lines[number]) for number in {number for edge in edges for number in edge})
    for edge in edges[1:]:
        for number in edge:
            if counts[_head_of(lines[number])] < 2:
                break
            lines[number].fate = DROPPED


def _edge(lines: Sequence[Line], number: int, step: int) -> list[int]:
    """Return the outermost lines of a page that may be its head or foot."""
    edge: list[int] = []
    while 0 <= number < len(lines) and len(edge) < _HEAD_LINES:
        if lines[number].fate == KEPT:
            if not _may_be_head(lines[number].text):
                break
            edge.append(number)
        number += step
        if 0 <= number < len(lines) and lines[number + (step < 0)].page_before and edge:
            break
    return edge


class _Writer:
    """Writes the pieces of a text one after the other."""

    def __init__(self, text: str, lines: list[Line], notes: list[Note]) -> None:
        self._text, self._lines = text, lines
        self._kept = [number for number, line in enumerate(lines) if line.fate == KEPT]
        self._pieces: list[Piece] = []
        self._plain: dict[int, list[Note]] = {}  # notes whose mark lost its height, by the line of the mark
        self._after: dict[int, list[Note]] = {}  # notes to be written after a line
        starts = [line.start for line in lines]
        for note in notes:
            number = bisect_right(starts, note.mark_start) - 1
            if note.is_plain:
                self._plain.setdefault(number, []).append(note)
            self._after.setdefault(self._paragraph_end(number), []).append(note)

    def pieces(self) -> list[Piece]:
        """Return all pieces, those that go on from the one before put together."""
        kept = self._kept
        if kept and kept[0] == 0:
            self._as_it_stands(0, self._lines[0].start)
        for place, number in enumerate(kept):
            line = self._lines[number]
            following = kept[place + 1] if place + 1 < len(kept) else None
            notes = self._after.get(number, [])
            divided = joint(line.text, self._lines[following].text) if following is not None else None
            if divided is not None and (notes or self._has_blank(number, following)):
                divided = None
            end = line.end if divided is None else line.end - 1
            self._body(line.start, end, self._plain.get(number, []))
            self._notes(notes)
            if following is not None:
                self._gap(number, following, divided, bool(notes), end)
        self._pieces.append(Piece(len(self._text), len(self._text), "\n"))
        return self._pieces

    def _has_blank(self, number: int, following: int | None) -> bool:
        return (
            following == number + 1
            and self._lines[following].blank_before
            and not self._lines[following].page_before
        )

    def _as_it_stands(self, start: int, end: int) -> None:
        if start >= end:
            return
        last = self._pieces[-1] if self._pieces else None
        if last is not None and last.text is None and last.end == start:
            self._pieces[-1] = Piece(last.start, end)
        else:
            self._pieces.append(Piece(start, end))

    def _body(self, start: int, end: int, marks: Sequence[Note]) -> None:
        """Write a line of the body; a footnote's mark that lost its height is raised again."""
        for note in marks:
            if start <= note.mark_start < end:
                self._as_it_stands(start, note.mark_start)
                raised = self._text[note.mark_start : note.mark_end].translate(_RAISED)
                self._pieces.append(Piece(note.mark_start, note.mark_end, raised))
                start = note.mark_end
        self._as_it_stands(start, end)

    def _notes(self, notes: Sequence[Note]) -> None:
        for note in notes:
            lines = [line for line in self._lines[note.first : note.last + 1] if line.fate == NOTE]
            first = lines[0].start
            self._pieces.append(Piece(first, first, "\n\n"))
            if note.own_mark:
                mark = self._text[first : first + note.own_mark]
                self._pieces.append(Piece(first, first + note.own_mark, mark.translate(_RAISED)))
            self._as_it_stands(first + note.own_mark, lines[0].end)
            for before, line in zip(lines, lines[1:], strict=False):
                self._pieces.append(Piece(before.end, line.start, " "))
                self._as_it_stands(line.start, line.end)

    def _gap(self, number: int, following: int, divided: str | None, has_notes: bool, end: int) -> None:
        """Write what stands between two lines of the body."""
        line, after = self._lines[number], self._lines[following]
        if divided is not None:
            self._pieces.append(Piece(end, after.start, divided))
        elif has_notes:
            self._pieces.append(Piece(end, after.start, "\n\n"))
        elif following == number + 1 and not after.page_before:
            self._as_it_stands(end, after.start)
        elif goes_on(line, after):
            self._pieces.append(Piece(end, after.start, " "))
        else:
            is_close = line.is_row and after.is_row or not line.is_finished and line.is_unfinished_prose
            self._pieces.append(Piece(end, after.start, "\n" if is_close else "\n\n"))

    def _paragraph_end(self, number: int) -> int:
        """Return the last line of the paragraph, or of the table, that a line belongs to."""
        kept = self._kept
        for place in range(bisect_left(kept, number), len(kept) - 1):
            other = kept[place]
            line, following = self._lines[other], self._lines[kept[place + 1]]
            is_cut = kept[place + 1] != other + 1 or following.page_before
            if line.is_row and following.is_row:
                continue
            if line.is_row or line.is_finished and not line.text[-1].isdigit() or following.has_marker:
                return other
            if following.blank_before and not is_cut or is_cut and not goes_on(line, following):
                return other
        return kept[-1] if kept else number

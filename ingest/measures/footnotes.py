"""Footnotes: found at the foot of a page, and where their marks stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.measures.page_lines import DROPPED, KEPT, NOTE, Line, goes_on

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_OPENING = re.compile(
    r"(?P<raised>[⁰¹²³⁴-⁹]+)\s*(?=\S)|\[(?P<square>[0-9]{1,3})\]\s*|\((?P<round>[0-9]{1,3})\)\s*"
    r"|(?P<bare>[0-9]{1,3})\s+(?=[^\W\d_a-zà-ỹ])"
)
# The mark in the body: after a letter or a stop, no unit ("km²") and no number.
_RAISED_MARK = re.compile(r"(?<![\s⁰¹²³⁴-⁹])(?<!\dm)(?<!\Wm)(?<!km)[⁰¹²³⁴-⁹]+")
_SQUARE_MARK = re.compile(r"(?<!\n)\[[0-9]{1,3}\]")
_ROUND_MARK = re.compile(r"(?<=[\w.,;:%])\([0-9]{1,3}\)")
_BARE_MARK = re.compile(r"(?:(?<=[^\W\d_])|(?<=[.,;:)\]”\"%]))[0-9]{1,3}(?=[\s.,;:)]|$)(?![.,][0-9])")
_RULE = re.compile(r"[_\-–—=]{3,}")
_FARTHEST = 60_000  # characters between a mark and its note
_MOST_LINES = 30  # of notes at the foot of one page


@dataclass(frozen=True)
class Note:
    """A footnote: its lines, the place of its mark in the body, and how many characters its own mark has."""

    first: int  # number of its first line
    last: int
    mark_start: int
    mark_end: int
    is_plain: bool  # the mark is an ordinary digit that lost its height, or stands in round brackets
    own_mark: int  # characters of a plain mark before the note, to be raised again


def find_notes(text: str, lines: Sequence[Line], page_ends: Sequence[int]) -> list[Note]:
    """Return the footnotes of a text, and mark their lines.

    ``page_ends`` are the numbers of the lines after which a page ends. Notes elsewhere (in a text that lost
    its pages) are only known by a raised or bracketed mark.
    """
    notes: list[Note] = []
    previous = 0
    for end in page_ends:
        notes.extend(_marked(lines, _notes_of_page(text, lines, previous, end)))
        previous = end + 1
    notes.extend(_marked(lines, _notes_in_passing(text, lines)))
    return sorted(notes, key=lambda note: note.first)


def _marked(lines: Sequence[Line], notes: Iterator[Note]) -> Iterator[Note]:
    """Yield the notes, their lines marked so that none is found twice."""
    for note in notes:
        for line in lines[note.first : note.last + 1]:
            if line.fate == KEPT:
                line.fate = DROPPED if _RULE.fullmatch(line.text) else NOTE
        yield note


def _notes_of_page(text: str, lines: Sequence[Line], first: int, end: int) -> Iterator[Note]:
    """Yield the notes of one page: from the first line that opens a note to the end of the page."""
    last = end
    expected: int | None = None
    found: list[Note] = []
    for number in range(end, max(first, end - _MOST_LINES) - 1, -1):
        line = lines[number]
        opening = _OPENING.match(line.text) if line.fate == KEPT else None
        if opening is None:
            continue
        value = _value(opening)
        if expected is not None and value != expected:
            break
        note = _note(text, lines, number, last, opening, lines[first].start)
        if note is None:
            break
        found.append(note)
        expected, last = value - 1, number - 1
        if number and _RULE.fullmatch(lines[number - 1].text):
            lines[number - 1].fate = DROPPED
            break
    yield from found


def _notes_in_passing(text: str, lines: Sequence[Line]) -> Iterator[Note]:
    for number, line in enumerate(lines):
        opening = _OPENING.match(line.text) if line.fate == KEPT and line.text[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹[" else None
        if opening is None or number == 0 or opening["bare"]:
            continue
        last = number
        while last + 1 < len(lines) and _is_same_note(lines[last], lines[last + 1]):
            last += 1
        note = _note(text, lines, number, last, opening, 0)
        if note is not None:
            yield note


def _is_same_note(line: Line, following: Line) -> bool:
    return not (following.blank_before or following.fate != KEPT or line.is_finished) and (
        not _OPENING.match(following.text) and goes_on(line, following)
    )


def _value(opening: re.Match[str]) -> int:
    raised = opening["raised"]
    return int(
        raised.translate(_RAISED) if raised else opening["square"] or opening["round"] or opening["bare"]
    )


def _note(
    text: str, lines: Sequence[Line], first: int, last: int, opening: re.Match[str], since: int
) -> Note | None:
    """Return the note that opens in a line when its mark stands in the text before it."""
    value = str(_value(opening))
    since, until = max(since, lines[first].start - _FARTHEST), lines[first].start
    if opening["raised"]:
        written, shape = opening["raised"], _RAISED_MARK
    elif opening["square"]:
        written, shape = f"[{value}]", _SQUARE_MARK
    elif opening["round"]:
        written, shape = f"({value})", _ROUND_MARK
    else:
        written, shape = value, _BARE_MARK
    place = text.rfind(written, since, until)
    while place >= 0 and not ((found := shape.match(text, place)) and found[0] == written):
        place = text.rfind(written, since, place)
    if place < 0:
        return None
    is_plain = not opening["raised"] and not opening["square"]
    return Note(first, last, place, place + len(written), is_plain, len(written) if is_plain else 0)

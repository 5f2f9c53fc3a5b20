"""Outline: paragraphs put together again, headings and bullets as a tree, sentences.

A number owes much of its meaning to what stands above it: "b) Đến năm 2030:" gives its year, "II. KẾT
QUẢ" its kind, "3. UBND cấp huyện" its level. The tree follows the numbering of official writing (Decree
30/2020/NĐ-CP, appendix I: Phần, Chương, Mục, Điều, 1., a), then the dashes of practice).
"""

import re
from dataclasses import dataclass
from functools import cache

from ingest.measures.table_rows import find_rows
from ingest.measures.text import CleanText
from ingest.measures.times import Time, find_times
from ingest.measures.words import alternatives, load, pattern

FOOTNOTE = 12.0
TITLE = 0.5
_UNMARKED_HEADING, _UNMARKED_LEAD = 2.5, 8.5
_LONGEST_HEADING = 220
_LETTERED, _DASHED, _BELOW_DASH = 7, 9, 0.5  # depths of "a)", of "-", and how much deeper "(1)" is below one
_ENDS = ".;:!?…"
_SPACE, _PERCENT = re.compile(r"\s+"), re.compile(r"[0-9]\s*%")
_CLOSERS = "\"')”’»]"


@dataclass(eq=False)
class Section:
    """A heading or a leading bullet, with what it tells about everything below it."""

    text: str
    depth: float
    parent: "Section | None"
    kind: str  # target | actual | ""
    times: tuple[Time, ...]
    start: int
    line: "tuple[Section, ...]" = ()  # this section and all around it, once asked for

    def path(self) -> str:
        """Return the headings from the outermost to this one."""
        return " › ".join([section.text for section in reversed(self.ancestors()) if section.text])

    def ancestors(self) -> "tuple[Section, ...]":
        """Return this section and all around it, the innermost first."""
        if not self.line:
            self.line = (self, *(self.parent.ancestors() if self.parent else ()))
        return self.line


@dataclass(eq=False)
class Item:
    """A paragraph, list item or table row: a stretch of clean text under a section."""

    start: int
    end: int
    section: Section | None
    is_footnote: bool = False
    is_row: bool = False


@dataclass(eq=False)
class _Line:
    start: int
    end: int
    depth: float | None  # of its marker; None without one
    content: int  # where the text after the marker begins
    blank_before: bool
    is_row: bool = False


@cache
def _markers() -> tuple[list[float], re.Pattern[str]]:
    """Return the depths of the ways to number a line, and one pattern with a group for each way, in order."""
    part = alternatives(load("outline")["part_numbers"])
    shapes = (
        (0, rf"(?i:phần)\s+(?:(?i:thứ)\s+)?(?i:{part}|[ivx]{{1,4}}\b|[0-9])[\s.:]*"),
        (0, r"(?i:phụ lục)\s*(?:số\s*)?(?:[0-9]{1,2}|[IVX]{1,4})?\b[\s.:]*"),
        (1, r"(?i:chương)\s+(?:[IVX]{1,5}|[0-9]{1,2})\b[\s.:]*"),
        (2, r"(?:Điều|ĐIỀU)\s+[0-9]{1,3}\s*[.:]\s*"),
        (2, r"[IVX]{1,5}\s*[.\-/)]\s*(?=\S)"),
        (1, r"[A-H]\s*[.)]\s+"),
        (4, r"[0-9]{1,2}\.[0-9]{1,2}(?:\.?\s+|\.\s*|\)\s*|\s?-\s+)(?=[^\W0-9])"),
        (5, r"[0-9]{1,2}(?:\.[0-9]{1,2}){2}(?:[.)]?\s+)(?=[^\W0-9])"),
        (6, r"[0-9]{1,2}(?:\.[0-9]{1,2}){3}(?:[.)]?\s+)(?=[^\W0-9])"),
        (3, r"[0-9]{1,2}\s*[.)/]\s+(?=\S)|[0-9]{1,2}[.)](?=[^\W0-9])|[0-9]{1,2}\s?-\s+(?=[^\W0-9])"),
        (7, r"[a-zđ]\s*[.)]\s*(?=\S)"),
        (8, r"[a-zđ]\s*\.?\s*[0-9]{1,2}\s*[.)]\s*(?=\S)"),
        (8, r"\((?:[0-9]{1,2}|[ivx]{1,4}|[a-zđ])\)\s*"),
        (9, r"[-–—]\s*(?=\S)"),
        (10, r"\+\s*(?=\S)"),
        (11, r"[•●○▪◦■□→✓❖➢·]\s*"),
        (12, r"[⁰¹²³⁴-⁹]+\s*|\[[0-9]{1,3}\]\s*"),
    )
    return [depth for depth, _ in shapes], re.compile("|".join(f"({shape})" for _, shape in shapes))


@cache
def _kind_cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    cues = load("kinds")["heading"]
    return tuple((kind, pattern(cues[kind])) for kind in ("target", "actual"))


@cache
def _neutral() -> re.Pattern[str]:
    return pattern(load("kinds")["heading"]["neutral"])


def heading_kind(folded: str) -> str:
    """Return the kind a heading announces: its first cue decides."""
    if not any(cue.search(folded) for _, cue in _kind_cues()):
        return ""
    quiet = _neutral().sub(lambda found: " " * len(found[0]), folded)
    places = [(found.start(), kind) for kind, cue in _kind_cues() if (found := cue.search(quiet))]
    return min(places)[1] if places else ""


def _lines(text: CleanText) -> list[_Line]:
    lines: list[_Line] = []
    blank = True
    for found in re.finditer(r"[^\n]+", text.clean):
        start, end = found.span()
        piece = found[0]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start >= end:
            blank = True
            continue
        blank = blank or "\n\n" in text.clean[max(0, found.start() - 2) : found.start()]
        depth, content = _marker(text.clean, start, end)
        lines.append(_Line(start, end, depth, content, blank))
        blank = False
    return lines


def _marker(clean: str, start: int, end: int) -> tuple[float | None, int]:
    depths, shapes = _markers()
    found = shapes.match(clean, start, end)
    if found and found.lastindex:
        return depths[found.lastindex - 1], found.end()
    return None, start


def _last_character(clean: str, start: int, end: int) -> str:
    while end > start and clean[end - 1] in _CLOSERS:
        end -= 1
    return clean[end - 1] if end > start else ""


def _with_rows(text: CleanText, lines: list[_Line]) -> list[_Line]:
    """Mark the lines that are rows of tables, each row as one line."""
    result: list[_Line] = []
    position = 0
    for row in find_rows(text, [(line.start, line.end) for line in lines]):
        result.extend(lines[position : row.first])
        result.append(_Line(row.start, row.end, None, row.start, lines[row.first].blank_before, True))
        position = row.first + row.count
    return result + lines[position:]


def _joined(text: CleanText) -> list[_Line]:
    """Put lines together that a page break or a narrow page has cut in two."""
    joined: list[_Line] = []
    for line in _with_rows(text, _lines(text)):
        if joined and _continues(text.clean, joined[-1], line):
            joined[-1].end = line.end
        else:
            joined.append(line)
    return joined


def _continues(clean: str, previous: _Line, line: _Line) -> bool:
    if previous.is_row or line.is_row or previous.depth == FOOTNOTE and line.blank_before:
        return False
    if line.depth is not None and not (
        line.depth == 7 and not line.blank_before and clean[line.start + 1] != ")"
    ):
        return False
    last = _last_character(clean, previous.start, previous.end)
    if last in _ENDS:
        return False
    letter = clean[line.start]
    if letter.islower() or letter in ",;)%":
        return previous.end - previous.start > 40 or previous.depth is not None or not line.blank_before
    if line.blank_before:
        return False
    if _shouts(clean[previous.start : previous.end]) or _shouts(clean[line.start : line.end]):
        return _shouts(clean[previous.start : previous.end]) and _shouts(clean[line.start : line.end])
    width = previous.end - max(previous.start, clean.rfind("\n", previous.start, previous.end) + 1)
    return 50 <= width <= 140 and (last == "," or letter.isdigit() or letter.isupper() or letter == "(")


def _shouts(text: str) -> bool:
    letters = [letter for letter in text[:200] if letter.isalpha()]
    return len(letters) >= 4 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)


def _heading_depth(text: CleanText, line: _Line, following: str, numbered: bool) -> float | None:
    """Return the depth of the section that a line opens, or None where it is ordinary text."""
    clean, start, end = text.clean, line.content, line.end
    last = _last_character(clean, start, end)
    if line.is_row or line.depth == FOOTNOTE or not clean[start:end].strip():
        return 0 if line.depth == 0 else None
    if line.depth is not None:
        is_short = end - start <= _LONGEST_HEADING and last not in ".;!?," or line.depth == 0
        return line.depth if last == ":" or is_short and not _PERCENT.search(clean, start, end) else None
    if (
        end - start > _LONGEST_HEADING
        or last in ".;!?,…"
        or "%" in clean[start:end]
        or not clean[start].isupper()
    ):
        return None
    if _shouts(clean[start:end]):
        return TITLE
    if following.islower() or clean[start:end].count(" ") < 2:
        return None
    if last == ":":
        return _UNMARKED_LEAD if numbered else _UNMARKED_HEADING
    return None if numbered else _UNMARKED_HEADING


def _open(text: CleanText, line: _Line, depth: float, parent: Section | None) -> Section:
    heading = _SPACE.sub(" ", text.clean[line.start : line.end])[:_LONGEST_HEADING].strip(" :")
    folded = text.folded
    times = tuple(find_times(folded, line.content, min(line.end, line.content + 400)))
    return Section(heading, depth, parent, heading_kind(folded[line.content : line.end]), times, line.start)


def outline(text: CleanText) -> list[Item]:
    """Return the items of a text in order, each under its section."""
    items: list[Item] = []
    stack: list[Section] = []
    numbered = False
    lines = _joined(text)
    _nest(text, lines)
    for number, line in enumerate(lines):
        following = text.clean[lines[number + 1].start] if number + 1 < len(lines) else ""
        depth = _heading_depth(text, line, following, numbered)
        if depth is None and line.depth is not None and line.depth != FOOTNOTE:
            _close(stack, line.depth)
        if depth is not None:
            if depth == TITLE and stack and stack[-1].depth == 0:
                depth = 0.6  # "Phần thứ hai" and the capitals under it belong together
            _close(stack, depth)
            stack.append(_open(text, line, depth, stack[-1] if stack else None))
            numbered = numbered or depth in (2, 3, 4)
        section = stack[-1] if stack else None
        items.append(Item(line.content, line.end, section, line.depth == FOOTNOTE, line.is_row))
    return items


def _nest(text: CleanText, lines: list[_Line]) -> None:
    """Put "(1)" and "a)" below the dash that announces them: "- Đến năm 2025:", then "(1) ..." """
    below: float | None = None  # how deep the dash is that announced the last such lines
    seen = False  # whether such lines number the dashes instead
    for before, line in zip(lines, lines[1:], strict=False):
        if line.depth is None or line.is_row or line.depth == FOOTNOTE:
            continue
        if line.depth < _LETTERED:
            below, seen = None, False
        elif line.depth < _DASHED:
            announced = before.depth is not None and before.depth >= _DASHED
            if announced and not seen and _last_character(text.clean, before.start, before.end) == ":":
                below = before.depth
            seen = seen or below is None
            if below is not None:
                line.depth = below + _BELOW_DASH
        elif below is not None and line.depth <= below:
            below = None


def _close(stack: list[Section], depth: float) -> None:
    while stack and stack[-1].depth >= depth:
        stack.pop()


@cache
def _sentence_end() -> re.Pattern[str]:
    """Return a stop that ends a sentence: none behind an initial or a common abbreviation."""
    ends_none = "".join(rf"(?<!{re.escape(short)}.)" for short in load("outline")["abbreviations"])
    return re.compile(rf"[.!?…](?<!\W[A-ZĐ].){ends_none}[.!?…]*[\"')”’»\]⁰¹²³⁴-⁹]*\s+(?=[^,;.)])")


def sentences(clean: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split an item into sentences; a stop before a small letter ("tx. Hồng") splits nothing."""
    pieces: list[tuple[int, int]] = []
    begin = start
    for found in _sentence_end().finditer(clean, start, end):
        if clean[found.end() : found.end() + 1].islower():
            continue
        pieces.append((begin, found.end() - (len(found[0]) - len(found[0].rstrip()))))
        begin = found.end()
    pieces.append((begin, end))
    return [(first, last) for first, last in pieces if clean[first:last].strip()]

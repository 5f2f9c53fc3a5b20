"""Tables that were printed one cell per line.

Some open with a line "TT" or "STT" and number their rows. Others are told by their rhythm: the same number of
lines of words, then the same number of lines that are values, again and again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from ingest.measures.table_cells import is_empty_mark
from ingest.measures.table_values import is_value
from ingest.measures.text import CleanText
from ingest.measures.words import load, pattern

Lines = list[tuple[int, int]]
_ROW_MARK = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})*\.?|[IVX]{1,4}\.?|[-+]")
_GROUP_MARK = re.compile(r"[IVX]{1,4}\.?|[A-H]\.?|[0-9]{1,2}\.?")
_LONGEST_CELL, _MOST_COLUMNS, _MOST_WORDS, _LONGEST_VALUE = 200, 12, 3, 60


@cache
def _number_heading() -> re.Pattern[str]:
    return pattern(load("tables")["number_column"])


@cache
def _column_names() -> re.Pattern[str]:
    words = load("tables")
    names = ("label_column", "place_columns", "unit_column", "target_column", "actual_column")
    listed = [phrase for name in names for phrase in words[name]]
    return pattern([*listed, *words["year_column"]])


@dataclass
class _Page:
    """The lines of a text that may be cells, each looked at once."""

    text: CleanText
    lines: Lines
    taken: set[int]
    shapes: dict[int, str] = field(default_factory=dict)

    def shape(self, number: int) -> str:
        """Return "v" for a value, "e" for an empty cell's mark, "t" for short words, "" for other text."""
        if number < 0 or number >= len(self.lines) or number in self.taken:
            return ""
        if number not in self.shapes:
            self.shapes[number] = _shape(self.text, self.lines[number])
        return self.shapes[number]

    def block(self, position: int, shapes: str) -> tuple[int, int]:
        """Return how many lines of some shapes follow, as far as a row may reach, and where they end."""
        last = position
        while last - position <= _MOST_COLUMNS and self.shape(last) and self.shape(last) in shapes:
            last += 1
        return last - position, last


def names_column(text: CleanText, start: int, end: int) -> bool:
    """Tell whether a stretch opens like the heading of a column."""
    return bool(_column_names().match(text.folded, start, end))


def find_stacks(text: CleanText, lines: Lines, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Yield (first line, number of lines) of each row; lines already taken by other rows are left alone."""
    taken = set(taken)
    page = _Page(text, lines, taken)
    position = 0
    while position < len(lines):
        rows = _numbered(text, lines, position, taken) or _rhythmic(page, position)
        yield from rows
        for first, count in rows:
            taken.update(range(first, first + count))
        position = rows[-1][0] + rows[-1][1] if rows else position + 1


def _numbered(text: CleanText, lines: Lines, position: int, taken: set[int]) -> list[tuple[int, int]]:
    """Return the rows of a table that opens with "TT": as many lines each as its heading has."""
    width = _heading_width(text, lines, position, taken)
    rows: list[tuple[int, int]] = []
    while width and position < len(lines):
        count = _numbered_row(text, lines, position, width, taken)
        if not count:
            break
        rows.append((position, count))
        position += count
    return rows


def _heading_width(text: CleanText, lines: Lines, position: int, taken: set[int]) -> int:
    start, end = lines[position]
    if end - start > 12 or position in taken or not _number_heading().fullmatch(text.folded, start, end):
        return 0
    for width in range(3, _MOST_COLUMNS + 1):
        if position + width + 2 >= len(lines):
            return 0
        first, last = lines[position + width]
        if text.clean[first:last].rstrip(".") in ("1", "I", "A"):
            return width
    return 0


def _numbered_row(text: CleanText, lines: Lines, position: int, width: int, taken: set[int]) -> int:
    """Return how many lines a row takes: its heading's width, fewer where empty cells left no line, or 0."""
    if not _opens_row(text, lines[position]):
        return 0
    if position + 2 < len(lines) and _opens_group(text, lines, position):
        return 2
    here = lines[position : position + width]
    cells = _cells_in(here, range(position, position + width), taken)
    if cells == width and _ends_well(text, lines, position + width):
        return width
    for count in range(3, min(cells, width - 1) + 1):
        if position + count == len(lines) or _is_next(text, lines, position, position + count):
            return count
    return width if cells == width else 0


def _cells_in(lines: Lines, numbers: range, taken: set[int]) -> int:
    """Return how many of the lines, from the first on, can be cells."""
    count = 0
    for number, (start, end) in zip(numbers, lines, strict=False):
        if number in taken or end - start > _LONGEST_CELL:
            break
        count += 1
    return count


def _opens_row(text: CleanText, line: tuple[int, int]) -> bool:
    if line[1] - line[0] > 12:
        return False
    return bool(_ROW_MARK.fullmatch(text.clean, *line) or _number_heading().fullmatch(text.folded, *line))


def _opens_group(text: CleanText, lines: Lines, position: int) -> bool:
    """Tell whether a row is a mark and a heading alone: the first row below it follows at once."""
    mark, behind = text.clean[slice(*lines[position])], text.clean[slice(*lines[position + 2])].rstrip(".")
    own = text.clean[slice(*lines[position + 1])]
    is_first = behind in ("1", "I") or behind == f"{mark.rstrip('.')}.1"
    is_text = any(map(str.isalpha, own)) and not is_value(text, *lines[position + 1])
    return bool(_GROUP_MARK.fullmatch(mark)) and behind != mark.rstrip(".") and is_first and is_text


def _ends_well(text: CleanText, lines: Lines, position: int) -> bool:
    return position >= len(lines) or _opens_row(text, lines[position])


def _is_next(text: CleanText, lines: Lines, position: int, following: int) -> bool:
    """Tell whether a line carries the number behind that of a row."""
    mark, behind = (text.clean[slice(*lines[number])].rstrip(".") for number in (position, following))
    if behind in ("-", "+"):
        return True
    head, _, last = mark.rpartition(".")
    return last.isdecimal() and behind == (f"{head}." if head else "") + str(int(last) + 1)


def _shape(text: CleanText, line: tuple[int, int]) -> str:
    start, end = line
    if end - start > _LONGEST_CELL:
        return ""
    if end - start <= _LONGEST_VALUE:
        if is_empty_mark(text, start, end):
            return "e"
        if _may_be_value(text.clean, start, end) and is_value(text, start, end):
            return "v"
    return "t" if text.clean[end - 1] not in ".;!?," else ""


def _may_be_value(clean: str, start: int, end: int) -> bool:
    return end - start <= _LONGEST_VALUE and any(map(str.isdigit, clean[start:end]))


def _rhythmic(page: _Page, position: int) -> list[tuple[int, int]]:
    """Return the rows of a table without numbers, where its first value stands in this line."""
    if not _may_be_value(page.text.clean, *page.lines[position]):
        return []
    if page.shape(position) != "v" or page.shape(position - 1) != "t":
        return []
    values, behind = page.block(position, "ve")
    words, _ = page.block(behind, "t")
    first = position - words
    if not 1 <= words <= _MOST_WORDS or values + words > _MOST_COLUMNS:
        return []
    if any(page.shape(number) != "t" for number in range(first, position)):
        return []
    rows = _repeated(page, first, words, values)
    if _are_numbered(page, rows, words):
        return []
    return _with_heading(page, rows, words + values) if len(rows) > 1 else []


def _are_numbered(page: _Page, rows: list[tuple[int, int]], words: int) -> bool:
    """Tell whether the first values of the rows only count them: 1, 2, 3."""
    first = [page.lines[row + words] for row, count in rows if count > 1]
    written = [page.text.clean[start:end] for start, end in first]
    numbers = [int(number) for number in written if number.isdecimal() and len(number) < 4]
    return len(numbers) == len(written) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _repeated(page: _Page, first: int, words: int, values: int) -> list[tuple[int, int]]:
    """Return the rows that keep a rhythm of words and values; one more line of words heads a group."""
    rows: list[tuple[int, int]] = []
    while first < len(page.lines):
        found_words, at = page.block(first, "t")
        found_values, behind = page.block(at, "ve")
        if found_values != values or not words <= found_words <= words + (len(rows) > 1):
            break
        if found_words > words:
            rows.append((first, 1))
            first += 1
        rows.append((first, words + values))
        first = behind
    return rows


def _with_heading(page: _Page, rows: list[tuple[int, int]], width: int) -> list[tuple[int, int]]:
    """Add the heading: as many lines right above as a row has, one of which names a column."""
    top = rows[0][0] - width
    heading = range(top, rows[0][0])
    fits = all(page.shape(number) in ("t", "v") for number in heading)
    named = fits and any(names_column(page.text, *page.lines[n]) for n in heading)
    return [(top, width), *rows] if named else rows

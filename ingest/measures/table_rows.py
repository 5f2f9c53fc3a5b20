"""Which lines of a text are rows of a table.

Tables reach a plain text in many dresses: cells between pipes, tabs, semicolons or wide gaps, or one cell per
line. Pipes and tabs speak for themselves; the other dresses count only where neighbouring lines agree about
their columns and hold values in them.
"""

import re
from dataclasses import dataclass
from functools import cache

from ingest.measures.table_cells import Cell, is_empty_mark, is_year, pieces
from ingest.measures.table_stacks import find_stacks, names_column
from ingest.measures.table_values import is_value
from ingest.measures.text import CleanText
from ingest.measures.words import load, pattern

_LONGEST_GROUP = 140
_SURE, _WEAK = ("|", "\t"), ("  ", ";")


@dataclass(eq=False)
class RowSpan:
    """A row: its first line, how many lines it takes, and its place in the clean text."""

    first: int
    count: int
    start: int
    end: int


def find_rows(text: CleanText, lines: list[tuple[int, int]]) -> list[RowSpan]:
    """Return the rows among a text's lines (given by their places), in order and without overlaps."""
    marks = [_separator(text.clean, start, end) for start, end in lines]
    kept = _kept(text, lines, marks)
    rows = {number: _row(text, lines, number, marks[number]) for number in kept}
    for first, count in find_stacks(text, lines, kept):
        rows[first] = RowSpan(first, count, lines[first][0], lines[first + count - 1][1])
    return [rows[first] for first in sorted(rows)]


def _separator(clean: str, start: int, end: int) -> str:
    """Return what may separate cells in a line, or ""."""
    if clean.find("|", start, end) >= 0:
        return "|"
    if clean.find("\t", start, end) >= 0 or clean.startswith("\t\t", end):
        return "\t"
    if clean.find("  ", start, end) >= 0:
        return "  "
    return ";" if 0 <= clean.find(";", start, end) < end - 1 else ""


def _row(text: CleanText, lines: list[tuple[int, int]], number: int, mark: str) -> RowSpan:
    """Return one line as a row; empty cells at the ends of a row with tabs belong to it."""
    start, end = lines[number]
    if mark == "\t":
        while start and text.clean[start - 1] == "\t":
            start -= 1
    return RowSpan(number, 1, start, end)


def _kept(text: CleanText, lines: list[tuple[int, int]], marks: list[str]) -> set[int]:
    """Return the numbers of the lines that are rows."""
    kept: set[int] = set()
    number = 0
    while number < len(lines):
        if not marks[number]:
            number += 1
            continue
        last = _run(text, lines, marks, number)
        if marks[number] in _WEAK:
            kept.update(_with_columns(text, lines[number:last], marks[number], number))
        else:
            kept.update(_with_marks(text, lines, marks, number, last))
        number = last
    return kept


def _run(text: CleanText, lines: list[tuple[int, int]], marks: list[str], first: int) -> int:
    """Return where a run of lines with one separator ends; a heading between two rows belongs to it."""
    mark, last = marks[first], first + 1
    while last < len(lines):
        is_group = (
            not marks[last]
            and last + 1 < len(lines)
            and marks[last + 1] == mark
            and (_is_group(text, *lines[last]) or _is_rule(text.clean, *lines[last]))
        )
        if marks[last] != mark and not is_group:
            break
        last += 1
    return last


@cache
def _captions() -> re.Pattern[str]:
    return pattern(load("tables")["captions"])


def _is_group(text: CleanText, start: int, end: int) -> bool:
    """Tell whether a line without a separator may be a heading inside a table."""
    short = end - start <= _LONGEST_GROUP and text.clean[end - 1] not in ".;:!?"
    return short and not _captions().match(text.folded, start, end)


_RULE = re.compile(r"[-=+|: ]{3,}")


def _is_rule(clean: str, start: int, end: int) -> bool:
    return bool(_RULE.fullmatch(clean, start, end))


def _with_marks(
    text: CleanText, lines: list[tuple[int, int]], marks: list[str], first: int, last: int
) -> list[int]:
    """Keep the rows of a run with pipes or tabs; a lone pipe inside a sentence makes no row."""
    mark = marks[first]
    numbers = [number for number in range(first, last) if marks[number]]
    if mark == "\t":
        return (
            list(range(first, last)) if len(numbers) > 1 else [n for n in numbers if _has_tab(text, lines[n])]
        )
    if len(numbers) > 1:
        return [n for n in range(first, last) if marks[n] or _is_rule(text.clean, *lines[n])]
    return [number for number in numbers if text.clean.count("|", *lines[number]) >= 2]


def _has_tab(text: CleanText, line: tuple[int, int]) -> bool:
    return text.clean.find("\t", *line) >= 0


def _with_columns(text: CleanText, lines: list[tuple[int, int]], mark: str, first: int) -> list[int]:
    """Keep the rows of a run with gaps or semicolons: from the heading to the last line that holds values."""
    if len(lines) < 2:
        return []
    rows = [pieces(text.clean, start, end, mark) for start, end in lines]
    valued = [number for number, row in enumerate(rows) if _holds_value(text, row)]
    if not valued:
        return []
    width = len(rows[valued[0]])
    agree = [number for number in valued if abs(len(rows[number]) - width) <= (mark == "  ")]
    top = valued[0]
    while top and valued[0] - top < 3 and 2 <= len(rows[top - 1]) <= width + 1:
        top -= 1
    named = any(names_column(text, *cell) for row in rows[top : valued[0]] for cell in row)
    if len(agree) < len(valued) or len(valued) < 2 and not (named and width > 2):
        return []
    inside = valued[-1] + 1 - valued[0]
    return list(range(first + top, first + valued[-1] + 1)) if 2 * len(valued) >= inside else []


def _holds_value(text: CleanText, row: list[tuple[int, int]]) -> bool:
    """Tell whether a line has a label and, behind it, a cell that is a value."""
    labels = [place for place, (start, end) in enumerate(row) if _is_label(text, start, end)]
    return bool(labels) and any(
        is_value(text, start, end) for start, end in row[labels[0] + 1 :] if end - start <= 60
    )


def _is_label(text: CleanText, start: int, end: int) -> bool:
    named = any(map(str.isalpha, text.clean[start:end])) or is_year(text, Cell(start, end))
    return named and not is_empty_mark(text, start, end) and ".." not in text.clean[start:end]

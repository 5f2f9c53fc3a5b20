"""Headings: where a table's headings stand, and which of their cells lie above each column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.measures.indicators import OTHER, Reader
from ingest.measures.table_cells import Cell, is_year, states_year
from ingest.measures.table_columns import SAMPLE, Column, columns_of
from ingest.measures.table_values import is_value
from ingest.measures.table_words import level_label, names, unit_named
from ingest.measures.text import CleanText, fold
from ingest.measures.times import find_times
from ingest.measures.tokens import tokenize
from ingest.measures.words import remembered

Row = tuple[Cell, ...]
_MOST_HEADINGS, _LONGEST_HEADING = 3, 160


@dataclass(frozen=True)
class Part:
    """A stretch of a table under one heading."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    headings: tuple[Row, ...]


def parts_of(text: CleanText, rows: Sequence[Row]) -> list[Part]:
    """Split a table where a heading stands, and return each part with its columns."""
    parts: list[Part] = []
    position = 0
    while position < len(rows):
        heads = _heading_rows(text, rows, position)
        first = last = position + heads + _is_numbering(text, rows, position + heads)
        while last < len(rows) and (last == first or not _opens_heading(text, rows[last])):
            last += 1
        heading, body = tuple(rows[position : position + heads]), tuple(rows[first:last])
        parts.append(Part(_columns(text, heading, body), body, heading))
        position = max(last, position + 1)
    return parts


def _heading_rows(text: CleanText, rows: Sequence[Row], position: int) -> int:
    """Return how many rows, from a place on, are headings."""
    count = 0
    for row in rows[position : position + _MOST_HEADINGS]:
        cells = [cell for cell in row if cell.end > cell.start]
        if any(_is_body_value(text, cell) for cell in cells):
            break
        named = [_names_column(text, cell) for cell in cells]
        if count == 0 and not (len(cells) >= 2 and any(named)):
            break
        if count and not (named and all(named) and _may_be_below(text, rows[position + count - 1], row)):
            break
        count += 1
    return count


def _may_be_below(text: CleanText, above: Row, row: Row) -> bool:
    """Tell whether a row goes on with the heading above it, which has fewer cells or spans columns."""
    written = [text.folded[cell.start : cell.end] for cell in above]
    spans = "" in written or len(set(written)) < len(written) or len(row) != len(above)
    cells = [cell for cell in row if cell.end > cell.start]
    short = len(cells) > 1 and all(cell.end - cell.start <= 60 for cell in cells)
    return short and (spans or all(is_year(text, cell) for cell in cells))


def _opens_heading(text: CleanText, row: Row) -> bool:
    """Tell whether a row inside a table is the heading of what follows."""
    cells = [cell for cell in row if cell.end > cell.start]
    written = {text.folded[cell.start : cell.end] for cell in cells}
    if len(written) < 2 or len(cells) < 2 or any(_is_body_value(text, cell) for cell in cells):
        return False
    first = text.folded[cells[0].start : cells[0].end]
    opens = names("number_column").fullmatch(first) or names("label_column").fullmatch(first)
    opens = opens or names("place_columns").fullmatch(first) or names("year_column").fullmatch(first)
    return bool(opens) and all(_names_column(text, cell) for cell in cells)


def _is_body_value(text: CleanText, cell: Cell) -> bool:
    return is_value(text, cell.start, cell.end) and not is_year(text, cell)


def _is_numbering(text: CleanText, rows: Sequence[Row], position: int) -> bool:
    """Tell whether a row numbers the columns: "(1) | (2) | (3)", "A | B | 1 | 2"."""
    if position >= len(rows):
        return False
    written = [text.folded[cell.start : cell.end].strip("()[] ") for cell in rows[position]]
    written = [mark for mark in written if mark]
    numbers = [int(mark) for mark in written if mark.isdecimal() and len(mark) < 3]
    letters = [mark for mark in written if len(mark) == 1 and mark.isalpha()]
    in_order = bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return len(written) >= 3 and in_order and len(numbers) + len(letters) == len(written)


def _names_column(text: CleanText, cell: Cell) -> bool:
    return cell.end - cell.start <= _LONGEST_HEADING and _is_heading(text.clean[cell.start : cell.end])


@remembered
def _is_heading(clean: str) -> bool:
    folded = fold(clean)
    if re.search(r"[0-9]\s?%", folded):
        return False
    if names("number_column").fullmatch(folded) or states_year(folded) or unit_named(folded):
        return True
    searched = ("label_column", "unit_column", "target_column", "actual_column", "other_columns")
    if any(names(name).search(folded) for name in (*searched, "movement_columns", "place_columns")):
        return True
    if names("year_column").fullmatch(folded) or names("level_column").fullmatch(folded):
        return True
    return bool(level_label(folded) or find_times(folded) or _names_index(clean, folded))


def _names_index(clean: str, folded: str) -> bool:
    """Tell whether a heading names an index: "PAPI", "Chỉ số hài lòng"."""
    reader = Reader(tokenize(clean, folded, 0, len(clean)))
    return any(reader.choose((0, len(clean)), (), -2, unit).code != OTHER for unit in ("rank", "score"))


def _columns(text: CleanText, headings: tuple[Row, ...], body: tuple[Row, ...]) -> tuple[Column, ...]:
    """Return the columns of a part: their headings, one above the other, and the kind of their cells."""
    width = max((len(row) for row in body[:SAMPLE]), default=max(map(len, headings), default=0))
    stacked = _stacked(text, headings, width)
    return columns_of(text, stacked, body)


def _stacked(text: CleanText, headings: tuple[Row, ...], width: int) -> list[tuple[Cell, ...]]:
    """Return for each column the heading cells above it, the outermost first."""
    if not headings:
        return [()] * width
    top = list(headings[0])
    if len(headings) == 2 and len(top) < width:
        below = [cell for cell in headings[1] if cell.end > cell.start]
        spread = _spread(text, top, below, width)
        if spread:
            return spread
    width = max(map(len, headings))
    columns: list[list[Cell]] = [[] for _ in range(width)]
    for row in headings:
        left: Cell | None = None
        for place in range(width):
            cell = row[place] if place < len(row) else Cell(0, 0)
            if cell.end > cell.start:
                left = cell
                columns[place].append(cell)
            elif left is not None and row is not headings[-1] and _is_spanned(headings, row, place):
                columns[place].append(left)
    return [tuple(cells) for cells in columns]


def _is_spanned(headings: tuple[Row, ...], row: Row, place: int) -> bool:
    """Tell whether an empty cell of a heading continues its left neighbour: something stands below both."""
    below = headings[-1]

    def is_filled(column: int) -> bool:
        return 0 <= column < len(below) and below[column].end > below[column].start

    left = next((c for c in range(place - 1, -1, -1) if row[c : c + 1] and row[c].end > row[c].start), -1)
    return is_filled(place) and is_filled(left)


def _spread(text: CleanText, top: list[Cell], below: list[Cell], width: int) -> list[tuple[Cell, ...]]:
    """Lay a second heading row under the columns of the first that it divides, where cells are missing."""
    divided = len(top) + len(below) - width
    if divided < 1 or len(below) % divided:
        return []
    can = [place for place, cell in enumerate(top) if _may_divide(text.folded[cell.start : cell.end])]
    chosen = can[-divided:]
    if len(chosen) < divided:
        return []
    columns: list[tuple[Cell, ...]] = []
    share = len(below) // divided
    for place, cell in enumerate(top):
        if place in chosen:
            columns.extend((cell, under) for under in below[:share])
            below = below[share:]
        else:
            columns.append((cell,))
    return columns


def _may_divide(folded: str) -> bool:
    no = ("number_column", "unit_column", "other_columns")
    return not any(names(name).fullmatch(folded) for name in no)

"""Tables: where in a grid its data begin and end, and what stands above each column. Found by content."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.exports.headings import is_foot, numbers_columns
from ingest.exports.inspecting.cells import Cells, is_missing, is_number, look_at, year_of, years_in
from ingest.exports.inspecting.places import CODE_SYSTEMS, is_place
from ingest.exports.words import plain, words
from ingest.grids import Grid

MOST_ROWS = 20_000  # that are looked at; the trial reading goes through all
MOST_HEADINGS = 5  # rows
_SEARCHED_ROWS = 60  # for the first row of data
_ENDED_BY_BLANK = ("xlsx", "xls", "ods", "html", "pdf", "docx")
_MOST_NAMES = 800  # distinct texts of a column of localities: each province in several spellings
_NEARLY_ALL, _MANY = 0.95, 20


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the cells above it from the top, and what its cells are."""

    place: int
    stack: tuple[str, ...]  # each once
    cells: tuple[str, ...]
    seen: Cells
    localities: int = 0  # cells that name one
    code_system: str = ""  # of a column of codes of localities

    @property
    def heading(self) -> str:
        """Return the cells above the column as one text."""
        return " ".join(self.stack)

    @property
    def names_localities(self) -> bool:
        """Tell whether the column names localities, not by codes."""
        return bool(self.localities) and not self.code_system


@dataclass(frozen=True, slots=True)
class Table:
    """A grid's table: its columns with the data below, the rows of its heading, and the texts above."""

    grid: Grid
    columns: tuple[Column, ...]
    heading_rows: tuple[list[str], ...]  # those that can be the heading, from the top
    last_heading: int  # row number, 0 where there is none
    titles: tuple[str, ...]  # the nearest first
    row_count: int
    is_cut: bool  # more rows follow than are looked at


def table_of(grid: Grid) -> Table | None:
    """Return the table of a grid; ``None`` where no row has figures."""
    looked = grid.head(MOST_ROWS)
    rows, numbers = looked.cells(), looked.row_numbers.to_pylist()
    first = grid.named_rows or _first_row(rows)
    if first is None or first >= len(rows):
        return None
    top = 0 if grid.named_rows else _top_of_heading(rows, first)
    end = _end(grid, rows, first)
    stored = {name: column.to_pylist()[first:end] for name, column in looked.numbers.items()}
    heading = [row for row in rows[top:first] if not numbers_columns(row)]
    columns = tuple(
        _column(place, heading, [row[place] for row in rows[first:end]], stored.get(str(place), ()))
        for place in range(grid.width)
    )
    above = [" ".join(dict.fromkeys(filter(None, row))) for row in reversed(rows[:top])]
    titles = [*above, *grid.titles]
    last = numbers[first - 1] if first else 0
    is_cut = len(rows) == MOST_ROWS
    return Table(grid, columns, tuple(heading), last, tuple(filter(None, titles)), end - first, is_cut)


def _first_row(rows: Sequence[list[str]]) -> int | None:
    """Return the first row of data: one that names a locality beside a figure, else the first of figures."""
    searched = rows[:_SEARCHED_ROWS]
    named = next((place for place, row in enumerate(searched) if _names_one(row) and _figures(row)), None)
    if named is None:
        return next((place for place, row in enumerate(searched) if place and _is_data(row)), None)
    while named and _is_data(rows[named - 1]):  # a region above its provinces
        named -= 1
    return named


def _names_one(row: Sequence[str]) -> bool:
    return any(not is_number(cell) and len(cell) < 60 and is_place(cell) for cell in row if cell.strip())


def _figures(row: Sequence[str]) -> int:
    return sum(is_number(cell) and year_of(cell) is None for cell in row)


def _is_data(row: Sequence[str]) -> bool:
    """Tell whether a row holds figures beside a label or year: not the numbers of columns below a heading."""
    labels = [cell for cell in row if cell.strip() and (not is_number(cell) or year_of(cell) is not None)]
    return _figures(row) > 0 and bool(labels) and not numbers_columns(row)


def _top_of_heading(rows: Sequence[list[str]], first: int) -> int:
    """Return the first row of the heading: up to a blank row, or one with a single text, the title."""
    top = first
    while top and first - top < MOST_HEADINGS:
        filled = {cell for cell in rows[top - 1] if cell.strip()}
        if len(filled) < 2 and not (top == first and filled):
            break
        if any(len(cell) > 150 for cell in filled):
            break
        top -= 1
    return top


def _end(grid: Grid, rows: Sequence[list[str]], first: int) -> int:
    if grid.format not in _ENDED_BY_BLANK:
        return len(rows)
    below = range(first, len(rows))
    return next((place for place in below if not any(rows[place]) or is_foot(rows[place])), len(rows))


def _column(
    place: int, above: Sequence[list[str]], cells: Sequence[str], stored: Sequence[float | None]
) -> Column:
    stack = tuple(dict.fromkeys(" ".join(row[place].split()) for row in above if row[place].strip()))
    seen = look_at(cells, stored)
    localities, code_system = _localities(cells, seen, stack)
    return Column(place, stack, tuple(cells), seen, localities, code_system)


def _localities(cells: Sequence[str], seen: Cells, stack: Sequence[str]) -> tuple[int, str]:
    """Return how many cells name localities, and by codes of which system."""
    filled = [cell.strip() for cell in cells if not is_missing(cell)]
    distinct = set(filled)
    if not filled or len(distinct) > _MOST_NAMES:
        return 0, ""
    if seen.numbers < len(filled) / 2:
        found = sum(is_place(cell) for cell in filled)
        if found <= len(filled) / 2:
            return 0, ""
        coded = [cell for cell in filled if any(character.isdigit() for character in cell)]
        if len(coded) < len(filled) / 2:
            return found, ""
        # "VN-24" is a code anywhere; "P15" is one only below a heading that says so.
        is_code = coded[0].upper().startswith("VN") or is_headed(stack, "code_headings")
        return (found, "gso") if is_code else (0, "")
    if seen.integers < len(filled) or not (is_headed(stack, "code_headings") or _is_padded(filled)):
        return 0, ""
    shares = {system: sum(is_place(cell, system) for cell in filled) / len(filled) for system in CODE_SYSTEMS}
    preferred = "pci" if any("pci" in plain(cell) for cell in stack) else "gso"
    best = max(shares, key=lambda system: (shares[system], system == preferred))
    return (len(filled), best) if shares[best] >= _NEARLY_ALL else (0, "")


def _is_padded(filled: Sequence[str]) -> bool:
    return len(filled) >= _MANY and any(cell.startswith("0") for cell in filled)


def is_headed(stack: Sequence[str], kind: str) -> bool:
    """Tell whether one of the cells above a column is a word of ``words.yml``."""
    return any(plain(cell).strip(" .:()") in words(kind) for cell in stack)


def years_above(table: Table) -> dict[int, int]:
    """Return the columns headed by a year of their own, with the year; empty unless there are several.

    In a text file a year stands above the first column of its group only.
    """
    for row in table.heading_rows:
        named = {place: years_in(cell) for place, cell in enumerate(row)}
        found = {place: years[0] for place, years in named.items() if len(years) == 1}
        if len(set(found.values())) < 2:
            continue
        if len(table.heading_rows) > 1 and row is not table.heading_rows[-1]:
            found = _spread(found, row)
        return {place: year for place, year in found.items() if table.columns[place].seen.filled}
    return {}


def _spread(years: dict[int, int], row: Sequence[str]) -> dict[int, int]:
    spread, year = dict(years), 0
    for place, cell in enumerate(row):
        year = years.get(place, 0 if cell.strip() else year)
        if year:
            spread[place] = year
    return spread

"""Headings: where in a grid the declared columns are, whatever stands above them."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.exports.mapping import ExportMapping, YearOfSheet, YearsAcross
from ingest.exports.words import plain, words
from ingest.grids import Grid
from ingest.readers import Unreadable

SEARCHED_ROWS = 60


@dataclass(frozen=True, slots=True)
class Headed:
    """A grid whose heading was found: the last row of it, and the place of each declared column.

    ``years`` has the columns of years across; ``names`` the column of names beside each column of figures
    of a table of pairs.
    """

    grid: Grid
    last_heading: int  # row number
    columns: dict[str, int]
    years: dict[int, int]  # column -> year
    names: dict[str, int]  # figures' column -> the column of its names
    figures: dict[int, str] = field(default_factory=dict)  # column of a year -> whose figures, where it says

    def is_of(self, column: int, name: str) -> bool:
        """Tell whether a column of a year holds the figures ``name``."""
        return self.figures.get(column, plain(name)) == plain(name)


def find_headed(grids: Sequence[Grid], mapping: ExportMapping) -> list[Headed]:
    """Return the grids that have all declared columns; of several formats and sheets only these are meant.

    Raises ``Unreadable``, naming what is missing where most of it is there.
    """
    if isinstance(mapping.year, YearOfSheet):
        return _of_years(grids, mapping, mapping.year)
    tried = [_Search(grid, mapping) for grid in grids]
    found = [headed for search in tried if (headed := search.result())]
    if not found:
        raise Unreadable(max(tried, key=lambda search: len(search.best)).said())
    return found[:1]  # the same table may stand in the file a second time, in English or as a copy


def _of_years(grids: Sequence[Grid], mapping: ExportMapping, year: YearOfSheet) -> list[Headed]:
    """Return the sheets named by a year; each of them must have the columns of its year."""
    found = []
    for search in [_Search(grid, mapping) for grid in grids if year.of(grid.name)]:
        headed = search.result()
        if headed is None:
            raise Unreadable(f"has a sheet {search.grid.name!r} that {search.said()}")
        found.append(headed)
    if not found:
        there = ", ".join(grid.name for grid in grids)
        raise Unreadable(f"has no sheet named by its year (it has: {there}); mend `year:` of its `mapping:`")
    return found


class _Search:
    """The search for one grid's heading."""

    def __init__(self, grid: Grid, mapping: ExportMapping) -> None:
        self.grid, self.mapping = grid, mapping
        head = grid.head(SEARCHED_ROWS)
        self.rows, self.numbers = head.cells(), head.row_numbers.to_pylist()
        self.wanted = _wanted(mapping, grid.name)
        self.across: dict[int, str] = {}
        self.best: dict[str, int] = {}
        self.best_row = -1
        for row in range(len(self.rows)):
            found = self._columns(row)
            if len(found) > len(self.best):
                self.best, self.best_row = found, row

    def _columns(self, row: int) -> dict[str, int]:
        """Return the declared columns that a heading ending ``header_rows`` further names."""
        found: dict[str, int] = {}
        for column, stack in enumerate(_stacks(self.rows, row, self.mapping.header_rows)):
            for name in self.wanted:
                if name not in found and self._is_headed(name, [*stack, " ".join(stack)]):
                    found[name] = column
        return found

    def _is_headed(self, name: str, headings: list[str]) -> bool:
        """Tell whether a column is headed ``name``.

        Where the sheet tells the year, years in headings do not count: one copied from the sheet of another
        year names the wrong one.
        """
        if isinstance(self.mapping.year, YearOfSheet):
            return _without_years(plain(name)) in map(_without_years, headings)
        return plain(name) in headings

    def result(self) -> Headed | None:
        if not self.rows or len(self.best) < len(self.wanted):
            return None
        years = self._years()
        if isinstance(self.mapping.year, YearsAcross) and (not years or self._without_a_year()):
            return None
        last = min(self.best_row + self.mapping.header_rows - 1, len(self.rows) - 1)
        names = {}
        if self.mapping.layout == "pairs":
            names = {name: self._names_beside(name, last) for name in self._figures()}
            self.best |= {name: names[name] + 1 for name in names}
        return Headed(self.grid, self.numbers[last], self.best, years, names, self.across)

    def _figures(self) -> list[str]:
        return [figures.column for figures in self.mapping.figures_in(self.grid.name)]

    def _without_a_year(self) -> list[str]:
        """Return the figures that no heading of a year names, where headings name figures."""
        return [name for name in self._figures() if self.across and plain(name) not in self.across.values()]

    def _years(self) -> dict[int, int]:
        if not isinstance(self.mapping.year, YearsAcross):
            return {}
        pattern = re.compile(self.mapping.year.headings)
        start = max(self.best_row, 0)
        for row in range(start, len(self.rows)) if self.wanted else range(len(self.rows)):
            found = {
                column: heading
                for column, cell in enumerate(self.rows[row])
                if (heading := pattern.search(cell))
            }
            if found:
                self.best_row = max(self.best_row, row)
                if "column" in pattern.groupindex:
                    self.across = {column: plain(heading["column"]) for column, heading in found.items()}
                return {column: int(heading["year"]) for column, heading in found.items()}
        return {}

    def _names_beside(self, name: str, last: int) -> int:
        """Return the column of names of a pair: the heading stands above its first or its second column."""
        column = self.best[name]
        below = [row[column] for row in self.rows[last + 1 : last + 6] if column < len(row) and row[column]]
        holds_names = sum(any(letter.isalpha() for letter in cell) for cell in below) * 2 > len(below)
        return column if holds_names else column - 1

    def said(self) -> str:
        """Return what is missing, with the heading that looks most like it."""
        missing = [name for name in self.wanted if name not in self.best] or self._without_a_year()
        if not missing:
            return "has no column headed by a year; mend `year:` of its `mapping:`"
        there = [cell for cell in (self.rows[self.best_row] if self.best else []) if cell]
        hints = []
        for name in missing:
            close = difflib.get_close_matches(plain(name), [plain(cell) for cell in there], n=1, cutoff=0.5)
            hints.append(f"{name!r}" + (f" ({close[0]!r} looks like it)" if close else ""))
        has = f"it has: {', '.join(dict.fromkeys(there))}" if there else "no heading was found"
        return f"has no column {', '.join(hints)} ({has}); mend its `mapping:` or ask the publisher"


def _wanted(mapping: ExportMapping, sheet: str) -> list[str]:
    """Return the headings that must be there."""
    if mapping.layout == "profile":
        return []
    named = [] if mapping.layout == "pairs" else [mapping.locality]
    if isinstance(mapping.year, str):
        named.append(mapping.year)
    if mapping.indicators:
        named.append(mapping.indicators.column)
    if not isinstance(mapping.year, YearsAcross):
        there = mapping.figures_in(sheet)
        named += [figures.column for figures in there]
        named += [figures.share_of for figures in there if figures.share_of]
    return list(dict.fromkeys([*named, *(held.where for held in mapping.withheld if held.where)]))


def _without_years(heading: str) -> str:
    return " ".join(re.sub(r"\b(?:19|20)\d\d\b", " ", heading).split())


def _stacks(rows: Sequence[Sequence[str]], first: int, count: int) -> list[list[str]]:
    """Return, for each column, the distinct cells of a heading of some rows."""
    taken = rows[first : first + count]
    width = max((len(row) for row in taken), default=0)
    return [
        list(dict.fromkeys(plain(row[column]) for row in taken if column < len(row) and row[column].strip()))
        for column in range(width)
    ]


def is_foot(cells: Sequence[str]) -> bool:
    """Tell whether a row stands below the data: one of its first cells is a label such as "Trung vị"."""
    return any(plain(cell) in words("foot_labels") for cell in cells[:4])

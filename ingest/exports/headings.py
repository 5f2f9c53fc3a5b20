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

    ``years`` has the columns of years across, ``under`` those of them below a figures' own heading;
    ``names`` the column of names beside each column of figures of a table of pairs.
    """

    grid: Grid
    last_heading: int  # row number
    columns: dict[str, int]
    years: dict[int, int]  # column -> year
    names: dict[str, int]  # figures' column -> the column of its names
    under: dict[str, frozenset[int]] = field(default_factory=dict)

    def years_of(self, figures: str) -> dict[int, int]:
        """Return the columns of years of some figures: those under their heading, else all."""
        own = self.under.get(figures) or self.years.keys()
        return {column: year for column, year in self.years.items() if column in own}


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
            found = self._columns(row) if self._can_begin(row) else {}
            if len(found) > len(self.best):
                self.best, self.best_row = found, row

    def _can_begin(self, row: int) -> bool:
        """Tell whether a heading of several rows can begin here: a title above it says one thing only."""
        return self.mapping.header_rows == 1 or len({cell for cell in self.rows[row] if cell.strip()}) > 1

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
        years, row_of_years = self._years()
        if isinstance(self.mapping.year, YearsAcross) and (not years or self._without_a_year()):
            return None
        first = row_of_years if self.best_row < 0 else self.best_row
        last = min(max(first + self.mapping.header_rows - 1, row_of_years), len(self.rows) - 1)
        last = self._below_numbers(last)
        names = {}
        if self.mapping.layout == "pairs":
            names = {name: self._names_beside(name, last) for name in self._figures()}
            self.best |= {name: names[name] + 1 for name in names}
        under = self._under(years, self.rows[max(first, 0) : last + 1])
        return Headed(self.grid, self.numbers[last], self.best, years, names, under)

    def _below_numbers(self, last: int) -> int:
        """Return the last row of the heading with the numbers of the columns that may stand below it."""
        below = self.rows[last + 1] if last + 1 < len(self.rows) else []
        return last + 1 if numbers_columns(below) else last

    def _figures(self) -> list[str]:
        return [figures.column for figures in self.mapping.figures_in(self.grid.name)]

    def _without_a_year(self) -> list[str]:
        """Return the figures that no heading of a year names, where headings name figures."""
        return [name for name in self._figures() if self.across and plain(name) not in self.across.values()]

    def _years(self) -> tuple[dict[int, int], int]:
        """Return the columns of years across, and the row that has most years; from the heading on."""
        if not isinstance(self.mapping.year, YearsAcross):
            return {}, -1
        pattern = re.compile(self.mapping.year.headings)
        best: dict[int, int] = {}
        best_row = -1
        for row in range(max(self.best_row, 0), len(self.rows)):
            found = {
                column: heading
                for column, cell in enumerate(self.rows[row])
                if (heading := pattern.search(cell))
            }
            years = {column: int(heading["year"]) for column, heading in found.items()}
            if len(set(years.values())) > len(set(best.values())):
                best, best_row = years, row
                if "column" in pattern.groupindex:
                    self.across = {column: plain(heading["column"]) for column, heading in found.items()}
        return (self._spread(best, best_row) if self.mapping.header_rows > 1 else best), best_row

    def _spread(self, years: dict[int, int], row: int) -> dict[int, int]:
        """Return years with the columns right of each that have none: a text file merges no cells."""
        spread, year = dict(years), 0
        for column, cell in enumerate(self.rows[row]):
            year = years.get(column, 0 if cell.strip() else year)
            if year:
                spread[column] = year
        return spread

    def _under(self, years: dict[int, int], heading: Sequence[Sequence[str]]) -> dict[str, frozenset[int]]:
        """Return the columns of years under the heading of each column of figures: "Điểm" below 2021."""
        if self.across:
            own = {column: {name} for column, name in self.across.items()}
        else:
            stacks = _stacks(heading, 0, len(heading)) if years else []
            own = {
                column: {*stacks[column], *map(plain, map(without_year, stacks[column]))}
                for column in years
                if column < len(stacks)
            }
        return {
            name: frozenset(column for column, cells in own.items() if plain(name) in cells)
            for name in self._figures()
        }

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
        remedy = "ask the publisher" if there else "put a row of headings above the table"
        return f"has no column {', '.join(hints)} ({has}); mend its `mapping:` or {remedy}"


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


def without_year(cell: str) -> str:
    """Return what a heading says beside its year, without the marks that part the two.

    >>> without_year("score_2021"), without_year("Năm 2022 (điểm)"), without_year("2022")
    ('score', '(điểm)', '')
    """
    rest = re.sub(r"(?i)(?:\bnăm\s*)?(?<!\d)(?:19|20)\d\d(?!\d)", " ", " ".join(cell.split()))
    return rest.replace("( )", " ").strip(" _-–/.,:;")


def numbers_columns(cells: Sequence[str]) -> bool:
    """Tell whether a row only numbers the columns: "(1) | (2) | (3)", "A | B | 1 | 2"."""
    filled = [cell.strip(" ()[].") for cell in cells if cell.strip()]
    counted = [cell for cell in filled if cell.isdigit()]
    letters = filled[: len(filled) - len(counted)]
    return (
        len(counted) > 1
        and [*letters, *counted] == filled
        and letters == list("ABCD"[: len(letters)])
        and counted == [str(number + 1) for number in range(len(counted))]
    )


def is_foot(cells: Sequence[str]) -> bool:
    """Tell whether a row stands below the data: one of its first cells is a label such as "Trung vị"."""
    return any(plain(cell) in words("foot_labels") for cell in cells[:4])

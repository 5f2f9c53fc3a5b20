"""Kin: sheets of one workbook that differ by the year alone, looked at as one table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.exports.headings import without_year
from ingest.exports.inspecting.cells import Cells, is_missing, look_at, parts_of, year_of, years_in
from ingest.exports.inspecting.proposal import Wanted
from ingest.exports.inspecting.roles import Roles
from ingest.exports.inspecting.tables import Column, Table
from ingest.exports.inspecting.years import YearFound
from ingest.exports.words import plain


@dataclass(frozen=True, slots=True)
class Kin:
    """The tables of such sheets with their roles; most often one."""

    members: tuple[tuple[Table, Roles], ...]

    @property
    def sheets(self) -> list[str]:
        """Return the names of the sheets."""
        return [table.grid.name for table, _ in self.members]

    def seen(self, column: Column) -> Cells:
        """Return what the cells of a column are in all sheets."""
        if len(self.members) == 1:
            return column.seen
        alike = [other for table, _ in self.members for other in table.columns if _is_alike(other, column)]
        return look_at([cell for other in alike for cell in other.cells])

    def since(self, wanted: Wanted, column: Column) -> Wanted:
        """Return the figures with the first year whose sheet has them; left out where a later one has not."""
        if len(self.members) == 1:
            return wanted
        has = {
            years_in(table.grid.name)[0]: any(_is_alike(other, column) for other in table.columns)
            for table, _ in self.members
        }
        years = [year for year in sorted(has) if has[year]]
        if len(years) == len(has):
            return wanted
        if all(has[year] for year in has if year >= years[0]):
            return replace(wanted, since=years[0])
        lacking = ", ".join(str(year) for year in sorted(has) if not has[year])
        return replace(wanted, why_left_out=f"the sheets of {lacking} do not have it")

    def marks(self, places: Iterable[int]) -> list[Cells]:
        """Return what tells the decimal mark: the columns at these places, and the parts of their cells."""
        found = []
        for place in places:
            for column in (table.columns[place] for table, _ in self.members if place < len(table.columns)):
                found.append(column.seen)
                if column.seen.patterns:
                    found.append(look_at(parts_of(column.cells, *column.seen.patterns)))
        return found

    def localities(self, year: YearFound) -> dict[int, list[str]]:
        """Return the names of localities by year, each once."""
        named: dict[int, dict[str, None]] = {}
        for table, roles in self.members:
            for of_year, name in _localities(table, roles, year):
                named.setdefault(of_year, {})[name] = None
        return {of_year: list(names) for of_year, names in named.items()}


def _is_alike(one: Column, other: Column) -> bool:
    """Tell whether columns of two sheets have one heading, but for the year in it."""
    return [plain(without_year(cell)) for cell in one.stack[-1:]] == [
        plain(without_year(cell)) for cell in other.stack[-1:]
    ]


def _localities(table: Table, roles: Roles, year: YearFound) -> list[tuple[int, str]]:
    columns = [pair.names for pair in roles.pairs] or ([roles.locality] if roles.locality else [])
    if roles.year and isinstance(year.value, str):
        pairs = zip(roles.year.cells, columns[0].cells, strict=True)
        return [
            (found, name.strip())
            for cell, name in pairs
            if (found := year_of(cell)) is not None and not is_missing(name)
        ]
    names = [cell.strip() for column in columns for cell in column.cells if not is_missing(cell)]
    return [(found, name) for found in _years(table, roles, year) for name in names]


def _years(table: Table, roles: Roles, year: YearFound) -> Sequence[int]:
    if roles.across:
        return sorted(set(roles.across.values()))
    return [year.value] if isinstance(year.value, int) else years_in(table.grid.name)[:1]

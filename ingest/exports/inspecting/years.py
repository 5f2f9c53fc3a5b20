"""Years: where a table says which year its figures are of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.exports.inspecting.cells import years_in
from ingest.exports.inspecting.roles import Roles
from ingest.exports.inspecting.tables import Table
from ingest.exports.mapping import YearsAcross

_WORKBOOKS = ("xlsx", "xls", "ods")
ANY_YEAR = YearsAcross().headings


@dataclass(frozen=True, slots=True)
class YearFound:
    """The value of ``year:`` in the mapping, ``None`` where nothing tells it, and how it was found."""

    value: str | int | dict[str, str] | None
    because: str
    others: tuple[int, ...] = ()  # years that stand at the same place


def year_found(
    table: Table, roles: Roles, column_name: str, sheets: Sequence[str], file_name: str, known: int | None
) -> YearFound:
    """Return the year of a table: stated, a column, headings, the sheet's name, a title, a file's name."""
    if known is not None:
        return YearFound(known, "stated")
    if roles.year is not None and column_name:
        return YearFound(column_name, f"column {column_name!r}")
    if roles.across:
        years = sorted(set(roles.across.values()))
        return YearFound({"headings": ANY_YEAR}, f"years across, {years[0]} to {years[-1]}")
    if table.grid.format in _WORKBOOKS and (named := years_in(table.grid.name)):
        more = f", as of {len(sheets)} sheets" if len(sheets) > 1 else ""
        if len(named) == 1:
            return YearFound({"sheet": ANY_YEAR}, f"in the name of the sheet {table.grid.name!r}{more}")
    for where, text in _places(table, roles, file_name):
        if years := years_in(text):
            return YearFound(years[0], f"{where}: {text[:100]!r}", tuple(years[1:]))
    return YearFound(None, "no column, heading, title or name tells it")


def _places(table: Table, roles: Roles, file_name: str) -> list[tuple[str, str]]:
    figures: list[Any] = [*roles.figures, *(pair.figures for pair in roles.pairs)]
    return [
        ("in the sheet's or table's name", table.grid.name),
        *(("in the title", title) for title in table.titles),
        ("in a heading", " ".join(column.heading for column in figures)),
        ("in the file's name", file_name),
    ]

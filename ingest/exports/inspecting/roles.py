"""Roles: what each column of a table is - locality, year, indicator, figures, or nothing that is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.exports.inspecting.cells import is_missing, is_number, year_of
from ingest.exports.inspecting.places import DAYS, is_below_provinces, place_of
from ingest.exports.inspecting.tables import Column, Table, is_headed, years_above
from ingest.exports.words import plain

_MOSTLY, _NEARLY_ALL = 0.6, 0.9
_MOST_INDICATORS = 300  # distinct names in a column of indicators


@dataclass(frozen=True, slots=True)
class Pair:
    """A column of names and the column of figures to its right, sorted by themselves."""

    names: Column
    figures: Column


@dataclass(frozen=True, slots=True)
class Roles:
    """The columns of a table by what they are; ``said`` tells it of each, by its place."""

    layout: str  # rows | pairs | profile | across: localities as headings | below: districts | none
    said: dict[int, str]
    locality: Column | None = None
    year: Column | None = None
    across: dict[int, int] | None = None  # column -> the year above it
    indicators: Column | None = None
    figures: tuple[Column, ...] = ()
    pairs: tuple[Pair, ...] = ()


def roles_of(table: Table) -> Roles:
    """Return what the columns of a table are, by their cells first and their headings second."""
    said: dict[int, str] = {}
    names = [column for column in table.columns if column.names_localities]
    pairs = _pairs(table, names)
    if pairs:
        said |= {pair.names.place: "locality, sorted by itself" for pair in pairs}
        said |= {pair.figures.place: "figures" for pair in pairs}
        return Roles("pairs", _rest(table, said), locality=pairs[0].names, pairs=pairs)
    locality = _locality(table, names)
    if locality is None:
        return _without_localities(table, said)
    said[locality.place] = "locality"
    across = years_above(table)
    year = None if across else _year(table, locality)
    if year:
        said[year.place] = "year"
    _say_what_is_not_read(table, said)
    figures = [column for column in table.columns if column.place not in said and is_figures(column)]
    if across:
        figures = [column for column in figures if column.place in across]
    indicators = None if across else _indicators(table, locality, year, figures)
    if indicators:
        said[indicators.place] = "names of indicators"
    said |= {column.place: "figures" for column in figures}
    return Roles("rows", _rest(table, said), locality, year, across or None, indicators, tuple(figures))


def is_figures(column: Column) -> bool:
    """Tell whether most filled cells of a column are numbers, or hold two figures."""
    seen = column.seen
    return seen.filled > 0 and (seen.numbers >= _MOSTLY * seen.filled or seen.patterns is not None)


def _locality(table: Table, names: Sequence[Column]) -> Column | None:
    """Return the column of localities: of names, in Vietnamese before others; else of codes."""
    codes = [column for column in table.columns if column.code_system]
    return max(
        names or codes,
        key=lambda column: (
            column.localities > 0.8 * max(other.localities for other in names or codes),
            is_headed(column.stack, "locality_headings"),
            sum(not cell.isascii() for cell in column.cells),
            -column.place,
        ),
        default=None,
    )


def _pairs(table: Table, names: Sequence[Column]) -> tuple[Pair, ...]:
    """Return the pairs of a table in which several columns of names are in an order of their own."""
    if len(names) < 2 or _agree(names[0], names[1]):
        return ()
    by_place = {column.place: column for column in table.columns}
    beside = [Pair(column, by_place[column.place + 1]) for column in names if column.place + 1 in by_place]
    pairs = [pair for pair in beside if is_figures(pair.figures) and not _are_years(pair.figures)]
    return tuple(pairs) if len(pairs) > 1 else ()


def _agree(one: Column, other: Column) -> bool:
    """Tell whether two columns name the same localities row by row, in two languages or spellings."""
    both = [
        (_key(left), _key(right))
        for left, right in zip(one.cells, other.cells, strict=True)
        if not is_missing(left) and not is_missing(right)
    ]
    known = [(left, right) for left, right in both if left and right]
    return not known or sum(left == right for left, right in known) > len(known) / 2


def heading_repeated(table: Table) -> str:
    """Return the heading of localities that stands above several lists of different ones, or "".

    Such lists are one that goes on beside itself when all else is headed alike too.
    """
    names = [column for column in table.columns if column.names_localities]
    if len(names) < 2:
        return ""
    for heading in names[0].stack:
        alike = [column for column in names if plain(heading) in map(plain, column.stack)]
        if len(alike) > 1 and _are_apart(alike) and _are_headed_alike(table, alike):
            return heading
    return ""


def _are_apart(names: Sequence[Column]) -> bool:
    """Tell whether columns of names hardly have a locality in common."""
    keys = [{_key(cell) for cell in column.cells} - {""} for column in names]
    return len(set().union(*keys)) >= _NEARLY_ALL * sum(map(len, keys))


def _are_headed_alike(table: Table, names: Sequence[Column]) -> bool:
    """Tell whether the headings from each column of names to the next are those of the first."""
    firsts = [column.place for column in names]
    width = min(after - before for before, after in pairwise([*firsts, len(table.columns)]))
    stacks = [
        [list(map(plain, column.stack)) for column in table.columns[first : first + width]]
        for first in firsts
    ]
    return all(stack == stacks[0] for stack in stacks)


def _key(name: str) -> str:
    places = (place_of(name, day) for day in DAYS.values())
    return next((place.name for place in places if place), "")


def _year(table: Table, locality: Column) -> Column | None:
    found = [column for column in table.columns if column is not locality and _are_years(column)]
    headed = [column for column in found if is_headed(column.stack, "year_headings")]
    return next(iter(headed or found), None)


def _are_years(column: Column) -> bool:
    seen = column.seen
    return seen.filled > 0 and seen.years >= _NEARLY_ALL * seen.filled and len(set(column.cells)) < 60


def _say_what_is_not_read(table: Table, said: dict[int, str]) -> None:
    for column in table.columns:
        if column.place in said:
            continue
        if not column.seen.filled:
            said[column.place] = "empty"
        elif column.localities:
            said[column.place] = "locality once more, not needed"
        elif _numbers_rows(column):
            said[column.place] = "numbers of rows, not read"


def _numbers_rows(column: Column) -> bool:
    if not column.stack:
        return column.seen.is_counting
    return is_headed(column.stack, "ordinal_headings") and not column.seen.ranks


def _indicators(
    table: Table, locality: Column, year: Column | None, figures: Sequence[Column]
) -> Column | None:
    """Return the column that tells apart the rows of one locality and year, if one does."""
    keys = list(zip(locality.cells, year.cells if year else [""] * table.row_count, strict=True))
    if len(set(keys)) > _NEARLY_ALL * len(keys):
        return None
    for column in table.columns:
        if column in (locality, year, *figures) or column.localities or not column.seen.filled:
            continue
        distinct = {cell for cell in column.cells if cell}
        if not 1 < len(distinct) <= _MOST_INDICATORS or column.seen.years == column.seen.filled:
            continue
        if len(set(zip(keys, column.cells, strict=True))) > _NEARLY_ALL * len(keys):
            return column
    return None


def _without_localities(table: Table, said: dict[int, str]) -> Roles:
    """Return the roles of a profile, or of a table with its localities as headings."""
    figures = [column for column in table.columns if is_figures(column)]
    headed = [column for column in figures if any(map(_key, column.stack))]
    if len({_key(cell) for column in headed for cell in column.stack} - {""}) > 1:
        said |= {column.place: "figures of one locality" for column in headed}
        return Roles("across", _rest(table, said), figures=tuple(headed))
    below = next((column for column in table.columns if _names_below_provinces(column)), None)
    if below:
        said[below.place] = "districts or communes"
        return Roles("below", _rest(table, said))
    across = years_above(table)
    if across:
        said |= {place: f"figures of {year}" for place, year in across.items()}
        return Roles("profile", _rest(table, said), across=across)
    return Roles("none", _rest(table, said))


def _names_below_provinces(column: Column) -> bool:
    """Tell whether most cells of a column are names of districts or communes of any province."""
    filled = [cell for cell in column.cells if not is_missing(cell) and not is_number(cell)]
    return len(filled) > 1 and sum(map(is_below_provinces, filled)) > _MOSTLY * len(filled)


def _rest(table: Table, said: dict[int, str]) -> dict[int, str]:
    for column in table.columns:
        said.setdefault(column.place, "text, not read" if column.seen.filled else "empty")
    return said


def labels_of(table: Table, across: Iterable[int]) -> list[tuple[str, list[str]]]:
    """Return the rows of a profile: the label before its years, and its cells under them."""
    places = sorted(across)
    before = [column for column in table.columns if column.place < places[0]]
    rows = []
    for row in range(table.row_count):
        label = next((column.cells[row] for column in reversed(before) if column.cells[row].strip()), "")
        cells = [table.columns[place].cells[row] for place in places]
        if label and any(not is_missing(cell) for cell in cells):
            rows.append((label, cells))
    return rows


def years_of(column: Column) -> list[int]:
    """Return the years in a column of years, in order."""
    return sorted({year for cell in column.cells if (year := year_of(cell)) is not None})

"""Headings: by which name the mapping can find each column, and how many rows of heading it has to take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.exports.headings import find_headed
from ingest.exports.inspecting.naming import indices_named, is_general
from ingest.exports.inspecting.tables import Column, Table
from ingest.exports.mapping import ExportMapping
from ingest.exports.words import plain, words
from ingest.readers import Unreadable


@dataclass(frozen=True, slots=True)
class Naming:
    """How a mapping calls the columns of a table; one that cannot be told apart has no name."""

    header_rows: int
    names: dict[int, str]  # column -> its name


def naming_of(table: Table, needed: Sequence[Column], across: Mapping[int, int] | None = None) -> Naming:
    """Return the names of the needed columns, by as few rows of heading as tell them apart.

    ``across`` holds the columns of years across, each with its year, as the reader must find them.
    """
    rows = table.heading_rows
    best = Naming(1, {})
    for count in range(1, len(rows) + 1):
        for bottom in range(len(rows), count - 1, -1):
            for prefers_whole in (False, True):
                names = _names(rows[bottom - count : bottom], needed, prefers_whole)
                found = Naming(count, {place: name for place, name in names.items() if name})
                if len(found.names) > len(best.names) and _is_found(table, found, across):
                    best = found
        if len(best.names) == len(needed):
            break
    return best


def of_pair(names: Column, figures: Column) -> Column:
    """Return the column of a pair that its heading stands above, with the cells that say what it is."""
    told = [_without_labels(column) for column in (names, figures)]
    return next((column for column in told if column.stack), figures)


def _without_labels(column: Column) -> Column:
    """Return a column without the cells above it that say "Tỉnh" or "Điểm", which each pair has."""
    is_label = {
        cell: plain(cell) in words("locality_headings") or is_general(cell, "") and not indices_named(cell)
        for cell in column.stack
    }
    return replace(column, stack=tuple(cell for cell in column.stack if not is_label[cell]))


def _names(rows: Sequence[list[str]], needed: Iterable[Column], prefers_whole: bool) -> dict[int, str]:
    stacks = [_stack(rows, place) for place in range(max(map(len, rows)))]
    known = [{plain(cell) for cell in (*stack, " ".join(stack))} for stack in stacks]
    names = {}
    for column in needed:
        stack = stacks[column.place]
        choices = [*(cell for cell in reversed(stack) if cell in column.stack), " ".join(stack)]
        if prefers_whole:
            choices.reverse()
        first = (name for name in choices if name and _first_with(name, known) == column.place)
        names[column.place] = next(first, "")
    return names


def _stack(rows: Sequence[list[str]], place: int) -> list[str]:
    return list(dict.fromkeys(" ".join(row[place].split()) for row in rows if row[place].strip()))


def _first_with(name: str, known: Sequence[set[str]]) -> int:
    return next(place for place, cells in enumerate(known) if plain(name) in cells)


def _is_found(table: Table, naming: Naming, across: Mapping[int, int] | None) -> bool:
    """Tell whether the reader of exports finds the same columns and years, and the data right below."""
    places = list(naming.names)
    values = places[:1] if across else places
    mapping = ExportMapping.model_validate(
        {
            "locality": naming.names[places[0]],
            "year": {} if across else 2000,
            "header_rows": naming.header_rows,
            "values": [
                {"column": naming.names[place], "indicator": "other", "unit": "score"} for place in values
            ],
        }
    )
    try:
        (headed,) = find_headed([table.grid], mapping)
    except Unreadable:
        return False
    is_there = all(headed.columns.get(naming.names[place], place) == place for place in places)
    has_years = all(headed.years.get(place) == year for place, year in (across or {}).items())
    return headed.last_heading == table.last_heading and is_there and has_years

"""Tables with a column of agencies: "Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp"."""

import re
from collections.abc import Iterator
from functools import cache

from ingest.passages import Passages
from ingest.responsibilities.areas import HEADING, areas_of, names_area
from ingest.responsibilities.statements import COORDINATING, LEAD, Duty
from ingest.responsibilities.words import agency, shape_of

_WORD = re.compile(r"[^\W\d_]{3}")

# A cell: where it begins and ends in the text, and what it says, folded
Cell = tuple[int, int, str]
# A duty, the areas it is about and where they were found
Placed = tuple[Duty, tuple[str, ...], str]


def duties_of_tables(passages: Passages, places: list[int]) -> Iterator[Placed]:
    """Yield the duties in the tables whose heading stands at one of the places."""
    done = -1
    for place in places:
        if place < done:
            continue
        line = _line_at(passages, place)
        done = line[1]
        if "|" not in passages.written[slice(*line)]:
            continue
        columns = _columns(_cells(passages, *line))
        section: tuple[str, ...] = ()
        for row in _rows_below(passages, line[1]) if columns else ():
            done = row[1]
            cells = _cells(passages, *row)
            section = _section(cells) or section
            yield from _duties_of_row(passages, row, cells, columns, section)


def _line_at(passages: Passages, place: int) -> tuple[int, int]:
    start = passages.written.rfind("\n", 0, place) + 1
    end = passages.written.find("\n", place)
    return start, len(passages.written) if end < 0 else end


def _cells(passages: Passages, start: int, end: int) -> list[Cell]:
    cells: list[Cell] = []
    place = start
    for piece in passages.written[start:end].split("|"):
        cells.append((place, place + len(piece), passages.folded(place, place + len(piece)).strip()))
        place += len(piece) + 1
    return cells


@cache
def _heading(role: str) -> re.Pattern[str]:
    return re.compile(shape_of("lead_labels" if role == LEAD else "coordinating_labels"))


def _columns(cells: list[Cell]) -> dict[int, str]:
    """Return the role that each column of agencies stands for; empty where the row heads no such table."""
    columns: dict[int, str] = {}
    for number, (_, _, said) in enumerate(cells if len(cells) > 1 else ()):
        for role in (LEAD, COORDINATING):
            if _heading(role).fullmatch(said):
                columns[number] = role
    return columns if LEAD in columns.values() else {}


def _rows_below(passages: Passages, end: int) -> Iterator[tuple[int, int]]:
    while end < len(passages.written):
        line = _line_at(passages, end + 1)
        if "|" not in passages.written[slice(*line)]:
            return
        yield line
        end = line[1]


def _section(cells: list[Cell]) -> tuple[str, ...]:
    """Return the areas that a row with one filled cell names: the heading of a section of the table."""
    filled = {said for _, _, said in cells if _WORD.search(said)}
    return names_area(*filled) if len(filled) == 1 else ()


def _duties_of_row(
    passages: Passages,
    row: tuple[int, int],
    cells: list[Cell],
    columns: dict[int, str],
    section: tuple[str, ...],
) -> Iterator[Placed]:
    with_agencies = [
        number for number in columns if number < len(cells) and agency().search(cells[number][2])
    ]
    if not with_agencies:
        return
    said = " | ".join(said for number, (_, _, said) in enumerate(cells) if number not in columns)
    areas, found_by = areas_of(passages, row[0], said)
    if section and not names_area(said):
        areas, found_by = section, HEADING
    for number in with_agencies:
        yield Duty(columns[number], *cells[number][:2], *row, "table"), areas, found_by

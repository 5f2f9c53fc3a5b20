"""Tables with a column of agencies: "Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp"."""

import re
from collections.abc import Iterator
from functools import cache

from ingest.passages import Passages
from ingest.responsibilities.areas import HEADING, areas_of, names_area
from ingest.responsibilities.statements import COORDINATING, LEAD, Duty
from ingest.responsibilities.words import agency, shape_of

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
        columns = _columns(_cells(passages, *line))
        if columns:
            done = line[1]
            for row in _rows_below(passages, line[1]):
                done = row[1]
                yield from _duties_of_row(passages, row, columns)


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


def _duties_of_row(passages: Passages, row: tuple[int, int], columns: dict[int, str]) -> Iterator[Placed]:
    cells = _cells(passages, *row)
    said = " | ".join(said for number, (_, _, said) in enumerate(cells) if number not in columns)
    areas, found_by = areas_of(passages, row[0], said)
    if found_by not in ("statement", HEADING):
        section = _section_above(passages, row[0])
        areas, found_by = (section, HEADING) if section else (areas, found_by)
    for number, role in columns.items():
        if number < len(cells) and agency().search(cells[number][2]):
            yield Duty(role, *cells[number][:2], *row, "table"), areas, found_by


def _section_above(passages: Passages, place: int) -> tuple[str, ...]:
    """Return the areas named by the nearest row above that has one filled cell: a section of the table."""
    while place > 0:
        line = _line_at(passages, place - 1)
        cells = _cells(passages, *line)
        if len(cells) < 2:
            return ()
        filled = {said for _, _, said in cells if re.search(r"[^\W\d_]{3}", said)}
        if len(filled) == 1 and names_area(*filled):
            return names_area(*filled)
        place = line[0]
    return ()

"""Cells: where those of a row lie, and which of them are empty or a year."""

import re
from dataclasses import dataclass
from functools import cache

from ingest.measures.text import CleanText
from ingest.measures.times import FIRST_YEAR, LAST_YEAR
from ingest.measures.words import alternatives, load

_MARKS = {mark: re.compile(re.escape(mark)) for mark in "|\t\n;"} | {"  ": re.compile(r" {2,}")}


@dataclass(frozen=True)
class Cell:
    """A cell's text without the space around it."""

    start: int
    end: int


def pieces(clean: str, start: int, end: int, mark: str) -> list[tuple[int, int]]:
    """Return the places between separators, without the space around them."""
    found: list[tuple[int, int]] = []
    position = start
    marks = [separator.span() for separator in _MARKS[mark].finditer(clean, start, end)]
    for first, last in [*marks, (end, end)]:
        piece = clean[position:first]
        stripped = piece.strip()
        begin = position + len(piece) - len(piece.lstrip()) if stripped else position
        found.append((begin, begin + len(stripped)))
        position = last
    return found


def split_cells(text: CleanText, start: int, end: int) -> tuple[Cell, ...]:
    """Split a row at its pipes; else at its tabs, lines, wide gaps or semicolons, whichever it has."""
    inside = text.clean[start:end]
    separator = next((mark for mark in ("|", "\t", "\n", "  ", ";") if mark in inside), "\n")
    cells = [Cell(first, last) for first, last in pieces(text.clean, start, end, separator)]
    if separator in "|;" and cells[-1].start == cells[-1].end:
        cells = cells[:-1]
        if separator == "|" and cells and cells[0].start == cells[0].end:
            cells = cells[1:]  # a row framed by pipes; without the last one, its first cell is empty
    return tuple(cells)


@cache
def _empty() -> re.Pattern[str]:
    return re.compile(rf"(?:[-.…_/x\s]*|{alternatives(load('tables')['empty_cells'])})")


def is_empty_mark(text: CleanText, start: int, end: int) -> bool:
    """Tell whether a cell says that there is no value: "-", "…", "chưa có số liệu"."""
    return start >= end or end - start <= 40 and bool(_empty().fullmatch(text.folded, start, end))


@cache
def _years() -> re.Pattern[str]:
    before = alternatives(load("tables")["before_year"])
    return re.compile(rf"(?:(?:{before}) )?(?:năm )?([0-9]{{4}})(?:\s?[-/]\s?([0-9]{{4}}))?")


def is_year(text: CleanText, cell: Cell) -> bool:
    """Tell whether a cell is a year: "2025", "Năm 2025", "2021-2025"."""
    return states_year(text.folded[cell.start : cell.end])


def states_year(folded: str) -> bool:
    """Tell whether a text is a year and nothing else."""
    found = _years().fullmatch(folded)
    years = [int(year) for year in found.groups() if year] if found else []
    return bool(years) and all(FIRST_YEAR <= year <= LAST_YEAR for year in years)

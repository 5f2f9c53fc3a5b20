"""Cells: what one printed cell is - nothing, a year, a number, a rank, several figures at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.exports.numbers import number_of
from ingest.exports.words import plain, words

YEAR = re.compile(r"(?<!\d)(?:19[89]|20[0-4])\d(?!\d)")
_YEAR_CELL = re.compile(
    r"(?:năm\s+)?((?:19[89]|20[0-4])\d)(?:\.0+)?"  # 2022, Năm 2022
    r"|((?:19[89]|20[0-4])\d)-\d\d-\d\d(?:[ t]00:00:00)?|\d{1,2}/\d{1,2}/((?:19[89]|20[0-4])\d)"  # its days
)
_RANK = re.compile(r"\d{1,2}\s*/\s*\d{2}")
_INTEGER = re.compile(r"\d+(?:\.0+)?")
_NUMBER = r"[+-]?\d+(?:[.,]\d+)*\s*%?"
# Two figures in one cell, and the pattern of each: "01 (0,727)", "0,727 (01)", "85,78 - 29/63".
_TWO_IN_ONE = (
    (
        re.compile(rf"(\d{{1,2}})\s*\(\s*({_NUMBER})[^)\d]*\)"),
        (r"^\s*(?P<value>\d+|[^\d(]+)", r"\(\s*(?P<value>[\d.,]+|[^)\d]+)"),
    ),
    (
        re.compile(rf"({_NUMBER})[^(\d]*\(\s*(\d{{1,2}}(?:/\d{{2}})?)\s*\)"),
        (r"^\s*(?P<value>[\d.,]+|[^\d(]+)", r"\(\s*(?P<value>\d+|[^)\d]+)"),
    ),
    (
        re.compile(rf"({_NUMBER})[^\d/(]+(\d{{1,2}}/\d{{2}})"),
        (r"^\s*(?P<value>[\d.,]+)", r"(?P<value>\d+)\s*/\s*\d+\s*$"),
    ),
)
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Cells:
    """What the filled cells of a column are, each as a count."""

    filled: int  # "no figure" printed in words is none
    numbers: int
    ranks: int  # written "08/63"
    percents: int
    years: int
    only_comma: int  # numbers only where the comma is the decimal mark
    only_point: int
    either: int  # another number by either mark: 1.234
    patterns: tuple[str, str] | None  # of two figures in one cell
    lowest: float
    highest: float
    lowest_but_zero: float
    zeros: int
    texts: tuple[str, ...]  # what is no number, each once, in their order
    is_counting: bool  # 1, 2, 3 ... down the rows
    integers: int


def is_missing(cell: str) -> bool:
    """Tell whether a cell says "no figure"."""
    return not cell.strip() or plain(cell) in words("missing")


def year_of(cell: str) -> int | None:
    """Return the year that a cell says and nothing else."""
    found = _YEAR_CELL.fullmatch(plain(cell))
    return next(int(year) for year in found.groups() if year) if found else None


def years_in(text: str) -> list[int]:
    """Return the years that a text names, each once."""
    return list(dict.fromkeys(int(found[0]) for found in YEAR.finditer(text)))


def is_number(cell: str) -> bool:
    """Tell whether a cell prints a number with either decimal mark, or a rank of so many."""
    return any(number_of(cell, mark, is_rank=True) is not None for mark in ".,")


def look_at(cells: Iterable[str], stored: Iterable[float | None] = ()) -> Cells:
    """Return what the cells of a column are. ``stored`` has their numbers where the format keeps numbers."""
    listed = list(cells)
    kept = list(stored) or [None] * len(listed)
    pairs = [(cell, number) for cell, number in zip(listed, kept, strict=True) if not is_missing(cell)]
    filled, printed = [cell for cell, _ in pairs], [cell for cell, number in pairs if number is None]
    marks = _marks(printed)
    mark = "," if marks[1] > marks[0] else "."
    values = [
        _shown(cell, number) if number is not None else _value(cell, mark)
        for cell, number in pairs
        if is_number(cell)
    ]
    return Cells(
        filled=len(filled),
        numbers=len(values),
        ranks=sum(bool(_RANK.fullmatch(cell.strip())) for cell in filled),
        percents=sum(cell.rstrip().endswith("%") for cell in filled),
        years=sum(year_of(cell) is not None for cell in filled),
        only_point=marks[0],
        only_comma=marks[1],
        either=marks[2],
        patterns=_two_in_one(filled),
        lowest=min(values, default=0.0),
        highest=max(values, default=0.0),
        lowest_but_zero=min((value for value in values if value), default=0.0),
        zeros=sum(value == 0 for value in values),
        texts=tuple(dict.fromkeys(cell for cell in filled if not is_number(cell))),
        is_counting=len(values) > 2 and values == [float(place + 1) for place in range(len(values))],
        integers=sum(bool(_INTEGER.fullmatch(cell.strip())) for cell in filled),
    )


def _shown(cell: str, stored: float) -> float:
    """Return a stored number as the cell shows it: 87.5 for 0.875 shown as 87.5%."""
    return round(100 * stored, 9) if cell.endswith("%") else stored


def _value(cell: str, mark: str) -> float:
    other = "." if mark == "," else ","
    found = number_of(cell, mark, is_rank=True)
    if found is None:
        found = number_of(cell, other, is_rank=True)
    assert found is not None
    return found


def _marks(cells: Iterable[str]) -> tuple[int, int, int]:
    """Return how many numbers only a point explains, only a comma, and either one in its own way."""
    point = comma = either = 0
    for cell in cells:
        by_point, by_comma = (number_of(cell, mark, is_rank=True) for mark in ".,")
        point += by_point is not None and by_comma is None
        comma += by_comma is not None and by_point is None
        either += by_point is not None and by_comma is not None and by_point != by_comma
    return point, comma, either


def parts_of(cells: Iterable[str], *patterns: str, is_padded: bool = False) -> list[str]:
    """Return the parts of cells that each pattern means; ``is_padded``: "" where one does not fit."""
    found = [re.search(pattern, cell) for pattern in patterns for cell in cells]
    return [match["value"] if match else "" for match in found if match or is_padded]


def _two_in_one(cells: list[str]) -> tuple[str, str] | None:
    for shape, patterns in _TWO_IN_ONE:
        if cells and sum(bool(shape.fullmatch(cell.strip())) for cell in cells) > _MOSTLY * len(cells):
            return patterns
    return None

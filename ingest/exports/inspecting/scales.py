"""Scales: the unit of a column, the bounds its figures keep to, and its decimal mark."""

from collections.abc import Iterable

from ingest.codebook import entries
from ingest.exports.inspecting.cells import Cells
from ingest.exports.inspecting.naming import says_rank
from ingest.exports.words import plain

MOST_PROVINCES = 64
_TOPS = (1, 10, 100)
_MOST_POINTS = 20  # of one part of an index that counts to 100
_ALL_THE_SAME_KIND = 0.5
_FAR_ABOVE_ZERO = 5  # times: the other figures of an index that cannot be 0


def unit_of(heading: str, seen: Cells, indicator: str) -> str:
    """Return the unit of a column: told by its heading or cells, else the indicator's own in the codebook."""
    if says_rank(heading) or seen.ranks > _ALL_THE_SAME_KIND * seen.filled:
        return "rank"
    own = next((entry["unit"] for entry in entries() if entry["code"] == indicator), "")
    if own:
        return own
    if (
        seen.percents > _ALL_THE_SAME_KIND * seen.filled
        or "%" in heading
        or plain(heading).startswith("tỷ lệ")
    ):
        return "percent"
    return "count" if seen.highest > _TOPS[-1] else "score"


def are_percents(seen: Cells) -> bool:
    """Tell whether figures are shares of all: with the sign, or above what a part of an index can count."""
    is_signed = seen.percents > _ALL_THE_SAME_KIND * seen.filled
    return is_signed or _MOST_POINTS < seen.highest <= _TOPS[-1]


def bounds_of(unit: str, lowest: float, highest: float) -> tuple[float, float] | None:
    """Return the scale that figures keep to: 1 to 64 for ranks, else 0 to 1, 10 or 100; none for counts."""
    if unit == "rank":
        return (1, MOST_PROVINCES) if lowest >= 1 and highest <= MOST_PROVINCES else None
    if unit not in ("score", "percent") or lowest < 0:
        return None
    tops = _TOPS if unit == "score" else _TOPS[-1:]
    return next(((0, top) for top in tops if highest <= top), None)


def is_zero_missing(unit: str, seen: Cells) -> bool:
    """Tell whether the zeros of a column stand for missing figures: all others lie far from 0."""
    return (
        unit in ("score", "percent")
        and 0 < seen.zeros < seen.numbers / 2
        and seen.lowest_but_zero * _FAR_ABOVE_ZERO > seen.highest
    )


def decimal_of(columns: Iterable[Cells]) -> str:
    """Return the decimal mark of a table: a comma, a point, or ``auto`` where columns or cells differ."""
    marks = {
        mark for seen in columns for mark, count in ((",", seen.only_comma), (".", seen.only_point)) if count
    }
    return marks.pop() if len(marks) == 1 else "auto" if marks else "."

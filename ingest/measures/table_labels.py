"""Labels: what stands at the left of a row - its number, its name, its unit - and whose sub-row it is."""

import re
from dataclasses import dataclass, replace

from ingest.measures.table_cells import Cell, is_empty_mark, is_year
from ingest.measures.table_columns import Column, heading_side
from ingest.measures.table_headings import Row
from ingest.measures.table_values import read_values
from ingest.measures.table_words import (
    agency_level,
    names,
    place_in,
    province_in,
    said_by,
    time_named,
)
from ingest.measures.text import CleanText
from ingest.measures.times import Time, find_times

_DEPTHS = tuple(
    (depth, re.compile(shape))
    for depth, shape in (
        (0.0, r"\(?(?:[IVX]{1,5}|[A-H])[.)]?"),
        (1.0, r"\(?[0-9]{1,3}[.)]?"),
        (2.0, r"[0-9]{1,3}\.[0-9]{1,2}[.)]?"),
        (3.0, r"[0-9]{1,3}(?:\.[0-9]{1,2}){2,3}[.)]?"),
        (4.0, r"[a-zđ][.)]?"),
        (5.0, r"[-•]"),
        (6.0, r"\+"),
    )
)
_IN_LABEL = re.compile(
    r"(?:(?:[IVX]{1,5}|[A-H]|[0-9]{1,3}(?:\.[0-9]{1,2}){0,3}|[a-zđ])[.)]\s+|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\s+|[-+•]\s*)(?=\S)"
)
_LEFT, _GROUP, _PLAIN, _UNMARKED, _SUB = 0.4, 0.5, 1.0, 6.5, 7.0


@dataclass(frozen=True)
class Label:
    """A row's name and what it tells about the row's values."""

    cell: Cell
    depth: float  # the larger, the further in: a row belongs to the nearest row above with a smaller one
    levels: tuple[str, ...] = ()
    locality: str = ""
    time: Time | None = None
    kind: str = ""
    unit: str = ""  # as the unit column writes it
    is_place: bool = False  # a province, a district, an agency: it names who, not what
    is_level: bool = False  # names a level rather than one place: "UBND cấp huyện"
    is_bare: bool = False  # names no subject at all: "Cấp tỉnh", "Năm 2023", "Tổng điểm"

    @property
    def is_sub(self) -> bool:
        """Tell whether the row breaks down another one."""
        return self.is_bare or self.is_place or self.depth >= 2


@dataclass(frozen=True)
class Body:
    """A row of a table taken apart: labels from left to right, and the cells that may hold values."""

    row: Row
    labels: tuple[Label, ...]
    values: tuple[tuple[Column, Cell], ...]


@dataclass(frozen=True)
class _Beside:
    """What stands beside the labels of a row."""

    mark: str
    unit: str
    has_values: bool
    is_numbered: bool


def take_apart(text: CleanText, columns: tuple[Column, ...], row: Row, is_numbered: bool) -> Body | None:
    """Return a row's labels and value cells; None where it has no label."""
    row = _merged(text, row)
    if len(row) == 1:
        columns = (Column("label"),)
    by_role: dict[str, list[tuple[Column, Cell]]] = {}
    for place, cell in enumerate(row):
        column = columns[place] if place < len(columns) else Column("value")
        if cell.end > cell.start:
            by_role.setdefault(column.role, []).append((column, cell))
    named = [pair for pair in by_role.get("label", ()) if not is_empty_mark(text, pair[1].start, pair[1].end)]
    values = by_role.get("value", [])
    named = [
        pair for number, pair in enumerate(named) if not number or not _same(text, named[number - 1], pair)
    ]
    if not named:
        named, values = _loose_label(text, by_role.get("number", []), values)
    if not named:
        return None
    mark = next((text.clean[cell.start : cell.end] for _, cell in by_role.get("number", ())), "")
    unit = next((text.folded[cell.start : cell.end] for _, cell in by_role.get("unit", ())), "")
    has_values = any(not is_empty_mark(text, cell.start, cell.end) for _, cell in values)
    beside = _Beside(mark, unit, has_values, is_numbered)
    left = [_label(text, column, cell, beside, is_left=True) for column, cell in named[:-1]]
    own = _label(text, *named[-1], beside)
    time = _row_time(text, [cell for _, cell in by_role.get("year", ())])
    level = next((found for _, cell in by_role.get("level", ()) if (found := said_by(text, cell).levels)), ())
    return Body(row, (*left, _with(own, time, level)), tuple(values))


def _same(text: CleanText, left: tuple[Column, Cell], right: tuple[Column, Cell]) -> bool:
    """Tell whether two cells say the same: one cell over two columns."""
    return text.folded[left[1].start : left[1].end] == text.folded[right[1].start : right[1].end]


def _merged(text: CleanText, row: Row) -> Row:
    """Return the row; of a heading written into each of its cells, only the first."""
    written = {text.folded[cell.start : cell.end] for cell in row if cell.end > cell.start}
    if len(row) > 2 and len(written) == 1 and any(map(str.isalpha, written.copy().pop())):
        return tuple(cell for cell in row if cell.end > cell.start)[:1]
    return row


def _loose_label(
    text: CleanText, numbers: list[tuple[Column, Cell]], values: list[tuple[Column, Cell]]
) -> tuple[list[tuple[Column, Cell]], list[tuple[Column, Cell]]]:
    """Find the label where no column of labels tells: the first cell of words."""
    for pair in numbers:
        if re.search(r"[^\W\d_]{2}", text.folded[pair[1].start : pair[1].end]):
            return [pair], values
    for place, pair in enumerate(values):
        if re.search(r"[^\W\d_]{2}", text.folded[pair[1].start : pair[1].end]) and not read_values(
            text, pair[1]
        ):
            return [pair], values[:place] + values[place + 1 :]
    return [], values


def _row_time(text: CleanText, cells: list[Cell]) -> Time | None:
    times = [time_named(text.folded[cell.start : cell.end]) for cell in cells]
    return next((time for time in times if time), None)


def _with(label: Label, time: Time | None, levels: tuple[str, ...]) -> Label:
    """Return the label with the time and the levels that columns of their own tell."""
    depth = max(label.depth, _GROUP)
    if depth == label.depth and not time and not levels:
        return label
    return replace(label, depth=depth, time=time or label.time, levels=levels or label.levels)


def _label(text: CleanText, column: Column, cell: Cell, beside: _Beside, is_left: bool = False) -> Label:
    """Return the label that a cell is; at the left of another one it heads a group."""
    marked = _IN_LABEL.match(text.clean, cell.start, cell.end)
    name = Cell(marked.end(), cell.end) if marked else cell
    own_mark = marked[0].strip() if marked else beside.mark
    folded = text.folded[name.start : name.end]
    said = said_by(text, name)
    level = said.label
    province = "" if column.place_level in ("district", "commune") else province_in(text, name)
    agency = "" if province or level else agency_level(text, name)
    listed = column.place_level if not level else ""
    place = bool(province or agency or listed or said.is_name and not level)
    bare = not place and (bool(level) or said.is_bare)
    levels = (level,) if level else ("all",) if province else (agency,) if agency else said.mentions
    if listed not in ("", "all") and not province and not agency and not levels:
        levels = (listed,)
    if not province and (agency or listed) and levels:
        province = place_in(text, name, levels[0])
    is_sub = bare or bool(names("sub_labels").match(folded))
    return Label(
        name,
        _LEFT if is_left else _depth(own_mark, is_sub, beside),
        levels,
        locality=province,
        time=_label_time(text, name, column),
        kind=heading_side(folded) if bare else "",
        unit=beside.unit,
        is_place=place,
        is_level=bool(said.mentions) and not agency,
        is_bare=bare,
    )


def _label_time(text: CleanText, name: Cell, column: Column) -> Time | None:
    if is_year(text, name) or column.place_level == "":
        times = [time for time in find_times(text.folded, name.start, name.end) if time.role == "year"]
        return times[-1] if times else None
    return None


def _depth(mark: str, is_sub: bool, beside: _Beside) -> float:
    for depth, shape in _DEPTHS:
        if shape.fullmatch(mark.strip()):
            return depth
    if not beside.has_values:
        return _GROUP
    return _SUB if is_sub else _UNMARKED if beside.is_numbered else _PLAIN


def above(parents: list[Label], label: Label) -> list[Label]:
    """Return the labels a row stands under, the outermost first: those above it with a smaller depth."""
    while parents and parents[-1].depth >= label.depth:
        parents.pop()
    return parents

"""Grids of tables that are held in memory: trimmed, merged cells filled, columns made."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.grids import texts
from ingest.grids.grid import Area, Grid, Rows
from ingest.grids.limits import check_cells
from ingest.readers.legacy import to_unicode

Numbers = npt.NDArray[np.float64]
Texts = npt.NDArray[np.int32]
_MOST_LETTERS = (
    10_000_000  # of a table that may have been set in an old font, years before tables grew so large
)
_BREAK = "\x0b"  # a line break inside a cell, while all texts are looked at together


@dataclass(frozen=True, slots=True)
class Apart:
    """Cells of a table that its rows do not have, by row and column."""

    numbers: Numbers  # NaN for none
    texts: Texts  # which of the wordings stands there, -1 for none
    wordings: Sequence[str]

    def is_filled(self) -> npt.NDArray[np.bool_]:
        """Return which cells hold something."""
        says = np.array([*map(_is_filled, self.wordings), False])  # (the last is that of -1)
        filled: npt.NDArray[np.bool_] = ~np.isnan(self.numbers) | says[self.texts]
        return filled

    def of_rows(self, first: int, last: int) -> "Apart":
        """Return the cells of some rows."""
        return Apart(self.numbers[first:last], self.texts[first:last], self.wordings)

    def fitted(self, height: int, width: int) -> "Apart":
        """Return them with a place for each cell of a table and for no others, where there are any."""
        if not self.numbers.size:
            return self
        numbers = np.full((height, width), np.nan, order="F")
        texts = np.full((height, width), -1, np.int32, order="F")
        for fitted, own in ((numbers, self.numbers), (texts, self.texts)):
            part = own[:height, :width]
            fitted[: part.shape[0], : part.shape[1]] = part
        return Apart(numbers, texts, self.wordings)


_NOTHING_APART = Apart(np.empty((0, 0)), np.empty((0, 0), np.int32), ())


@dataclass(frozen=True, slots=True)
class Table:
    """A table as its format gives it: rows of values from the first column on, and what is marked in it."""

    name: str
    format: str
    rows: list[list[Any]]
    row_numbers: Sequence[int]  # more than rows where the last ones have only cells kept apart
    merged: Iterable[Area] = ()
    hidden_rows: Iterable[int] = ()  # row numbers
    hidden_columns: Iterable[int] = ()
    is_hidden: bool = False
    named_rows: int = 0
    notices: tuple[str, ...] = ()
    apart: Apart | None = None  # where `rows` are empty or end before


def grid_of(table: Table) -> Grid | None:
    """Return the grid of a table, or ``None`` when it is empty. Raises ``Unreadable`` when too large."""
    rows, row_numbers, apart = _without_edges(table)
    filled = np.flatnonzero(apart.is_filled().any(axis=0))
    width, height = max([_width(rows), *(filled[-1:] + 1).tolist()]), len(row_numbers)
    if not width:
        return None
    check_cells(height, width, f"a table ({table.name})" if table.name else "a table")
    apart = apart.fitted(height, width)
    areas = list(table.merged)
    merged = tuple(_fill(rows, apart, row_numbers, width, areas)) if areas else ()
    columns, wordings, notices = _columns_of(rows, width, apart.wordings)
    held = _rows_of(columns, replace(apart, wordings=wordings), row_numbers)
    hidden = frozenset(table.hidden_rows)
    return Grid(
        name=table.name,
        format=table.format,
        width=width,
        walk=lambda: iter((held,)),
        named_rows=table.named_rows,
        is_hidden=table.is_hidden,
        hidden_rows=hidden & set(row_numbers) if hidden else hidden,
        hidden_columns=frozenset(column for column in table.hidden_columns if column < width),
        merged=merged,
        notices=(*table.notices, *notices),
    )


def _is_filled(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _filled_width(row: Sequence[Any]) -> int:
    width = len(row)
    while width and not _is_filled(row[width - 1]):
        width -= 1
    return width


def _width(rows: Sequence[Sequence[Any]]) -> int:
    """Return the number of columns up to the last that is filled, looked for from the right."""
    width = max(map(len, rows), default=0)
    while width and not any(_is_filled(row[width - 1]) for row in rows if len(row) >= width):
        width -= 1
    return width


def _without_edges(table: Table) -> tuple[list[list[Any]], Sequence[int], Apart]:
    """Return rows, their numbers and the cells kept apart from the first filled row to the last."""
    rows, apart = table.rows, table.apart or _NOTHING_APART
    filled = np.flatnonzero(apart.is_filled().any(axis=1)).tolist()
    first, last = 0, len(table.row_numbers) if filled else len(rows)
    before, after = (filled[0], filled[-1] + 1) if filled else (last, 0)
    while first < min(last, before) and not any(map(_filled_width, rows[first : first + 1])):
        first += 1
    while max(first, after) < last and not any(map(_filled_width, rows[last - 1 : last])):
        last -= 1
    return rows[first:last], table.row_numbers[first:last], apart.of_rows(first, last)


def _fill(
    rows: list[list[Any]], apart: Apart, row_numbers: Sequence[int], width: int, areas: Iterable[Area]
) -> Iterator[Area]:
    """Give every cell of a merged area the value of its first one; areas over each other end the filling."""
    place = {number: index for index, number in enumerate(row_numbers)}
    left = len(row_numbers) * width
    for area in areas:
        top = place.get(area.first_row)
        if top is None or area.first_column >= width:
            continue
        below = [place[number] for number in _numbers_between(area, row_numbers) if number in place]
        columns = range(area.first_column, min(area.last_column + 1, width))
        left -= len(below) * len(columns)
        if left < 0:
            return
        rows += [[] for _ in range(len(rows), below[-1] + 1)]
        value = rows[top][area.first_column] if area.first_column < len(rows[top]) else ""
        for index in below:
            row = rows[index]
            row.extend([""] * (columns.stop - len(row)))
            row[columns.start : columns.stop] = [value] * len(columns)
        for cells in (apart.numbers, apart.texts) if apart.numbers.size else ():
            cells[np.ix_(below, columns)] = cells[top, area.first_column]
        yield area


def _numbers_between(area: Area, row_numbers: Sequence[int]) -> range:
    return range(area.first_row, min(area.last_row, row_numbers[-1]) + 1)


def _rows_of(columns: Sequence[Sequence[Any]], apart: Apart, row_numbers: Sequence[int]) -> Rows:
    made = [texts.text_and_numbers(column) for column in columns]
    if apart.numbers.size:
        made += [texts.nothing(0)] * (apart.numbers.shape[1] - len(columns))
        wordings = texts.text_column(apart.wordings)
        made = [
            texts.with_apart(column, numbers, said, wordings)
            for column, numbers, said in zip(made, apart.numbers.T, apart.texts.T, strict=True)
        ]
    names = [str(index) for index in range(len(made))]
    numbers = {name: column for name, (_, column) in zip(names, made, strict=True) if column is not None}
    text = pa.RecordBatch.from_arrays([column for column, _ in made], names)
    return Rows(text, pa.array(row_numbers, pa.int64()), numbers)


def _columns_of(
    rows: list[list[Any]], width: int, wordings: Sequence[str]
) -> tuple[list[list[Any]], Sequence[str], tuple[str, ...]]:
    """Return the columns of a table and the texts kept apart, those of an old encoding (cells in .VnTime) in
    Unicode, and notices.
    """
    usual = min(Counter(map(len, rows)).most_common(1)[0][0], width) if rows else 0
    for row in rows:
        if len(row) < usual:
            row.extend([""] * (usual - len(row)))
    columns = [list(map(itemgetter(column), rows)) for column in range(usual)]
    longer = [(index, row) for index, row in enumerate(rows) if len(row) > usual]
    last = min(max((len(row) for _, row in longer), default=usual), width)
    columns.extend(_column_of(longer, column, len(rows)) for column in range(usual, last))
    mended, notices = _mended([*columns, wordings])
    if mended:
        columns = [[mended.get(value, value) for value in column] for column in columns]
        wordings = [mended.get(wording, wording) for wording in wordings]
    return columns, wordings, notices


def _column_of(longer: Iterable[tuple[int, Sequence[Any]]], column: int, count: int) -> list[Any]:
    """Return a column that only some longer rows reach, such as that of a title over the whole table."""
    values: list[Any] = [""] * count
    for index, row in longer:
        if column < len(row):
            values[index] = row[column]
    return values


def _mended(columns: Sequence[Sequence[Any]]) -> tuple[dict[Any, str], tuple[str, ...]]:
    """Return the texts that are written in an old encoding with what they say, and notices."""
    written = sorted(set[str]().union(*map(_texts_among, columns)))
    if sum(map(len, written)) > _MOST_LETTERS:
        return {}, ()
    joined = "\n".join(text.replace("\n", _BREAK) for text in written)
    said, notices = (joined, ()) if joined.isascii() else to_unicode(joined)
    if not notices:
        return {}, ()
    mended = [text.replace(_BREAK, "\n") for text in said.split("\n")]
    return dict(zip(written, mended, strict=True)), notices


def _texts_among(column: Sequence[Any]) -> set[str]:
    kinds = set(map(type, column))
    if kinds <= {str}:
        return set(column)
    return {value for value in column if type(value) is str} if str in kinds else set()

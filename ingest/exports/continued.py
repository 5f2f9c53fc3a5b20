"""Continued lists: a list that goes on beside itself under the same headings, cut into its parts.

A ranking of 63 provinces on one printed page stands as three lists of 21. Each part is a grid of its own, so
that a figure is tied to the cells of its own list.
"""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from ingest.exports.headings import SEARCHED_ROWS, Headed, find_headed
from ingest.exports.mapping import ExportMapping, YearOfSheet
from ingest.exports.words import plain
from ingest.grids import Grid, Rows
from ingest.readers import Unreadable


def find_headed_parts(grids: Sequence[Grid], mapping: ExportMapping) -> list[Headed]:
    """Return the parts of the list that a mapping with ``continued`` means, each with its heading.

    Raises ``Unreadable`` where no list goes on, or a part lacks a declared column.
    """
    cut = [parts_of(grid, mapping.locality) for grid in grids]
    most = max(cut, key=len)
    if len(most) == 1:
        raise Unreadable(
            f"has {mapping.locality!r} only once among its headings, so no list goes on beside itself; "
            "take `continued:` out of its `mapping:`"
        )
    if not isinstance(mapping.year, YearOfSheet):
        cut = [most]
    found: list[Headed] = []
    for place in range(len(most)):
        found += find_headed([parts[place] for parts in cut if place < len(parts)], mapping)
    return found


def parts_of(grid: Grid, heading: str) -> list[Grid]:
    """Return the parts of a grid, each with its column of localities headed ``heading``; the whole for one.

    What stands left of the first such column (a number of the row) stands left of the others too.
    """
    for row in grid.head(SEARCHED_ROWS).cells():
        headed = [plain(cell) == plain(heading) for cell in row]
        # of a heading over several columns the first counts
        places = [place for place, is_it in enumerate(headed) if is_it and not (place and headed[place - 1])]
        if len(places) > 1:
            before = places[0] - next(column for column, cell in enumerate(row) if cell.strip())
            firsts = [place - before for place in places]
            ends = [*firsts[1:], grid.width]
            return [
                _part(grid, *bounds) for bounds in zip(firsts, ends, range(1, len(ends) + 1), strict=True)
            ]
    return [grid]


def _part(grid: Grid, first: int, end: int, ordinal: int) -> Grid:
    return replace(
        grid,
        width=end - first,
        part=ordinal,
        walk=lambda: (_columns(rows, first, end) for rows in grid.walk()),
        hidden_columns=frozenset(column - first for column in grid.hidden_columns if first <= column < end),
        merged=(),
        notices=grid.notices if ordinal == 1 else (),
    )


def _columns(rows: Rows, first: int, end: int) -> Rows:
    text = rows.text.select(list(range(first, end)))
    numbers = {
        str(int(name) - first): column for name, column in rows.numbers.items() if first <= int(name) < end
    }
    return Rows(text.rename_columns(list(map(str, range(end - first)))), rows.row_numbers, numbers)


def joined(parts: Sequence[Grid], last_heading: int, row_count: int) -> Grid:
    """Return the parts of a list below each other, to look at them as one.

    Only the first brings its heading, which ends with row number ``last_heading``; each ends ``row_count``
    rows below it, so that what stands below the list comes between no two of them.
    """
    width = min(part.width for part in parts)
    heads = [_columns(part.head(SEARCHED_ROWS + row_count), 0, width) for part in parts]
    above = pc.sum(pc.less_equal(heads[0].row_numbers, last_heading)).as_py()
    shown = [head.first(above + row_count) for head in heads]
    shown[1:] = [_behind(head, last_heading) for head in shown[1:]]
    rows = Rows(
        pa.concat_batches([head.text for head in shown]),
        pa.concat_arrays([head.row_numbers for head in shown]),
        {name: _numbers(shown, name) for name in sorted(set().union(*(head.numbers for head in shown)))},
    )
    return replace(parts[0], width=width, walk=lambda: iter((rows,)))


def _behind(rows: Rows, last_heading: int) -> Rows:
    meant = pc.greater(rows.row_numbers, last_heading)
    numbers = {name: column.filter(meant) for name, column in rows.numbers.items()}
    return Rows(rows.text.filter(meant), rows.row_numbers.filter(meant), numbers)


def _numbers(parts: Sequence[Rows], name: str) -> pa.DoubleArray:
    return pa.concat_arrays(
        [part.numbers.get(name, pa.nulls(len(part.row_numbers), pa.float64())) for part in parts]
    )

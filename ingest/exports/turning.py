"""Turning: rows and columns of a grid change places, for tables whose localities are headings of columns."""

from dataclasses import replace

import pyarrow as pa

from ingest.grids import Grid, Rows
from ingest.readers import Unreadable

MOST_ROWS = 5000  # a table of localities across has a row for each indicator or year, not for each record


def turned(grid: Grid) -> Grid:
    """Return a grid with its rows as columns; its row numbers count the columns of the published table.

    Raises ``Unreadable`` for a table that is too long to be one of localities across.
    """
    head = grid.head(MOST_ROWS + 1)
    if len(head.row_numbers) > MOST_ROWS:
        raise Unreadable(
            f"has more than {MOST_ROWS:,} rows, too many to be turned; mend `turned:` of its mapping"
        )
    rows = _turned(head, grid.width)
    return replace(
        grid,
        width=len(head.row_numbers),
        walk=lambda: iter((rows,)),
        named_rows=0,
        hidden_rows=frozenset(column + 1 for column in grid.hidden_columns),
        hidden_columns=frozenset(),
        merged=(),
    )


def _turned(rows: Rows, width: int) -> Rows:
    cells = rows.cells()
    text = pa.RecordBatch.from_arrays(
        [pa.array(row, pa.string()) for row in cells], [str(place) for place in range(len(cells))]
    )
    nothing = [None] * len(cells)
    stored = [
        rows.numbers[str(place)].to_pylist() if str(place) in rows.numbers else nothing
        for place in range(width)
    ]
    by_row = enumerate(zip(*stored, strict=True))
    numbers = {
        str(place): pa.array(values, pa.float64()) for place, values in by_row if set(values) != {None}
    }
    return Rows(text, pa.array(range(1, width + 1), pa.int64()), numbers)

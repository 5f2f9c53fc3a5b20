"""Tables of cells that reach over columns and rows (HTML, DOCX, PDF) as rows of texts."""

from collections.abc import Iterable, Sequence

from ingest.grids.grid import Area
from ingest.grids.limits import check_cells
from ingest.readers.table_rows import Cell


def spread(rows: Sequence[Sequence[Cell]], name: str) -> tuple[list[list[str]], list[Area]]:
    """Return the text of every place of a table, and its merged areas; the first row has the number 1.

    A place that two cells claim belongs to the one that comes first (HTML Standard, forming a table).
    """
    places: list[dict[int, str]] = [{} for _ in rows]
    merged: list[Area] = []
    cells = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in places[number]:
                column += 1
            last = min(number + max(cell.down, 1), len(rows)) - 1
            columns = range(column, column + cell.across)
            cells += (last - number + 1) * cell.across
            check_cells(cells, 1, f"a table ({name})")
            for index in range(number, last + 1):
                _claim(places[index], columns, cell.text)
            if last > number or cell.across > 1:
                merged.append(Area(number + 1, column, last + 1, columns.stop - 1))
            column = columns.stop
    return [_row_of(place) for place in places], merged


def _claim(place: dict[int, str], columns: Iterable[int], text: str) -> None:
    for column in columns:
        place.setdefault(column, text)


def _row_of(place: dict[int, str]) -> list[str]:
    return [place.get(column, "") for column in range(max(place, default=-1) + 1)]

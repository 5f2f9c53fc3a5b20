"""Tables with merged cells as lines of text with pipes, the way the reader of measures knows them."""

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_CELL_OF_DATA = 400  # a two-column table with longer cells sets a page, it lists no figures


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, and how many columns and rows it takes."""

    text: str
    across: int = 1
    down: int = 1


def rows_with_pipes(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return one line per row: ``| 1 | Tỷ lệ ... | % | 80 |``.

    A cell over several columns is repeated in each, so that the heading "Mục tiêu" stands over every year
    below it. A cell over several rows is repeated too, but for those of the first row, which are headings:
    their other half stays empty. A row of one cell is written with that cell alone.
    """
    lines = []
    for cells in _grid(rows):
        written = ["/".join(" ".join(text.split()).split("|")) for text in cells]
        if any(written):
            lines.append(f"| {' | '.join(written)} |")
    return lines


def is_layout(rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether a table only places text on a page, such as the two halves of a document's head."""
    columns = max((sum(cell.across for cell in row) for row in rows), default=0)
    if len(rows) < 2 or columns < 2:
        return True
    texts = [cell.text for row in rows for cell in row]
    if columns > 2:
        return False
    return any(len(text) > LONGEST_CELL_OF_DATA or text.strip().count("\n") >= 1 for text in texts)


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Return the text of every place of the table."""
    held: dict[tuple[int, int], str] = {}  # places that a cell further up reaches down to
    grid: list[list[str]] = []
    width = max((sum(cell.across for cell in row) for row in rows), default=0)
    for number, row in enumerate(rows):
        cells: list[str] = []
        for cell in row:
            while (number, len(cells)) in held:
                cells.append(held.pop((number, len(cells))))
            for below in range(number + 1, min(number + cell.down, len(rows))):
                for column in range(len(cells), len(cells) + cell.across):
                    held[below, column] = "" if number == 0 else cell.text
            cells.extend([cell.text] * cell.across)
        while (number, len(cells)) in held:
            cells.append(held.pop((number, len(cells))))
        is_one_cell = len(row) == 1 and row[0].across >= width > 1
        grid.append(cells[:1] if is_one_cell else cells)
    return grid

"""A grid: one sheet or table as published, walked a batch of rows at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a grid, in their order.

    ``text`` has the string columns "0", "1", ... (NFC, "" where a cell is empty); ``row_numbers`` tells where
    the rows stand; ``numbers`` has, for each column with cells stored as numbers, their values (else null).
    """

    text: pa.RecordBatch
    row_numbers: pa.Int64Array
    numbers: Mapping[str, pa.DoubleArray] = field(default_factory=dict)

    def first(self, count: int) -> "Rows":
        """Return the first ``count`` rows."""
        numbers = {name: column.slice(0, count) for name, column in self.numbers.items()}
        return Rows(self.text.slice(0, count), self.row_numbers.slice(0, count), numbers)

    def cells(self) -> list[list[str]]:
        """Return the text of the rows as lists."""
        columns = [column.to_pylist() for column in self.text.columns]
        return [list(row) for row in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True)
class Area:
    """Cells merged into one: first and last row by ``row_numbers``, first and last column from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet or table as published.

    Rows are numbered as the publisher counts them, from 1: rows of a sheet or table, lines of a text file
    (where the record begins), records of JSON, Parquet and Stata. The first ``named_rows`` rows are names and
    labels that these last formats keep beside their records; their row number is 0. Every cell of a merged
    area has the text and number of its first cell. Empty rows and columns after the last filled ones, and
    empty rows before the first, are left out.
    """

    name: str  # of the sheet, caption of the table or its ordinal; "" for a file that is one table
    format: str  # delimited_text | xlsx | xls | ods | json | json_lines | parquet | stata | html | pdf | docx
    width: int  # columns
    walk: Callable[[], Iterator[Rows]]  # begins anew with each call; raises ``Unreadable``
    named_rows: int = 0
    part: int = 1  # of a list that goes on beside itself, which part this is
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()  # row numbers
    hidden_columns: frozenset[int] = frozenset()  # from 0
    merged: tuple[Area, ...] = ()
    titles: tuple[str, ...] = ()  # what a page says above the table, the nearest first
    notices: tuple[str, ...] = ()  # clauses for the run's summary: "holds 3 formulas without a value ..."

    def head(self, count: int) -> Rows:
        """Return the first ``count`` rows, or all of a shorter grid."""
        taken: list[Rows] = []
        for rows in self.walk():
            taken.append(rows.first(count - sum(len(part.row_numbers) for part in taken)))
            if sum(len(part.row_numbers) for part in taken) >= count:
                break
        return _joined(taken, self.width)

    def whole(self) -> Rows:
        """Return all rows at once; for a grid that fits into memory."""
        return _joined(list(self.walk()), self.width)


def _joined(parts: list[Rows], width: int) -> Rows:
    if len(parts) == 1:
        return parts[0]
    if not parts:
        nothing = [pa.array([], pa.string())] * width
        return Rows(
            pa.RecordBatch.from_arrays(nothing, list(map(str, range(width)))), pa.array([], pa.int64())
        )
    text = pa.concat_batches([part.text for part in parts])
    numbers = {name: pa.concat_arrays([part.numbers[name] for part in parts]) for name in parts[0].numbers}
    return Rows(text, pa.concat_arrays([part.row_numbers for part in parts]), numbers)

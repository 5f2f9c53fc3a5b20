"""CSV, TSV and their kin: records streamed as text, at the speed of Arrow's reader.

A file of any size is one grid whose rows are walked a few megabytes at a time. Its width is that of the
widest record in its first megabyte; shorter records (titles, notes) are filled up with empty cells.
"""

import contextlib
import csv
import io
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from ingest.grids import encodings
from ingest.grids.grid import Grid, Rows
from ingest.grids.held import Table, grid_of
from ingest.grids.limits import MEGABYTE
from ingest.grids.options import Options
from ingest.grids.texts import bytes_of, normalised
from ingest.readers import Unreadable
from ingest.readers.saying import said_by

NAME = "delimited_text"
DELIMITERS = "\t;|,"  # the comma last: between figures with decimal commas it is none
_SAMPLE = MEGABYTE
_SNIFFED = MEGABYTE // 8  # letters that tell the delimiter
_BLOCK = 4 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Shape:
    """How a delimited file is written."""

    encoding: str
    delimiter: str
    usual_width: int  # columns of most records
    width: int  # columns of the widest record


@dataclass(frozen=True, slots=True)
class _Odd:
    """A record that has not the usual number of columns."""

    record: int  # from 1
    cells: list[str]


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield the one grid of a delimited text file."""
    with file.open("rb") as opened:
        head = opened.read(_SAMPLE)
        is_whole = not opened.read(1)
    encoding = encodings.checked(options.encoding) if options.encoding else encodings.tell(head, is_whole)
    sample = encodings.decoded(head, encoding, is_whole).removeprefix("\ufeff")
    if not sample.strip():
        return
    shape = _shape_of(sample, encoding, options.delimiter, is_whole)
    grid = Grid("", NAME, shape.width, lambda: _walk(file, shape), notices=encodings.notice(encoding))
    if is_whole:
        yield from _trimmed(grid)
    else:
        yield grid


def _trimmed(grid: Grid) -> Iterator[Grid]:
    """Yield a small file's grid without the empty rows and columns that a sheet saved as CSV brings along."""
    rows = grid.whole()
    held = grid_of(Table("", NAME, rows.cells(), rows.row_numbers.to_pylist(), notices=grid.notices))
    if held is not None:
        yield held


# ---- how the file is written ----


def _shape_of(sample: str, encoding: str, delimiter: str, is_whole: bool) -> Shape:
    if not delimiter:
        first = sample[:_SNIFFED]
        delimiter = _stated(first) or sniffed(first, is_whole and len(first) == len(sample))
    widths = Counter(_widths(sample, delimiter, is_whole))
    usual = max(widths, key=lambda width: (widths[width] * width, width), default=1)
    return Shape(encoding, delimiter, usual, max(widths, default=1))


def _stated(sample: str) -> str:
    """Return the delimiter that Excel's first line ``sep=;`` states."""
    first = sample.split("\n", 1)[0].strip("\r")
    return first[4:] if first.startswith("sep=") and len(first) == 5 else ""


def sniffed(sample: str, is_whole: bool = True) -> str:
    """Return the delimiter by which most lines have the same number of cells.

    >>> sniffed("Tỉnh;2020;2021\\nHà Nội;87,65;88,1\\n")
    ';'
    """
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        widths = list(_widths(sample, delimiter, is_whole))
        alike = Counter(width for width in widths if width > 1).most_common(1)
        share = alike[0][1] / len(widths) if alike else 0.0
        if share > most:
            best, most = delimiter, share
    return best


def _widths(sample: str, delimiter: str, is_whole: bool) -> Iterator[int]:
    """Yield the number of cells of each record that is not empty; the last may be cut off and is left out."""
    previous = 0
    for width in _cells_counted(sample, delimiter):
        if previous:
            yield previous
        previous = width
    if previous and is_whole:
        yield previous


def _cells_counted(sample: str, delimiter: str) -> Iterator[int]:
    """Yield the number of cells of each record; without quotation marks every line is one."""
    if '"' not in sample:
        lines = sample.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
        yield from (line.count(delimiter) + 1 if line else 0 for line in lines)
        return
    with contextlib.suppress(csv.Error):  # a quotation longer than any cell: seen when the file is read
        yield from map(len, csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))


# ---- its records ----


def _walk(file: Path, shape: Shape) -> Iterator[Rows]:
    odd: deque[_Odd] = deque()
    stream = encodings.Utf8Stream(file, shape.encoding)
    counter = _LineCounter()
    with stream:
        try:
            for batch in _reader(stream, shape, odd):
                yield _rows(batch, shape, odd, counter)
        except pa.ArrowInvalid as error:
            raise Unreadable(_said(file, error, counter)) from error
        if odd:
            yield _rows(None, shape, odd, counter)
        if stream.quotes % 2 and counter.last_spans_lines:
            raise Unreadable(
                f"has a quotation mark in line {counter.last_line:,} that is never closed; mend that line"
            )


def _reader(stream: encodings.Utf8Stream, shape: Shape, odd: deque[_Odd]) -> Any:
    def keep(row: Any) -> str:
        cells = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=shape.delimiter), [])
        odd.append(_Odd(row.number, cells))
        return "skip"

    names = [str(column) for column in range(shape.usual_width)]
    try:
        return pyarrow.csv.open_csv(
            pa.PythonFile(stream, "r"),
            # (only a reader without threads tells the number of a record)
            pyarrow.csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=False),
            pyarrow.csv.ParseOptions(
                delimiter=shape.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=keep,
            ),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error) or "cannot infer" in str(error):
            return ()
        raise


class _LineCounter:
    """Where the next record begins, and what is known of the last one."""

    def __init__(self) -> None:
        self.record = 1
        self.line = 1
        self.last_line = 1
        self.last_spans_lines = False

    def lines_of(self, columns: list[pa.StringArray], count: int) -> pa.Int64Array:
        """Return the line in which each of the next ``count`` records begins."""
        breaks = np.zeros(count, np.int64)
        for column in columns:
            written = bytes_of(column)
            if b"\n" in written or b"\r" in written:
                breaks += _line_breaks(column)
        ends = self.line + np.cumsum(breaks + 1)
        lines = np.concatenate(([self.line], ends[:-1]))
        self.record += count
        self.line, self.last_line, self.last_spans_lines = int(ends[-1]), int(lines[-1]), bool(breaks[-1])
        return pa.array(lines)


def _line_breaks(column: pa.StringArray) -> np.ndarray[Any, np.dtype[np.int64]]:
    def count(written: str) -> Any:
        return pc.count_substring(column, written).to_numpy(zero_copy_only=False)

    return np.asarray(count("\n") + count("\r") - count("\r\n"), np.int64)


def _rows(batch: pa.RecordBatch | None, shape: Shape, odd: deque[_Odd], counter: _LineCounter) -> Rows:
    """Return a batch of records with the odd ones at their places, filled up to the width of the grid."""
    usual = 0 if batch is None else batch.num_rows
    taken: list[_Odd] = []
    while odd and (batch is None or odd[0].record < counter.record + usual + len(taken) + 1):
        taken.append(odd.popleft())
    count = usual + len(taken)
    nothing = pa.array([""] * usual, pa.string())
    columns = [*(batch.columns if batch is not None else ())]
    columns += [nothing] * (shape.width - len(columns))
    if taken:
        _check_width(taken, shape)
        order = _order(usual, [record.record - counter.record for record in taken])
        columns = [_interleaved(column, index, taken, order) for index, column in enumerate(columns)]
    columns = [normalised(column) for column in columns]
    text = pa.RecordBatch.from_arrays(columns, [str(index) for index in range(shape.width)])
    return Rows(text, counter.lines_of(columns, count))


def _order(usual: int, places: list[int]) -> pa.Int64Array:
    """Return, for each place of a batch, its row among the usual records followed by the odd ones."""
    order = np.empty(usual + len(places), np.int64)
    is_odd = np.zeros(len(order), bool)
    is_odd[places] = True
    order[is_odd] = usual + np.arange(len(places))
    order[~is_odd] = np.arange(usual)
    return pa.array(order)


def _interleaved(
    column: pa.StringArray, index: int, taken: list[_Odd], order: pa.Int64Array
) -> pa.StringArray:
    cells = [record.cells[index] if index < len(record.cells) else "" for record in taken]
    return pa.concat_arrays([column, pa.array(cells, pa.string())]).take(order)


def _check_width(taken: list[_Odd], shape: Shape) -> None:
    for record in taken:
        if len(record.cells) > shape.width:
            raise Unreadable(
                f"has {len(record.cells)} cells in record {record.record:,}, above {shape.width}; "
                "put cells that hold the delimiter in quotation marks"
            )


def _said(file: Path, error: pa.ArrowInvalid, counter: _LineCounter) -> str:
    """Return what Arrow's error means for the file, as a clause."""
    if "UTF8" in str(error):
        return f"is not valid UTF-8 ({encodings.wrong_line(file)}); state its `encoding:` or save it as UTF-8"
    if "straddling" in str(error):
        return f"has a quotation mark after line {counter.line:,} that is never closed; mend it"
    return f"breaks off as a table after line {counter.line:,} ({said_by(error)}); mend that line"

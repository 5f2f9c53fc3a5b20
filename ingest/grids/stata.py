"""Stata (.dta), walked a batch at a time: names above the records, labels of the columns below the names.

A value with a label is its label, not the number that stands for it: 99 may be "no answer". In a column of
such codes a value without a label says so: it must not pass for a code of another system.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyreadstat

from ingest.grids.arrow_columns import as_number, as_text, rows_of_names
from ingest.grids.grid import Grid, Rows
from ingest.grids.options import Options
from ingest.grids.texts import text_column
from ingest.readers import Unreadable
from ingest.readers.saying import said_by

NAME = "stata"
_BATCH_CELLS = 1_000_000
_MARK, _END = b"<stata_dta>", b"</stata_dta>"  # around a file of version 117 or later


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield the one grid of the file."""
    _check_end(file)
    _, described = _read(file, metadataonly=True)
    if not described.column_names or described.number_rows is None or described.number_rows < 0:
        raise Unreadable("is a damaged Stata file (its head names no columns or rows); fetch it again")
    names = [described.column_names]
    if any(described.column_labels):
        names.append([label or "" for label in described.column_labels])
    yield Grid("", NAME, len(names[0]), lambda: _walk(file, described, names), named_rows=len(names))


def _check_end(file: Path) -> None:
    with file.open("rb") as opened:
        if opened.read(len(_MARK)) == _MARK:
            opened.seek(max(file.stat().st_size - 64, 0))
            if not opened.read().rstrip().endswith(_END):
                raise Unreadable("is a cut off Stata file; fetch it again")


def _read(file: Path, **wanted: Any) -> tuple[Any, Any]:
    try:
        return cast(tuple[Any, Any], pyreadstat.read_dta(str(file), output_format="dict", **wanted))
    except Exception as error:  # (pyreadstat raises its own, those of dates and of texts)
        raise Unreadable(f"is a damaged Stata file ({said_by(error)}); fetch or save it again") from error


def _walk(file: Path, described: Any, names: list[list[str]]) -> Iterator[Rows]:
    numeric = [str(index) for index, name in enumerate(described.column_names) if _is_number(described, name)]
    yield rows_of_names(names, numeric)
    batch = max(_BATCH_CELLS // len(names[0]), 1)
    for first in range(0, described.number_rows, batch):
        records, _ = _read(file, row_offset=first, row_limit=batch)
        rows = _rows(records, described, numeric, first + 1)
        if len(rows.row_numbers) < min(batch, described.number_rows - first):
            raise Unreadable("is a cut off Stata file; fetch it again")
        yield rows


def _rows(records: Mapping[str, Any], described: Any, numeric: Sequence[str], first: int) -> Rows:
    columns = [_column(records[name], described, name) for name in described.column_names]
    labels = [described.variable_value_labels.get(name, {}) for name in described.column_names]
    texts = [_labelled(column, label) for column, label in zip(columns, labels, strict=True)]
    text = pa.RecordBatch.from_arrays(texts, [str(index) for index in range(len(columns))])
    row_numbers = pa.array(range(first, first + text.num_rows), pa.int64())
    numbers = {index: _without_labelled(columns[int(index)], labels[int(index)]) for index in numeric}
    return Rows(text, row_numbers, numbers)


def _is_number(described: Any, name: str) -> bool:
    is_date = str(described.original_variable_types[name]).startswith(("%t", "%-t", "%d", "%-d"))
    return described.readstat_variable_types[name] != "string" and not is_date


def _column(values: Sequence[Any], described: Any, name: str) -> pa.Array:
    """Return a column in the type in which it is stored: 32 bits keep seven digits."""
    if not _is_number(described, name):
        return text_column(values)
    kind = described.readstat_variable_types[name]
    return pa.array(
        values, pa.float32() if kind == "float" else pa.float64() if kind == "double" else pa.int64()
    )


def _labelled(column: pa.Array, labels: Mapping[Any, str]) -> pa.StringArray:
    text = as_text(column)
    if not labels:
        return text
    pairs = list(zip(column.to_pylist(), text.to_pylist(), strict=True))
    known = sum(value in labels for value, _ in pairs)
    is_coded = 2 * known > sum(
        bool(shown) for _, shown in pairs
    )  # else labels name special values of figures
    lacking = " (no label)" if is_coded else ""
    return text_column([labels.get(value, shown and shown + lacking) for value, shown in pairs])


def _without_labelled(column: pa.Array, labels: Mapping[Any, str]) -> pa.DoubleArray:
    """Return the numbers of a column that stand for themselves."""
    numbers = as_number(column)
    codes = [code for code in labels if isinstance(code, int | float)]
    return pc.if_else(
        pc.is_in(numbers, pa.array(codes, pa.float64())), pa.scalar(None, pa.float64()), numbers
    )

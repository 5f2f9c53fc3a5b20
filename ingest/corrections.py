"""Corrections: what a person knows better than the reader, one row of a CSV file each.

A correction names the document by the SHA-256 of its bytes, and the row by its place in the text, its
level and its year as they were read; so it holds wherever the document is fetched and whichever reader
reads it. How corrections change measures is told in one place only: the models
``int_corrections_matched`` and ``int_measures_corrected``.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ingest.codebook import LEVELS, UNITS, codebook
from ingest.localities import nearest, resolve_for_document
from ingest.readers import Unreadable, read_plain_text
from ingest.records import Correction

NAME = "corrections"
EMPTY = "-"  # the word that makes a field empty
REQUIRED = ("document", "value_start", "value_end", "level", "year", "action", "author", "date", "reason")
COLUMNS = (
    *("document", "value_start", "value_end", "value_text", "level", "year", "read_indicator", "action"),
    *("kind", "indicator", "new_level", "new_year", "comparator", "value_low", "value_high", "unit"),
    *("change", "baseline_year", "scope", "locality", "author", "date", "reason"),
)
FIELDS = COLUMNS[COLUMNS.index("kind") : COLUMNS.index("author")]  # the new values
FIGURE = ("comparator", "value_low", "unit")  # a figure is corrected as a whole
WHOLE_ROW = ("kind", "indicator", *FIGURE)  # what a row needs that the reader did not give
AS_WRITTEN = (
    *("value_text", "level", "read_indicator", "action", "kind", "indicator", "new_level", "new_year"),
    *("comparator", "unit", "change", "baseline_year", "scope", "locality", "author", "reason"),
)
ACTIONS = ("set", "drop", "add")
ALLOWED = {
    "action": ACTIONS,
    "level": LEVELS,
    "new_level": LEVELS,
    "kind": ("target", "actual"),
    "comparator": (">=", ">", "<=", "<", "=", "between", "~"),
    "unit": UNITS,
    "change": ("increase", "decrease", EMPTY),
}
FIRST_YEAR, LAST_YEAR = 1945, 2100
MOST_PERCENT = 1000


def read_corrections(body: bytes) -> list[Correction]:
    """Return one record per line of a corrections file (CSV, UTF-8, columns of ``COLUMNS`` by name).

    A line that cannot be used is returned with its ``problem``. Raises ``Unreadable`` when a column is
    missing or unknown.
    """
    text = read_plain_text(body).removeprefix("\ufeff")
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip() for cell in next(rows, [])]
        _check_columns(header)
        lines = [(line, cells) for line, cells in _numbered(rows) if any(map(str.strip, cells))]
    except csv.Error as error:
        raise Unreadable(f"is not valid CSV near line {rows.line_num} ({error}); mend it there") from error
    return [_correction(line, header, cells) for line, cells in lines]


def _numbered(rows: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins in; a quoted cell may run over several lines."""
    line = rows.line_num + 1
    for cells in rows:
        yield line, cells
        line = rows.line_num + 1


def _check_columns(header: Sequence[str]) -> None:
    for wrong, said in (
        ([name for name in REQUIRED if name not in header], "has no column"),
        ([name for name in header if name not in COLUMNS], "has the unknown column"),
        ([name for name in COLUMNS if header.count(name) > 1], "has twice the column"),
    ):
        if wrong:
            raise Unreadable(
                f"{said} {', '.join(wrong)}; the first line of a corrections file names {', '.join(COLUMNS)}"
            )


def _correction(line: int, header: Sequence[str], cells: Sequence[str]) -> Correction:
    row = dict.fromkeys(COLUMNS, "") | {
        name: cell if name == "value_text" else cell.strip()
        for name, cell in zip(header, cells, strict=False)
    }
    problem = next(_problems(row), "")
    if len(cells) != len(header):
        problem = f"has {len(cells)} cells where the first line names {len(header)} columns"
    return Correction(
        row_number=line,
        corrected_sha256=row["document"].lower(),
        value_start=_whole(row["value_start"]),
        value_end=_whole(row["value_end"]),
        year=_whole(row["year"]),
        value_low=_number(row["value_low"]),
        value_high=_number(row["value_high"]),
        corrected_on=_day(row["date"]),
        row_text=" | ".join(cells),
        problem=problem,
        **{name: row[name] for name in AS_WRITTEN},
    )


def _problems(row: Mapping[str, str]) -> Iterator[str]:
    """Yield what keeps a line from being used, one sentence each, the most basic first."""
    for name in REQUIRED:
        if name != "year" and not row[name]:
            yield f"`{name}` is empty; fill it in"
    yield from _problems_of_place(row)
    for name, words in ALLOWED.items():
        if row[name] and row[name] not in words:
            yield f"`{name}` is {row[name]!r}; write one of {', '.join(words)}"
    for name in ("year", "new_year", "baseline_year"):
        if row[name] and not (name != "year" and row[name] == EMPTY) and not _is_year(row[name]):
            yield f"`{name}` is {row[name]!r}; write a year between {FIRST_YEAR} and {LAST_YEAR}"
    for name in ("indicator", "read_indicator"):
        if row[name] and row[name] not in codebook():
            yield f"`{name}` is {row[name]!r}; write a code of dbt_project/seeds/indicators.csv"
    if row["locality"] not in ("", EMPTY) and resolve_for_document(row["locality"], None) is None:
        close = " or ".join(nearest(row["locality"])) or "a province's name"
        yield f"`locality` is {row['locality']!r}, which is no province; write {close}"
    yield from _problems_of_figure(row)
    yield from _problems_of_action(row)


def _problems_of_place(row: Mapping[str, str]) -> Iterator[str]:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", row["document"]):
        yield "`document` is not a SHA-256 (64 hexadecimal digits); take it from the explain page"
    start, end = _whole(row["value_start"]), _whole(row["value_end"])
    if start is None or end is None or start >= end:
        yield "`value_start`, `value_end` are not two rising whole numbers; take them from the explain page"
    if _day(row["date"]) is None:
        yield f"`date` is {row['date']!r}; write it as 2026-11-23"


def _problems_of_figure(row: Mapping[str, str]) -> Iterator[str]:
    given = [name for name in FIGURE if row[name]]
    if given and len(given) < len(FIGURE):
        yield f"only {', '.join(given)} is given; a figure is corrected as a whole: {', '.join(FIGURE)}"
    for name in ("value_low", "value_high"):
        if row[name] and _number(row[name]) is None:
            yield f"`{name}` is {row[name]!r}; write a number with a decimal point, such as 99.7"
    low, high = _number(row["value_low"]), _number(row["value_high"])
    if (high is not None) != (row["comparator"] == "between") or high is not None and high <= (low or 0.0):
        yield "`value_high` is given exactly where `comparator` is between, and lies above `value_low`"
    for value in (low, high):
        if value is not None and (value < 0 or row["unit"] == "percent" and value > MOST_PERCENT):
            yield f"{value:g} {row['unit']} cannot be; write the figure as the document means it"


def _problems_of_action(row: Mapping[str, str]) -> Iterator[str]:
    given = [name for name in FIELDS if row[name]]
    if row["action"] == "set" and not given:
        yield "`set` changes no field; fill in a field, or write `drop` or take the line out"
    if row["action"] == "drop" and given:
        yield f"`drop` takes the row out, so {', '.join(given)} must be empty"
    missing = [name for name in WHOLE_ROW if not row[name]]
    if row["action"] == "add" and missing:
        yield f"`add` makes a row, so {', '.join(missing)} must be filled in"
    if row["action"] == "add" and (row["new_level"] or row["new_year"]):
        yield "`add` takes its level and year from `level` and `year`; leave new_level and new_year empty"


def _is_year(cell: str) -> bool:
    year = _whole(cell)
    return year is not None and FIRST_YEAR <= year <= LAST_YEAR


def _whole(cell: str) -> int | None:
    return int(cell) if re.fullmatch(r"[0-9]{1,12}", cell) else None


def _number(cell: str) -> float | None:
    return float(cell) if re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,12})?", cell) else None


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else None
    except ValueError:
        return None

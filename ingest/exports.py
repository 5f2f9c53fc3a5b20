"""Indicator exports: published tables of figures, read by the mapping their catalogue entry declares."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ingest import localities
from ingest.readers import Unreadable, read_plain_text
from ingest.records import IndicatorValue

NAME = "delimited_text"
MISSING = frozenset({"", "-", "–", "…", "...", "..", "n/a", "kxđ"})  # what publishers print for "no figure"


def read_export(body: bytes, mapping: Mapping[str, Any]) -> list[IndicatorValue]:
    """Return one record per figure of a delimited text file whose first line names the columns.

    A row whose locality or year cannot be read is returned with its ``problem``. A cell that prints
    "no figure" gives no record. Raises ``Unreadable`` when a declared column is missing.
    """
    text = read_plain_text(body).removeprefix("\ufeff")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mapping["delimiter"])
    header = [cell.strip() for cell in next(rows, [])]
    _check_columns(header, mapping)
    return [
        value
        for number, cells in enumerate(rows, 2)
        if any(cell.strip() for cell in cells)
        for value in _values_of_row(number, dict(zip(header, cells, strict=False)), cells, mapping)
    ]


def _check_columns(header: Sequence[str], mapping: Mapping[str, Any]) -> None:
    year = [mapping["year"]] if isinstance(mapping["year"], str) else []
    declared = [mapping["locality"], *year, *(value["column"] for value in mapping["values"])]
    missing = [column for column in declared if column not in header]
    if missing:
        raise Unreadable(
            f"has no column {', '.join(missing)} (it has: {', '.join(header)}); mend its `mapping:`"
        )


def _values_of_row(
    number: int, row: Mapping[str, str], cells: Sequence[str], mapping: Mapping[str, Any]
) -> Iterator[IndicatorValue]:
    name = row.get(mapping["locality"], "").strip()
    year = _year(row.get(mapping["year"], "") if isinstance(mapping["year"], str) else str(mapping["year"]))
    # Figures of a year are in the boundaries of its last day unless the publisher says otherwise.
    place = localities.resolve(name, date(year, 12, 31)) if year else None
    for column in mapping["values"]:
        cell = row.get(column["column"], "")
        if cell.strip().lower() in MISSING:
            continue
        value = number_of(cell, mapping["decimal"], is_rank=column["unit"] == "rank")
        yield IndicatorValue(
            indicator=column["indicator"],
            locality_text=name,
            locality_code=place.code if place else "",
            locality_units=place.units if place else "",
            level=mapping["level"],
            year=year,
            value=value,
            unit=column["unit"],
            sheet="",
            row_number=number,
            column_name=column["column"],
            cell_text=cell,
            row_text=" | ".join(cells),
            problem=_problem(name, place, year, cell, value),
        )


def _problem(
    name: str, place: localities.Locality | None, year: int | None, cell: str, value: float | None
) -> str:
    if year is None:
        return "the year cannot be read"
    if place is None:
        close = localities.nearest(name)
        return f"no province is called {name!r}" + (f"; nearest: {', '.join(close)}" if close else "")
    if value is None:
        return f"{cell!r} is not a number"
    return ""


def number_of(cell: str, decimal: str, *, is_rank: bool = False) -> float | None:
    """Return the number a cell prints, or ``None`` when it prints none.

    ``decimal`` is the publisher's decimal mark; the other mark groups thousands. A rank may stand as
    ``08/63`` (rank of so many).

    >>> number_of("1.234,5 %", ","), number_of("87.65", "."), number_of("08/63", ".", is_rank=True)
    (1234.5, 87.65, 8.0)
    """
    bare = re.sub(r"[\s%\u00a0]", "", cell)
    if is_rank:
        bare = bare.split("/")[0]
    grouping = "." if decimal == "," else ","
    if not re.fullmatch(
        rf"[+-]?\d{{1,3}}(\{grouping}\d{{3}})+(\{decimal}\d+)?|[+-]?\d+(\{decimal}\d+)?", bare
    ):
        return None
    return float(bare.replace(grouping, "").replace(decimal, "."))


def _year(cell: str) -> int | None:
    match = re.fullmatch(r"\s*((?:19|20)\d\d)(?:\.0)?\s*", cell)
    return int(match[1]) if match else None

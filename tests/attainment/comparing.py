"""Rows of the marts, the second opinion on them, and where the two differ."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from tests.attainment.judge import World, judge_all


def differences(connection: duckdb.DuckDBPyConnection, run_date: date) -> Iterator[str]:
    """Yield a sentence for each column of ``fct_attainment`` that is not what Python makes of it."""
    world = World(
        run_date,
        *(
            {row[key]: row for row in _rows(connection, table)}
            for table, key in (
                ("dim_indicator", "indicator_key"),
                ("dim_locality", "locality_key"),
                ("dim_level", "level_key"),
                ("dim_document", "document_key"),
            )
        ),
        actuals=_rows(connection, "fct_actual"),
    )
    expected = judge_all(world, _rows(connection, "fct_target"))
    found = {row["target_key"]: row for row in _rows(connection, "fct_attainment")}
    for key in expected.keys() ^ found.keys():
        yield f"{key} is judged by one of the two only"
    for key in expected.keys() & found.keys():
        for column, value in expected[key].items():
            if not _same(found[key][column], value):
                yield f"{key}: {column} is {found[key][column]!r}, not {value!r} ({expected[key]['reason']})"


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    result = connection.execute(f"select * from {table}")
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _same(found: Any, expected: Any) -> bool:
    if isinstance(expected, Decimal) and found is not None:
        return abs(Decimal(repr(float(found))) - expected) < Decimal("0.000002")
    return bool(found == expected)

"""Contracts: what must hold of a whole export; a file that breaks it is quarantined, whoever printed it.

Rows that cannot be placed are kept apart one by one (their ``problem``); what is checked here makes the whole
file doubtful: yesterday's stays current until a person releases the new one. ``violations`` asks the file
alone, ``losses`` asks what it held beside the version before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import duckdb

from ingest.exports.mapping import ExportMapping

MOST_TEXT = 0.2  # share of a column's figures that may be no numbers
MOST_PERCENT = 1000
_SHOWN = 3
# what one figure is of
_IDENTITY = "indicator, unit, level, locality_units, locality_code, year, is_derived"


@dataclass(frozen=True, slots=True)
class Held:
    """What one version of an export held: its usable figures, and its localities by year."""

    figures: int
    localities: dict[int, int]


def violations(connection: duckdb.DuckDBPyConnection, mapping: ExportMapping) -> list[str]:
    """Return one clause for each way in which the figures (a view ``read``) break the contract."""
    return [
        *_retyped(connection),
        *_out_of_years(connection, mapping),
        *_impossible(connection),
        *_out_of_scale(connection, mapping),
        *_twice(connection),
        *_localities(held(connection), mapping),
    ]


def held(connection: duckdb.DuckDBPyConnection, figures: str = "read") -> Held:
    """Return what the figures of the relation ``figures`` hold, those with a problem left out."""
    rows = connection.execute(
        f"""
        with standing as (
            select year, locality_units, locality_code, count(*) as figure_count from {figures}
            where coalesce(problem, '') = '' group by year, locality_units, locality_code
        )
        select year, sum(figure_count)::bigint, count(*) filter (locality_code <> '') from standing
        group by year order by year
        """
    ).fetchall()
    return Held(sum(count for _, count, _ in rows), {year: places for year, _, places in rows if places})


def losses(now: Held, before: Held, mapping: ExportMapping) -> list[str]:
    """Return one clause for each way in which a version holds less than the good one before it."""
    return [*_fewer_localities(now, before, mapping), *_moved(now, before, mapping)]


def _retyped(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    rows = connection.execute(
        f"""
        select column_name, count(*) filter (value is null) as texts, count(*) as figures,
            any_value(cell_text) filter (value is null) as example
        from read group by column_name having texts > {MOST_TEXT} * figures order by column_name
        """
    ).fetchall()
    for column, texts, figures, example in rows:
        yield f"holds text in {texts} of {figures} cells of column {column!r}, such as {example!r}"


def _out_of_years(connection: duckdb.DuckDBPyConnection, mapping: ExportMapping) -> Iterator[str]:
    if mapping.contract.years is None:
        return
    first, last = mapping.contract.years
    years = connection.execute(
        f"select distinct year from read where year not between {first} and {last} order by year"
    ).fetchall()
    if years:
        yield f"has figures of {_listed([year for (year,) in years])}, outside {first} to {last}"


def _impossible(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """A share is not negative, nor more than ten times all of something, whatever the index's scale."""
    rows = connection.execute(
        f"""
        select column_name, count(*), any_value(cell_text) from read
        where problem = '' and unit = 'percent' and value not between 0 and {MOST_PERCENT}
        group by column_name order by column_name
        """
    ).fetchall()
    for column, count, example in rows:
        yield f"has {count} figures that are no percent in column {column!r}, such as {example!r}"


def _out_of_scale(connection: duckdb.DuckDBPyConnection, mapping: ExportMapping) -> Iterator[str]:
    for figures in mapping.values:
        low, high = figures.lowest, figures.highest
        if low is None and high is None:
            continue
        row = connection.execute(
            """
            select count(*), any_value(cell_text), any_value(locality_text), any_value(year) from read
            where indicator = coalesce(nullif($indicator, ''), indicator) and unit = $unit and problem = ''
                and (value < $low or value > $high)
            """,
            {
                "indicator": figures.indicator,
                "unit": figures.unit,
                "low": float("-inf") if low is None else low,
                "high": float("inf") if high is None else high,
            },
        ).fetchone()
        if row and row[0]:
            yield (
                f"has {row[0]} figures outside its scale of {_bound(low)} to {_bound(high)} in column "
                f"{figures.column!r}, such as {row[1]!r} ({row[2]}, {row[3]})"
            )


def _bound(number: float | None) -> str:
    return "any" if number is None else f"{number:g}"


def _twice(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    found = connection.execute(
        f"""
        select {_IDENTITY}, count(*) over () as groups from read where problem = ''
        group by {_IDENTITY} having count(*) > 1 order by min(row_number), indicator limit 1
        """
    ).fetchone()
    if not found:
        return
    *identity, groups = found
    is_it = " and ".join(f"{name} is not distinct from ?" for name in _IDENTITY.split(", "))
    rows = connection.execute(
        f"select row_number, locality_text, year, indicator from read where problem = '' and {is_it} "
        f"order by row_number limit {_SHOWN + 1}",
        identity,
    ).fetchall()
    _, name, year, indicator = rows[0]
    more = f" and {groups - 1} more" if groups > 1 else ""
    lines = _listed([row_number for row_number, *_ in rows])
    yield f"gives {indicator} of {name} for {year} more than once (rows {lines}){more}"


def _localities(now: Held, mapping: ExportMapping) -> Iterator[str]:
    expected = mapping.contract.localities
    if expected is not None:
        for year, count in now.localities.items():
            wanted = expected if isinstance(expected, int) else expected.get(year)
            if wanted is not None and count != wanted:
                yield f"has {count} localities for {year}, not {wanted}"
        return
    if mapping.contract.partial:
        return
    for (year, count), (next_year, next_count) in pairwise(now.localities.items()):
        if next_count < count:
            yield f"has {next_count} localities for {next_year}, fewer than the {count} for {year}"


def _fewer_localities(now: Held, before: Held, mapping: ExportMapping) -> Iterator[str]:
    if mapping.contract.localities is not None or mapping.contract.partial:
        return
    for year, count in now.localities.items():
        known = before.localities.get(year, 0)
        if count < known:
            yield f"has {count} localities for {year}, fewer than the {known} known before"


def _moved(now: Held, before: Held, mapping: ExportMapping) -> Iterator[str]:
    most = mapping.contract.most_change
    if most is None or not before.figures:
        return
    change = abs(now.figures - before.figures) / before.figures
    if change > most:
        yield f"has {now.figures} figures after {before.figures}; a change of at most {most:.0%} is expected"


def _listed(items: list[int]) -> str:
    shown = ", ".join(map(str, items[:_SHOWN]))
    return f"{shown} ..." if len(items) > _SHOWN else shown

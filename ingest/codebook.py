"""The codebook: indicators (seed ``indicators``), and the levels and units that figures have."""

import csv
import functools
from typing import Literal, get_args

from ingest.folders import SEEDS

Level = Literal["all", "province", "district", "commune", "village", "national"]
Unit = Literal["percent", "count", "rank", "score", "vnd", "usd", "day", "ratio"]

LEVELS: tuple[str, ...] = get_args(Level)
UNITS: tuple[str, ...] = get_args(Unit)


@functools.cache
def entries() -> tuple[dict[str, str], ...]:
    """Return the indicators with their names, units and areas, in the order of the seed."""
    with (SEEDS / "indicators.csv").open(encoding="utf-8", newline="") as seed:
        return tuple(csv.DictReader(seed))


@functools.cache
def codes_of(seed: str, column: str) -> tuple[str, ...]:
    """Return the codes that a column of a seed holds, each once, in the order of the seed."""
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(dict.fromkeys(row[column] for row in csv.DictReader(file)))


@functools.cache
def shared_indicators() -> tuple[tuple[str, str], ...]:
    """Return each index with the beginning of the codes of indicators that others measure too."""
    with (SEEDS / "indices.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple((row["index_code"], row["prefix"]) for row in rows if row["is_exclusive"] == "false")


@functools.cache
def codebook() -> tuple[str, ...]:
    """Return the codes of all indicators."""
    return tuple(row["code"] for row in entries())

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
def codebook() -> tuple[str, ...]:
    """Return the codes of all indicators."""
    with (SEEDS / "indicators.csv").open(encoding="utf-8", newline="") as seed:
        return tuple(row["code"] for row in csv.DictReader(seed))

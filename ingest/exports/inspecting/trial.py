"""Trials: an export read once by a mapping, what came out of it, and the contract it keeps."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingest.exports.mapping import ExportMapping
from ingest.exports.reading import ExportReading, read_export

_COMMON = {"reading_key": "trial", "document_key": "trial", "sha256": "", "reader_version": ""}
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Trial:
    """What a mapping read from a file."""

    outcome: ExportReading
    indicators: dict[str, int]  # figures without a problem
    sheets: tuple[str, ...]
    problems: tuple[tuple[str, int], ...]  # each with the figures that have it, the most frequent first

    @property
    def good(self) -> int:
        """Return the figures that can become facts."""
        return self.outcome.figures - self.outcome.problems


def try_mapping(file: Path, mapping: Mapping[str, Any]) -> Trial:
    """Read ``file`` by a mapping. Raises ``Unreadable``."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "figures.parquet"
        outcome = read_export(file, ExportMapping.model_validate(dict(mapping)), _COMMON, target)
        with duckdb.connect() as connection:
            connection.read_parquet(str(target)).create_view("read")
            indicators = connection.execute(
                "select indicator, count(*) from read where problem = '' group by 1 order by 1"
            ).fetchall()
            sheets = connection.execute("select distinct sheet from read order by 1").fetchall()
            problems = connection.execute(
                "select problem, count(*) from read where problem <> '' group by 1 order by 2 desc, 1 "
                f"limit {_SHOWN}"
            ).fetchall()
    return Trial(outcome, dict(indicators), tuple(name for (name,) in sheets), tuple(problems))


def contract_of(trial: Trial) -> dict[str, Any]:
    """Return the contract that a file keeps: its years, and how many localities each year has.

    Years with fewer than the one before make it partial: which of them are whole, only a person knows.
    """
    counts = trial.outcome.held.localities
    if not counts:
        return {}
    years = [min(counts), max(counts)]
    if len(set(counts.values())) == 1:
        return {"localities": next(iter(counts.values()))}
    ordered = [counts[year] for year in sorted(counts)]
    return {"years": years, "partial": True} if ordered != sorted(ordered) else {"localities": dict(counts)}

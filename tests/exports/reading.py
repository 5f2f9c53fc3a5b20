"""Helpers: an export written to a file, and its figures read back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingest.exports import ExportMapping, ExportReading, read_export

COMMON = {"reading_key": "reading", "document_key": "document", "sha256": "0" * 64, "reader_version": "1"}


@dataclass(frozen=True)
class Read:
    """What a file gave, and its rows."""

    outcome: ExportReading
    rows: list[dict[str, Any]]

    def figures(self, *fields: str) -> list[tuple[Any, ...]]:
        """Return some fields of every row, in order of rows and columns."""
        return [tuple(row[field] for field in fields) for row in self.rows]


def read_file(file: Path, mapping: dict[str, Any]) -> Read:
    """Read an export by a mapping written as in a catalogue."""
    target = file.parent / "figures.parquet"
    outcome = read_export(file, ExportMapping.model_validate(mapping), COMMON, target)
    found = duckdb.sql(f"select * from '{target}' order by row_number, indicator, year")
    names = found.columns
    return Read(outcome, [dict(zip(names, row, strict=True)) for row in found.fetchall()])


def read_csv(folder: Path, text: str, **mapping: Any) -> Read:
    """Read a CSV; unless stated its columns are the PAR INDEX of provinces by year."""
    file = folder / "export.csv"
    file.write_text(text, encoding="utf-8")
    return read_file(file, PAR_INDEX | mapping)


PAR_INDEX: dict[str, Any] = {
    "locality": "Tỉnh",
    "year": "Năm",
    "values": [
        {"column": "Điểm", "indicator": "par_index_score", "unit": "percent", "lowest": 0, "highest": 100},
        {"column": "Hạng", "indicator": "par_index_rank", "unit": "rank"},
    ],
    "contract": {"partial": True},
}

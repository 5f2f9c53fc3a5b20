"""The published marts as the reports need them: the queries of ``queries/``, read in one go."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

QUERIES = Path(__file__).parent / "queries"
COUNTRY = "country"
KEYS = {
    "statements": "statement_key",
    "documents": "document_key",
    "national_targets": "national_target_key",
}

Row = Mapping[str, Any]  # one row of a query, by column


@dataclass(frozen=True, slots=True)
class Marts:
    """One row per query row; ``of(query, page)`` gives those of one page, in the query's order."""

    tables: Mapping[str, tuple[Row, ...]]
    by_page: Mapping[tuple[str, str], tuple[Row, ...]]
    keyed: Mapping[str, Mapping[str, Row]]

    @property
    def run(self) -> Row:
        """The run that made the marts."""
        return self.tables["run"][0]

    def of(self, query: str, page_key: str) -> tuple[Row, ...]:
        """Return the rows of a query that belong to a page: a province of the run's date, or the country."""
        return self.by_page.get((query, page_key), ())

    def by_key(self, query: str) -> Mapping[str, Row]:
        """Return the rows of a query that has a key (``KEYS``), by it, in the query's order."""
        return self.keyed[query]


def read_marts(file: Path) -> Marts:
    """Run every query on the marts in ``file``, through one read-only connection: one version, no mixture."""
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = {query.stem: _rows(connection, query) for query in sorted(QUERIES.glob("*.sql"))}
    by_page: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for query, rows in tables.items():
        for row in rows:
            if row.get("page_key"):
                by_page[query, row["page_key"]].append(row)
    keyed = {query: {row[key]: row for row in tables[query]} for query, key in KEYS.items()}
    return Marts(tables, {key: tuple(rows) for key, rows in by_page.items()}, keyed)


def _rows(connection: duckdb.DuckDBPyConnection, query: Path) -> tuple[Row, ...]:
    found = connection.execute(query.read_text("utf-8"))
    names = [column[0] for column in found.description]
    return tuple(dict(zip(names, row, strict=True)) for row in found.fetchall())

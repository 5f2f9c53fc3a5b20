"""Figures: the cells of a headed grid as one row each, with locality, year, indicator and number.

A batch of rows at a time, and column by column: DuckDB says what the distinct cells of a column mean, Arrow
and NumPy give it to the rows. A file of millions of rows so takes seconds and little memory.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from ingest.exports import cell_sql
from ingest.exports.cells import Batch, Column, is_filled
from ingest.exports.column_figures import Asked, ColumnFigures
from ingest.exports.headings import Headed
from ingest.exports.mapping import ExportMapping, YearsAcross
from ingest.exports.places import Places
from ingest.grids import Rows

# Formats in which a table can have something else below it; in the others a blank row is only that.
_WITH_A_FOOT = ("xlsx", "xls", "ods", "html", "pdf", "docx")
_FIRST_CELLS = 4  # a label below the table stands in one of these


@dataclass(slots=True)
class FigureReader:
    """Reads the figures of one headed grid; ``left_below`` counts the filled rows below its end."""

    headed: Headed
    mapping: ExportMapping
    common: Mapping[str, str]  # what all figures share: keys of reading and document, version of the reader
    decimals: Mapping[str, str] = field(default_factory=dict)  # of columns whose mark was looked for
    left_below: int = 0

    def tables(self, connection: duckdb.DuckDBPyConnection) -> Iterator[pa.Table]:
        """Yield the figures, a batch of rows at a time, as columns of the dataset ``values``."""
        has_foot = self.headed.grid.format in _WITH_A_FOOT
        places = Places(self.mapping)
        is_over = False
        for rows in self.headed.grid.walk():
            if is_over:
                self.left_below += len(Batch.of(rows, 0))
                continue
            end = self._end(connection, rows) if has_foot else None
            if end is not None:
                is_over = True
                self.left_below += len(Batch.of(rows, end))
            batch = Batch.of(rows, self.headed.last_heading, end)
            found = [self._figures(asked, batch, places, connection) for asked in self._asked()]
            yield pa.concat_tables(found).unify_dictionaries()

    def _figures(
        self, asked: Asked, batch: Batch, places: Places, connection: duckdb.DuckDBPyConnection
    ) -> pa.Table:
        return ColumnFigures(asked, batch, self.headed, self.mapping, places, connection).table(self.common)

    def _end(self, connection: duckdb.DuckDBPyConnection, rows: Rows) -> int | None:
        """Return the number of the first row behind the data: a blank one, or one with a label of a foot."""
        numbers = rows.row_numbers.to_numpy()
        is_end = ~is_filled(rows)
        for texts in rows.text.columns[:_FIRST_CELLS]:
            is_end |= Column.of(texts).where(connection, cell_sql.is_foot())
        found = numbers[is_end & (numbers > self.headed.last_heading)]
        return int(found.min()) if len(found) else None

    def _asked(self) -> Iterator[Asked]:
        """Yield each column of figures."""
        for figures in self.mapping.figures_in(self.headed.grid.name):
            decimal = self.decimals.get(figures.column, self.mapping.decimal)
            if self.mapping.layout == "profile":
                years = self.headed.years
            elif isinstance(self.mapping.year, YearsAcross):
                years = self.headed.years_of(figures.column)
            else:
                yield Asked(figures, self.headed.columns[figures.column], decimal)
                continue
            for column, year in years.items():
                yield Asked(figures, column, decimal, year)

"""The figures of one column: which rows have one, its number, what it is of, what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.exports import cell_sql
from ingest.exports.cells import Batch, Codes, Column, Mask, as_mask, picked, repeated, taken
from ingest.exports.headings import Headed
from ingest.exports.keys import value_keys
from ingest.exports.mapping import ExportMapping, Figures, YearOfSheet
from ingest.exports.places import Place, Places
from ingest.exports.problems import Problems
from ingest.records import VALUES

Columns = dict[str, pa.Array]


@dataclass(frozen=True, slots=True)
class Asked:
    """Figures that a mapping asks for, the column they stand in, and how their numbers are written."""

    figures: Figures
    column: int
    decimal: str
    year: int | None = None  # of a column of years across

    @property
    def name(self) -> str:
        """Return what the column is called."""
        return self.figures.column if self.year is None else str(self.year)


@dataclass(frozen=True, slots=True)
class ColumnFigures:
    """Reads the figures of one column in a batch of rows."""

    asked: Asked
    batch: Batch
    headed: Headed
    mapping: ExportMapping
    places: Places
    connection: duckdb.DuckDBPyConnection

    def table(self, common: Mapping[str, str]) -> pa.Table:
        """Return the figures as columns of the dataset ``values``; ``common`` is what all of them share."""
        values = self._values()
        rows = self._have_a_figure(values)
        all_rows = {
            "row_number": self.batch.row_numbers,
            "locality_text": self._names(),
            "year": self._years(),
            "indicator": self._indicators(),
            "cell_text": self.batch.column(self.asked.column).texts(),
            "row_text": self.batch.row_texts,
            "value": values,
        }
        figures = {name: picked(column, rows) for name, column in all_rows.items()}
        codes, places = self.places.of(figures["locality_text"], figures["year"])
        figures["locality_code"] = taken(pa.array([place.code for place in places], pa.string()), codes)
        figures["locality_units"] = taken(pa.array([place.units for place in places], pa.string()), codes)
        figures["problem"] = self._problems(figures, rows, codes, places)
        return pa.table(figures | self._shared(figures, common)).select(VALUES.names)

    def _shared(self, figures: Columns, common: Mapping[str, str]) -> Columns:
        """Return the columns that say the same of each figure, and the keys."""
        asked, sheet, count = self.asked.figures, self.headed.grid.name, len(figures["row_number"])
        part = self.headed.grid.part
        column = self.asked.name if part == 1 else f"{self.asked.name} ({part})"
        said = {
            **common,
            "sheet": sheet,
            "level": self.mapping.level,
            "unit": asked.unit,
            "column_name": column,
        }
        place = (common["document_key"], sheet, column)
        keys = value_keys(place, figures["row_number"], figures["indicator"])
        is_derived = pa.repeat(asked.is_derived or bool(asked.share_of), count)
        same = {name: repeated(value, count) for name, value in said.items()}
        return {**same, "value_key": keys, "is_derived": is_derived}

    # --- which rows, and their numbers ---

    def _have_a_figure(self, values: pa.DoubleArray) -> Mask:
        printed = self.batch.column(self.asked.column)
        rows = ~printed.where(self.connection, cell_sql.is_missing(self.asked.figures))
        if self.asked.figures.zero_is_missing:
            rows &= ~as_mask(pc.equal(values, 0))
        return rows & self._is_labelled() if self.mapping.layout == "profile" else rows

    def _is_labelled(self) -> Mask:
        """Return the row of a profile that is meant: its label stands before the years."""
        condition = cell_sql.is_label(self.asked.figures.column)
        rows = np.zeros(len(self.batch), bool)
        for column in range(max(1, min(self.headed.years))):
            rows |= self.batch.column(column).where(self.connection, condition)
        return rows

    def _values(self) -> pa.DoubleArray:
        own = self._numbers(self.asked.column)
        if not self.asked.figures.share_of:
            return own
        whole = self._numbers(self.headed.columns[self.asked.figures.share_of])
        not_zero = pc.if_else(pc.equal(whole, 0), pa.scalar(None, pa.float64()), whole)
        return pc.divide(pc.multiply(own, 100.0), not_zero)

    def _numbers(self, number: int) -> pa.DoubleArray:
        """Return the numbers of a column: as they are stored, else as they are printed."""
        column = self.batch.column(number)
        stored = self._stored(number, column)
        if stored is not None and not stored.null_count:
            return stored
        read = column.said(self.connection, cell_sql.number(self.asked.figures, self.asked.decimal))
        printed = read.take(pa.array(column.codes))
        return printed if stored is None else pc.coalesce(stored, printed)

    def _stored(self, number: int, column: Column) -> pa.DoubleArray | None:
        """Return the numbers that a workbook stores: 0.875 where it shows 87.5%, which is meant.

        An index on a scale up to 1 means the number itself.
        """
        figures = self.asked.figures
        stored = None if figures.pattern else self.batch.numbers.get(number)
        if stored is None or (figures.highest is not None and figures.highest <= 1):
            return stored
        is_percent = pa.array(column.where(self.connection, cell_sql.IS_PERCENT))
        return pc.if_else(is_percent, pc.round(pc.multiply(stored, 100.0), 9), stored)

    # --- what they are figures of ---

    def _names(self) -> pa.DictionaryArray:
        if self.mapping.layout == "profile":
            return repeated(self.mapping.locality, len(self.batch))
        is_pair = self.mapping.layout == "pairs"
        headed, figures = self.headed, self.asked.figures
        column = self.batch.column(
            headed.names[figures.column] if is_pair else headed.columns[self.mapping.locality]
        )
        names = column.said(self.connection, cell_sql.NAME)
        return taken(names, column.codes)

    def _years(self) -> pa.Int32Array:
        year = self.mapping.year
        if isinstance(year, str):
            column = self.batch.column(self.headed.columns[year])
            years = column.said(self.connection, cell_sql.YEAR)
            return years.take(pa.array(column.codes))
        if isinstance(year, YearOfSheet):
            known = year.of(self.headed.grid.name)
        else:
            known = year if isinstance(year, int) else self.asked.year
        return pa.repeat(pa.scalar(known, pa.int32()), len(self.batch))

    def _indicators(self) -> pa.DictionaryArray:
        named = self.mapping.indicators
        if self.asked.figures.indicator or named is None:
            return repeated(self.asked.figures.indicator, len(self.batch))
        column = self.batch.column(self.headed.columns[named.column])
        codes = column.said(self.connection, cell_sql.indicator(named.codes))
        return taken(codes, column.codes)

    # --- what is wrong with them ---

    def _problems(
        self, figures: Columns, rows: Mask, codes: Codes, places: Sequence[Place]
    ) -> pa.DictionaryArray:
        """Return the first thing that is wrong with each figure; one without can become a fact."""
        problems = Problems(len(codes))
        problems.add_each(*self._no_numbers(figures))
        why = [place.why for place in places]
        has_none = np.array([bool(text) for text in why], bool)[codes]
        problems.add_each(has_none, codes[has_none], why)
        for is_held, because in self._withheld(figures["year"], rows):
            problems.add(is_held, because)
        problems.add(as_mask(figures["year"].is_null()), "the year cannot be read")
        problems.add_each(*_not_mapped(figures["indicator"]))
        return problems.column()

    def _no_numbers(self, figures: Columns) -> tuple[Mask, Codes, list[str]]:
        is_none = as_mask(figures["value"].is_null())
        cells = Column.of(picked(figures["cell_text"], is_none).dictionary_decode())
        said = cells.said(self.connection, cell_sql.no_number(self.asked.figures, self.asked.decimal))
        return is_none, cells.codes, said.to_pylist()

    def _withheld(self, years: pa.Int32Array, rows: Mask) -> Iterator[tuple[Mask, str]]:
        """Yield the figures that the mapping keeps apart, and why; what it names first comes last."""
        for held in reversed(self.mapping.withheld):
            if held.columns and self.asked.figures.column not in held.columns:
                continue
            is_held = np.ones(len(years), bool)
            if held.years:
                is_held &= as_mask(pc.is_in(years, pa.array(held.years, pa.int32())))
            if held.where:
                marks = self.batch.column(self.headed.columns[held.where])
                is_marked = marks.where(self.connection, cell_sql.is_label(held.has))
                is_held &= is_marked[rows]
            yield is_held, held.because


def _not_mapped(indicators: pa.DictionaryArray) -> tuple[Mask, Codes, list[str]]:
    """Return the figures whose indicator the mapping does not know, and what to say of each indicator."""
    names = indicators.dictionary.to_pylist()
    codes = indicators.indices.to_numpy()
    is_unknown = np.array([name.startswith("?") for name in names], bool)
    said = [f"the indicator '{name[1:]}' is not in the mapping" for name in names]
    return is_unknown[codes], codes[is_unknown[codes]], said

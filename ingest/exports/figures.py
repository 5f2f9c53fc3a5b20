"""Figures: the cells of a headed grid as one row each, with locality, year, indicator and number.

Everything row by row is SQL over Arrow, a batch of rows at a time, so that a file of millions of rows takes
seconds and little memory; only the distinct names of localities are looked up one by one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from ingest import localities
from ingest.exports.headings import Headed
from ingest.exports.mapping import ExportMapping, Figures, YearOfSheet, YearsAcross
from ingest.exports.numbers import number_sql
from ingest.exports.words import plain, words
from ingest.grids import Rows

# Formats in which a table can have something else below it; in the others a blank row is only that.
_WITH_A_FOOT = ("xlsx", "xls", "ods", "html", "pdf", "docx")
_PLAIN = r"lower(trim(regexp_replace({0}, '\s+', ' ', 'g')))"
_YEARS = (  # in a column of years: "2022", "Năm 2022", "2022.0", or a day of the year
    r"^\s*(?:năm\s+)?((?:19|20)[0-9]{2})(?:\.0+)?\s*$",
    r"^\s*((?:19|20)[0-9]{2})-[0-9]{2}-[0-9]{2}(?:[ t]00:00:00)?\s*$",
    r"^\s*[0-9]{1,2}/[0-9]{1,2}/((?:19|20)[0-9]{2})\s*$",
)
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
        is_over = False
        for rows in self.headed.grid.walk():
            batch = _as_table(rows)
            connection.register("batch", batch)
            if is_over:
                self.left_below += _count_filled(connection, batch, 0)
                continue
            end = self._end(connection, batch) if has_foot else None
            if end is not None:
                is_over = True
                self.left_below += _count_filled(connection, batch, end)
            yield self._read(connection, batch, end)

    def _end(self, connection: duckdb.DuckDBPyConnection, batch: pa.Table) -> int | None:
        """Return the number of the first row behind the data: a blank one, or one with a label of a foot."""
        cells = [name for name in batch.column_names if name.startswith("c")]
        foot = ", ".join(quoted(label) for label in sorted(words("foot_labels")))
        labels = [f"{_PLAIN.format(name)} in ({foot})" for name in cells[:_FIRST_CELLS]]
        blank = f"concat({', '.join(cells)}) = ''"
        found = connection.execute(
            f"select min(row_number) from batch where row_number > {self.headed.last_heading} "
            f"and ({blank} or {' or '.join(labels)})"
        ).fetchone()
        return found[0] if found else None

    def _read(self, connection: duckdb.DuckDBPyConnection, batch: pa.Table, end: int | None) -> pa.Table:
        cells = [name for name in batch.column_names if name.startswith("c")]
        below = "" if end is None else f" and row_number < {end}"
        parts = " union all ".join(self._selects(batch.column_names))
        connection.execute(
            f"""
            create or replace temp table cells as
            select *, concat_ws(' | ', {", ".join(cells)}) as row_text
            from batch
            where row_number > {self.headed.last_heading}{below} and concat({", ".join(cells)}) <> ''
            """
        )
        connection.execute(f"create or replace temp table figures as {parts}")
        connection.register("places", self._places(connection))
        return connection.execute(self._placed()).to_arrow_table()

    def _placed(self) -> str:
        """Return the SQL of the figures with their places, problems, keys and what they share."""
        shared = {**self.common, "sheet": self.headed.grid.name, "level": self.mapping.level}
        constants = ", ".join(f"{quoted(value)} as {name}" for name, value in shared.items())
        document, sheet = quoted(self.common["document_key"]), quoted(self.headed.grid.name)
        return _PLACED.format(constants=constants, document=document, sheet=sheet)

    # --- what is selected ---

    def _selects(self, there: list[str]) -> Iterator[str]:
        """Yield one query for each column of figures."""
        for figures in self.mapping.figures_in(self.headed.grid.name):
            if self.mapping.layout == "profile":
                where = self._is_labelled(figures)
                for column, year in self.headed.years.items():
                    yield self._select(figures, column, there, str(year), where)
            elif isinstance(self.mapping.year, YearsAcross):
                for column, year in self.headed.years_of(figures.column).items():
                    yield self._select(figures, column, there, str(year))
            else:
                yield self._select(figures, self.headed.columns[figures.column], there)

    def _is_labelled(self, figures: Figures) -> str:
        """Return the SQL of the row of a profile that is meant: its label stands before the years."""
        label = quoted(plain(figures.column))
        before = range(max(1, min(self.headed.years)))
        return "(" + " or ".join(f"{_PLAIN.format(f'c{column}')} = {label}" for column in before) + ")"

    def _select(
        self, figures: Figures, column: int, there: list[str], year: str = "", where: str = "true"
    ) -> str:
        cell = f"c{column}"
        value = self._value(figures, column, there)
        name = quoted(year or figures.column)
        return f"""
            select row_number, {self._locality(figures)} as locality_text, {self._year(year)} as year,
                {self._indicator(figures)} as indicator, {quoted(figures.unit)} as unit,
                {name} as column_name, {cell} as cell_text, row_text, {value} as value,
                {str(figures.is_derived or bool(figures.share_of)).lower()} as is_derived,
                {self._withheld(figures, year)} as withheld,
                {self._is_ambiguous(figures, cell)} as is_ambiguous
            from cells
            where {where} and lower(trim({_meant(figures, cell)})) not in ({_missing()})
                {self._not_zero(figures, value)}
            """

    def _value(self, figures: Figures, column: int, there: list[str]) -> str:
        own = self._number(figures, column, there)
        if not figures.share_of:
            return own
        whole = self._number(figures, self.headed.columns[figures.share_of], there)
        return f"100 * ({own}) / nullif({whole}, 0)"

    def _number(self, figures: Figures, column: int, there: list[str]) -> str:
        """Return the SQL of a cell's number: as it is stored, else as it is printed."""
        printed = f"c{column}"
        decimal = self.decimals.get(figures.column, self.mapping.decimal)
        if figures.pattern:
            printed = _part(figures, printed)
        is_rank = figures.unit == "rank"
        if decimal == "auto":
            read = _either_sql(printed, figures, is_rank)
        else:
            read = number_sql(printed, decimal, is_rank=is_rank)
        if f"n{column}" not in there or figures.pattern:
            return read
        return f"coalesce({_stored(figures, column)}, {read})"

    def _is_ambiguous(self, figures: Figures, cell: str) -> str:
        """Return the SQL that tells whether a cell is a number in two ways."""
        if self.decimals.get(figures.column, self.mapping.decimal) != "auto" or figures.pattern:
            return "false"
        point, comma = (number_sql(cell, mark, is_rank=figures.unit == "rank") for mark in ".,")
        return f"({point}) is not null and ({comma}) is not null"

    def _locality(self, figures: Figures) -> str:
        if self.mapping.layout == "profile":
            return quoted(self.mapping.locality)
        if self.mapping.layout == "pairs":
            return f"trim(c{self.headed.names[figures.column]})"
        return f"trim(c{self.headed.columns[self.mapping.locality]})"

    def _year(self, across: str) -> str:
        year = self.mapping.year
        if across:
            return f"cast({across} as integer)"
        if isinstance(year, int):
            return f"cast({year} as integer)"
        if isinstance(year, YearOfSheet):
            return f"cast({year.of(self.headed.grid.name) or 'null'} as integer)"
        assert isinstance(year, str)
        printed = f"c{self.headed.columns[year]}"
        parts = (f"regexp_extract(lower({printed}), '{shape}', 1)" for shape in _YEARS)
        searched = f"try_cast(nullif(concat({', '.join(parts)}), '') as integer)"
        plain = f"try_cast({printed} as integer)"  # most cells are plain years, which a cast reads faster
        return f"case when {plain} between 1900 and 2099 then {plain} else {searched} end"

    def _indicator(self, figures: Figures) -> str:
        if figures.indicator or self.mapping.indicators is None:
            return quoted(figures.indicator)
        column = f"c{self.headed.columns[self.mapping.indicators.column]}"
        cases = " ".join(
            f"when {quoted(plain(name))} then {quoted(code)}"
            for name, code in self.mapping.indicators.codes.items()
        )
        return f"coalesce(case {_PLAIN.format(column)} {cases} end, '?' || trim({column}))"

    def _withheld(self, figures: Figures, year: str) -> str:
        """Return the SQL of why a figure is kept apart by its mapping, or ''."""
        cases = []
        for held in self.mapping.withheld:
            if held.columns and figures.column not in held.columns:
                continue
            conditions = ["true"]
            if held.years:
                conditions.append(f"({self._year(year)}) in ({', '.join(map(str, held.years))})")
            if held.where:
                marked = _PLAIN.format(f"c{self.headed.columns[held.where]}")
                conditions.append(f"{marked} = {quoted(plain(held.has))}")
            cases.append(f"when {' and '.join(conditions)} then {quoted(held.because)}")
        return f"case {' '.join(cases)} else '' end" if cases else "''"

    def _not_zero(self, figures: Figures, value: str) -> str:
        return f"and coalesce({value}, 1) <> 0" if figures.zero_is_missing else ""

    # --- localities ---

    def _places(self, connection: duckdb.DuckDBPyConnection) -> pa.Table:
        """Return each distinct name and year with the locality it stands for, or why it stands for none."""
        distinct = connection.execute("select distinct locality_text, year from figures").fetchall()
        found = [self._place(name, year) for name, year in sorted(distinct, key=str)]
        return pa.Table.from_pylist(found, schema=_PLACES)

    def _place(self, name: str, year: int | None) -> dict[str, Any]:
        row: dict[str, Any] = {"name": name, "of_year": year, "code": "", "units": "", "why": ""}
        if year is None:
            return row
        on = self.mapping.boundary_day(year)
        place = localities.resolve(name, on, code_system=self.mapping.code_system)
        if place is None:
            return row | {"why": localities.why_unresolved(name, on)}
        return row | {"code": place.code, "units": place.units}


_PLACES = pa.schema(
    [
        ("name", pa.string()),
        ("of_year", pa.int32()),
        ("code", pa.string()),
        ("units", pa.string()),
        ("why", pa.string()),
    ]
)

# The first thing that is wrong with a figure is its problem; a figure without one can become a fact.
_PLACED = """
select
    figures.* exclude (withheld, is_ambiguous),
    {constants},
    left(
        sha256(
            concat_ws(
                chr(31), {document}, {sheet}, figures.row_number, figures.column_name, figures.indicator
            )
        ),
        32
    ) as value_key,
    coalesce(places.code, '') as locality_code,
    coalesce(places.units, '') as locality_units,
    case
        when figures.indicator like '?%'
            then 'the indicator ''' || figures.indicator[2:] || ''' is not in the mapping'
        when figures.year is null then 'the year cannot be read'
        when figures.withheld <> '' then figures.withheld
        when places.why <> '' then places.why
        when figures.value is null then '''' || figures.cell_text || ''' is not a number'
            || case when figures.is_ambiguous then ' that can be read in one way only' else '' end
        else ''
    end as problem
from figures
left join places
    on figures.locality_text = places.name and coalesce(figures.year, 0) = coalesce(places.of_year, 0)
"""


def _part(figures: Figures, cell: str) -> str:
    """Return the SQL of the part of a cell that the pattern means; '' where it fits nothing."""
    group = re.compile(figures.pattern).groupindex["value"]
    return f"regexp_extract({cell}, {quoted(figures.pattern)}, {group})"


def _meant(figures: Figures, cell: str) -> str:
    """Return the SQL of what may say "no figure": a cell, or the part of it that its pattern means."""
    if not figures.pattern:
        return cell
    fits = f"regexp_matches({cell}, {quoted(figures.pattern)})"
    return f"case when {fits} then {_part(figures, cell)} else {cell} end"


def _either_sql(printed: str, figures: Figures, is_rank: bool) -> str:
    """Return the SQL of a number whose decimal mark is not known: read where only one reading is possible."""
    point = number_sql(printed, ".", is_rank=is_rank)
    comma = number_sql(printed, ",", is_rank=is_rank)
    low = "-1e308" if figures.lowest is None else str(figures.lowest)
    high = "1e308" if figures.highest is None else str(figures.highest)
    return f"""case
        when ({point}) is null then {comma}
        when ({comma}) is null or ({point}) = ({comma}) then {point}
        when ({point}) between {low} and {high} and ({comma}) not between {low} and {high} then {point}
        when ({comma}) between {low} and {high} and ({point}) not between {low} and {high} then {comma}
        end"""


def _stored(figures: Figures, column: int) -> str:
    """Return the SQL of a number as its workbook stores it: 0.875 where it shows 87.5%, which is meant.

    An index on a scale up to 1 means the number itself.
    """
    stored = f"n{column}"
    if figures.highest is not None and figures.highest <= 1:
        return stored
    return f"case when ends_with(c{column}, '%') then round(100 * {stored}, 9) else {stored} end"


def _as_table(rows: Rows) -> pa.Table:
    """Return a batch with its row numbers, cells ``c0`` ... and stored numbers ``n0`` ..."""
    columns = {"row_number": rows.row_numbers}
    columns |= {f"c{name}": rows.text.column(name) for name in rows.text.schema.names}
    columns |= {f"n{name}": numbers for name, numbers in rows.numbers.items()}
    return pa.table(columns)


def _count_filled(connection: duckdb.DuckDBPyConnection, batch: pa.Table, first: int) -> int:
    cells = ", ".join(name for name in batch.column_names if name.startswith("c"))
    counted = connection.execute(
        f"select count(*) from batch where row_number > {first} and concat({cells}) <> ''"
    ).fetchone()
    return int(counted[0]) if counted else 0


def _missing() -> str:
    return ", ".join(quoted(word) for word in sorted({"", *words("missing")}))


def quoted(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"

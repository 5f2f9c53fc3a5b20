"""Tables in text: every cell with a value is a measure (guideline rule 14).

The indicator is read from the row's label (sub-rows inherit it), year and kind from the column's heading, the
unit from the unit column; what those leave open, the group of rows, the title above the table, its section
and the document tell.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.measures.editions import Editions
from ingest.measures.facts import Frame
from ingest.measures.indicators import OTHER, Choice
from ingest.measures.outline import Item
from ingest.measures.table_cells import Cell, split_cells
from ingest.measures.table_columns import SAMPLE, Column
from ingest.measures.table_headings import Part, Row, parts_of
from ingest.measures.table_labels import Body, Label, above, take_apart
from ingest.measures.table_settings import Setting, date_of, kind_of, levels_of, setting_of
from ingest.measures.table_subjects import Subjects, settled_unit
from ingest.measures.table_values import CellValue, read_values
from ingest.measures.table_words import names, scale_of, unit_of
from ingest.measures.text import CleanText
from ingest.measures.times import find_times
from ingest.records import Measure

_LONGEST_TITLE, _MOST_TITLES, _LONGEST_QUOTE, _NEIGHBOURS = 260, 3, 2500, 3


@dataclass(frozen=True)
class Table:
    """Rows of cells, the item of the last of them, and the short lines right above the first."""

    rows: tuple[Row, ...]
    item: Item
    titles: tuple[Cell, ...]


def text_cells(text: CleanText, row: Item) -> list[Item]:
    """Return a row's cells that hold text rather than a value: they are read like any sentence."""
    cells = [cell for cell in split_cells(text, row.start, row.end) if cell.end > cell.start]
    return [Item(cell.start, cell.end, row.section) for cell in cells if not read_values(text, cell)]


def find_tables(text: CleanText, items: list[Item]) -> list[Table]:
    """Return the tables of a text: neighbouring rows, with the short lines above them."""
    tables: list[Table] = []
    rows: list[Row] = []
    first = 0
    for number, item in enumerate(items):
        if not item.is_row:
            continue
        if not rows:
            first = number
        cells = split_cells(text, item.start, item.end)
        if any(text.clean[cell.start : cell.end].strip("-:=+ ") for cell in cells):
            rows.append(cells)
        if number + 1 == len(items) or not items[number + 1].is_row:
            if rows:
                tables.append(Table(tuple(rows), items[first], _titles(text, items, first)))
            rows = []
    return tables


def _titles(text: CleanText, items: list[Item], first: int) -> tuple[Cell, ...]:
    """Return the short lines right above a table, the nearest first."""
    titles: list[Cell] = []
    for item in reversed(items[max(0, first - _MOST_TITLES) : first]):
        if item.is_row or item.end - item.start > _LONGEST_TITLE:
            break
        if text.clean[item.end - 1 : item.end] in (".", ";"):
            break
        titles.append(Cell(item.start, item.end))
    return tuple(titles)


def read_tables(text: CleanText, frame: Frame, items: list[Item]) -> list[Measure]:
    """Read every table of a text."""
    tables = find_tables(text, items)
    if not tables:
        return []
    editions = Editions(text.folded)
    return [row for table in tables for row in _read_table(text, frame, table, editions)]


def _read_table(text: CleanText, frame: Frame, table: Table, editions: Editions) -> list[Measure]:
    edition = editions.at(table.item.start)
    setting = setting_of(text, frame, table.item.section, table.titles, edition)
    measures: list[Measure] = []
    for part in parts_of(text, table.rows):
        measures.extend(_read_part(text, setting, part))
    return measures


def _read_part(text: CleanText, setting: Setting, part: Part) -> Iterator[Measure]:
    """Yield the measures of the rows below one heading."""
    is_numbered = any(column.role == "number" for column in part.columns)
    bodies = [take_apart(text, part.columns, row, is_numbered) for row in part.rows]
    subjects = Subjects(text, setting.titles, setting.unit, setting.theme)
    subjects.is_of_title = not any(_names_indicator(subjects, body) for body in bodies[:SAMPLE] if body)
    subjects.read_headings(part.columns)
    parents: list[Label] = []
    for body in bodies:
        if body is None:
            continue
        for outer in body.labels[:-1]:
            above(parents, outer).append(outer)
        above(parents, body.labels[-1])
        yield from _read_row(_Row(text, setting, subjects, parents, body), bool(part.headings))
        parents.append(body.labels[-1])


def _names_indicator(subjects: Subjects, body: Body) -> bool:
    label = body.labels[-1]
    return not label.is_place and any(
        subjects.named(label.cell, unit).code != OTHER for unit in ("percent", "count")
    )


@dataclass(frozen=True)
class _Row:
    """A row with everything that helps to read it."""

    text: CleanText
    setting: Setting
    subjects: Subjects
    parents: list[Label]
    body: Body

    @property
    def label(self) -> Label:
        return self.body.labels[-1]


@dataclass(frozen=True)
class _Found:
    """A value of a row with what was found out about it."""

    column: Column
    cell: Cell
    value: CellValue
    unit: str
    change: str
    kind: str
    choice: Choice


def _read_row(row: _Row, has_heading: bool) -> Iterator[Measure]:
    """Yield the measures of one row, one for each value and level."""
    cells = [cell for cell in row.body.row if cell.end > cell.start]
    whole = row.text.origin(cells[0].start, cells[-1].end)
    quote = row.text.original[slice(*whole)]
    for column, cell in row.body.values:
        for value in read_values(row.text, cell):
            found = _find_out(row, column, cell, value, has_heading)
            if found is None or not _is_measure(row, found):
                continue
            if len(quote) > _LONGEST_QUOTE:
                whole = _around(row.text, cells, cell)
                quoted = row.text.original[slice(*whole)]
            else:
                quoted = quote
            yield from _measures(row, found, whole[0], quoted)


def _find_out(row: _Row, column: Column, cell: Cell, value: CellValue, has_heading: bool) -> _Found | None:
    """Return what a value is; None where it is a movement without a direction."""
    change = value.change
    if column.is_movement and not change:
        if not column.has_direction or value.low == 0:
            return None
        change = "increase"
    unit = row.subjects.unit_for(value, row.label, row.parents, column)
    choice = row.subjects.choose(row.label, row.parents, column, unit)
    if unit or has_heading:
        unit = settled_unit(unit, value, choice)
    if not change and choice.entry and unit == "percent":
        change = choice.entry.change
    kind = kind_of(row.setting, column, row.label, row.parents, value)
    return _Found(column, cell, value, unit, change, kind, choice)


def _is_measure(row: _Row, found: _Found) -> bool:
    """Tell whether a value becomes a row: a count only as a figure of the codebook or as a plain target."""
    if not found.unit:
        return False
    if found.unit != "count" or found.choice.code != OTHER:
        return True
    return found.kind == "target" and (found.value.unit == "count" or bool(unit_of(row.label.unit)))


def _around(text: CleanText, cells: list[Cell], cell: Cell) -> tuple[int, int]:
    """Return the place of a cell and its neighbours: the quote of a value in a row without end."""
    place = bisect_left(cells, cell.start, key=lambda one: one.start)
    near = cells[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1]
    start, end = text.origin(near[0].start, near[-1].end)
    return (start, end) if end - start <= _LONGEST_QUOTE else text.origin(cell.start, cell.end)


def _measures(row: _Row, found: _Found, quote_start: int, quote: str) -> Iterator[Measure]:
    """Yield the measures of one value, one for each of its levels."""
    text, setting, label, value = row.text, row.setting, row.label, found.value
    date = date_of(setting, found.column, label, row.parents, found.kind, found.choice)
    name = text.folded[label.cell.start : label.cell.end]
    scale = scale_of(label.unit) if found.unit == "vnd" else 1.0
    start, end = text.origin(value.start, value.end)
    locality = label.locality or found.column.locality
    is_own = locality == setting.frame.facts.place and not {"district", "commune"} & set(label.levels)
    for level in levels_of(setting, found.column, label, row.parents, found.choice, name):
        yield Measure(
            kind=found.kind,
            indicator=found.choice.code,
            indicator_score=found.choice.score,
            level=level,
            year=date.year,
            year_rule=date.rule,
            comparator=value.comparator,
            value_low=value.low * scale,
            value_high=value.high if value.high is None else value.high * scale,
            unit=found.unit,
            value_text=text.original[start:end],
            value_start=start,
            value_end=end,
            quote=quote,
            quote_start=quote_start,
            quote_end=quote_start + len(quote),
            section=setting.section.path() if setting.section else "",
            rule="table_cell",
            change=found.change,
            baseline_year=_baseline(text, found),
            period_start=date.first,
            scope=_scope(row, found),
            locality="" if is_own else locality,
        )


def _baseline(text: CleanText, found: _Found) -> int | None:
    """Return the year a movement is compared with: its heading says so, or the words behind it."""
    if found.column.baseline or not found.change:
        return found.column.baseline
    behind = find_times(text.folded, found.value.end, found.cell.end)
    return next((time.year for time in behind if time.role == "baseline"), None)


def _scope(row: _Row, found: _Found) -> str:
    """Return the label of a row that is one agency or one part of what it breaks down."""
    label, choice = row.label, found.choice
    for cell in found.column.heading:
        if names("extremes").fullmatch(row.text.folded, cell.start, cell.end):
            return row.text.clean[cell.start : cell.end]
    is_part = not label.is_bare and not label.is_place
    own = row.subjects.named(label.cell, found.unit).code if is_part else choice.code
    is_agency = label.is_place and not label.locality and not label.is_level
    if is_agency or is_part and own != choice.code and choice.code != OTHER:
        return " ".join(row.text.clean[label.cell.start : label.cell.end].split())[:90]
    return ""

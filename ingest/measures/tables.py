"""Tables in text: every cell with a value is a measure (guideline rule 14).

Rows come with pipes, with tabs, or as one cell per line. The indicator is read from the row's label
(sub-rows inherit it), year and kind from the column's heading, the unit from the unit column.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from ingest.measures.facts import Frame
from ingest.measures.indicators import NOTHING, OTHER, Choice, Reader
from ingest.measures.levels import ALL, find_levels
from ingest.measures.outline import Item, heading_kind
from ingest.measures.numerals import parse_number
from ingest.measures.text import CleanText
from ingest.measures.times import find_times
from ingest.measures.words import alternatives, load, tokenize
from ingest.records import Measure


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text without the space around it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, and the item above whose section they belong to."""

    rows: tuple[tuple[Cell, ...], ...]
    item: Item


@dataclass(frozen=True, slots=True)
class _Column:
    role: str  # number | label | unit | value | other
    year: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Value:
    low: float
    high: float | None
    unit: str  # "" where the cell does not tell
    comparator: str
    start: int
    end: int


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = load("tables")
    comparators = load("comparators")
    before = alternatives(phrase for phrases in comparators["before"].values() for phrase in phrases)
    after = alternatives(phrase for phrases in comparators["after"].values() for phrase in phrases)
    number = r"[0-9]+(?:[.,][0-9]+)*"
    return {
        "number": re.compile(rf"(?:{alternatives(words['number_column'])})"),
        "label": re.compile(rf"(?<!\w)(?:{alternatives(words['label_column'])})(?!\w)"),
        "unit": re.compile(rf"(?<!\w)(?:{alternatives(words['unit_column'])})(?!\w)"),
        "other": re.compile(rf"(?<!\w)(?:{alternatives(words['other_columns'])})(?!\w)"),
        "target": re.compile(rf"(?<!\w)(?:{alternatives(words['target_column'])})(?!\w)"),
        "actual": re.compile(rf"(?<!\w)(?:{alternatives(words['actual_column'])})(?!\w)"),
        "value": re.compile(
            rf"(?P<before>{before})?\s*(?:thứ\s|hạng\s|nhóm\s|top\s|đạt\s)*(?P<low>{number})\s?%?"
            rf"(?:\s?(?:-|đến)\s?(?P<high>{number}))?(?:\s?/\s?(?P<of>[0-9]{{1,3}}))?\s?"
            rf"(?P<unit>%|điểm|ngày|lần|bậc)?\s*(?P<after>{after})?"
        ),
    }


def text_cells(text: CleanText, row: Item) -> list[Item]:
    """Return a row's cells that hold text rather than a value: they are read like any sentence."""
    cells = [cell for cell in split_cells(text, row.start, row.end) if _value(text, cell) is None]
    return [Item(cell.start, cell.end, row.section) for cell in cells if cell.end > cell.start]


def split_cells(text: CleanText, start: int, end: int) -> tuple[Cell, ...]:
    """Split a row at pipes, or at tabs where it has none."""
    separator = next((mark for mark in "|\t" if mark in text.clean[start:end]), "\n")
    cells: list[Cell] = []
    position = start
    for piece in text.clean[start:end].split(separator):
        stripped = piece.strip()
        first = position + len(piece) - len(piece.lstrip()) if stripped else position
        cells.append(Cell(first, first + len(stripped)))
        position += len(piece) + 1
    if separator == "|":
        if cells and cells[0].start == cells[0].end:
            cells = cells[1:]
        if cells and cells[-1].start == cells[-1].end:
            cells = cells[:-1]
    return tuple(cells)


def find_tables(text: CleanText, items: list[Item]) -> list[Table]:
    """Return the tables of a text: neighbouring rows, and headings followed by one cell per line."""
    tables: list[Table] = []
    rows: list[tuple[Cell, ...]] = []
    for number, item in enumerate(items):
        if item.is_row:
            cells = split_cells(text, item.start, item.end)
            if any(text.clean[cell.start : cell.end].strip("-:= ") for cell in cells):
                rows.append(cells)
            if number + 1 == len(items) or not items[number + 1].is_row:
                tables.append(Table(tuple(rows), item))
                rows = []
    return tables


def read_tables(text: CleanText, frame: Frame, items: list[Item]) -> list[Measure]:
    """Read every table of a text."""
    return [row for table in find_tables(text, items) for row in _read_table(text, frame, table)]


def _read_table(text: CleanText, frame: Frame, table: Table) -> list[Measure]:
    columns, body = _header(text, table.rows)
    measures: list[Measure] = []
    main: tuple[Choice, str] = (NOTHING, "")
    for row in body:
        label, unit, values = _roles(text, columns, row)
        if label is None:
            continue
        choice = NOTHING
        for position, cell in values:
            column = columns[position] if position < len(columns) else _Column("value")
            value = _value(text, cell)
            if value is None:
                continue
            unit_name = _unit(text, value, unit, label)
            choice = _choice(text, label, unit_name, main[0])
            unit_name = _unit_of_choice(unit_name, value, choice)
            if unit_name and (choice.code != OTHER or unit_name != "count"):
                measures.append(_measure(text, frame, table, column, label, row, value, unit_name, choice))
        if not _is_sub_row(text, label):
            main = (choice if choice.code != OTHER else _any_choice(text, label), unit)
    return measures


def _header(
    text: CleanText, rows: tuple[tuple[Cell, ...], ...]
) -> tuple[list[_Column], tuple[tuple[Cell, ...], ...]]:
    """Return the columns and the rows below the heading; a heading may take two rows."""
    heads: list[tuple[Cell, ...]] = []
    for row in rows[:3]:
        cells = [text.folded[cell.start : cell.end] for cell in row if cell.end > cell.start]
        named = [_names_column(cell) for cell in cells]
        if not (all(named) if heads else any(named)) or heads and any(len(cell) > 60 for cell in cells):
            break
        heads.append(row)
    width = max((len(row) for row in heads), default=0)
    columns = [_column(text, [row[place] for row in heads if place < len(row)]) for place in range(width)]
    return columns, rows[len(heads) :]


def _names_column(folded: str) -> bool:
    patterns = _patterns()
    names = ("label", "unit", "target", "actual", "other")
    return bool(
        patterns["number"].fullmatch(folded)
        or find_times(folded)
        or any(patterns[name].search(folded) for name in names)
        and not re.search(r"[0-9]\s?%", folded)
    )


def _column(text: CleanText, cells: list[Cell]) -> _Column:
    folded = " ".join(text.folded[cell.start : cell.end] for cell in cells).strip()
    patterns = _patterns()
    times = [time for time in find_times(folded) if time.role in ("year", "date")]
    year = times[-1].year if times else None
    if patterns["number"].fullmatch(folded):
        return _Column("number")
    if patterns["unit"].search(folded):
        return _Column("unit")
    kind = (
        "actual"
        if patterns["actual"].search(folded)
        else "target"
        if patterns["target"].search(folded)
        else ""
    )
    if year or kind and not patterns["label"].search(folded):
        return _Column("value", year, kind)
    if patterns["label"].search(folded):
        return _Column("label")
    if patterns["other"].search(folded):
        return _Column("other")
    return _Column("value", year, kind)


def _roles(
    text: CleanText, columns: list[_Column], row: tuple[Cell, ...]
) -> tuple[Cell | None, str, list[tuple[int, Cell]]]:
    """Return a row's label, unit and value cells, by its columns or by what the cells look like."""
    label: Cell | None = None
    unit = ""
    values: list[tuple[int, Cell]] = []
    for place, cell in enumerate(row):
        folded = text.folded[cell.start : cell.end]
        role = columns[place].role if place < len(columns) else "value"
        if role == "unit" or not unit and label and _unit_word(folded):
            unit = unit or folded
        elif role in ("number", "other"):
            continue
        elif label is None and (
            role == "label" or re.search(r"[^\W\d_]{2}", folded) and _value(text, cell) is None
        ):
            label = cell
        elif label is not None:
            values.append((place, cell))
    return label, unit, values


@cache
def _unit_words() -> dict[str, str]:
    return {word: unit for unit, words in load("tables")["units"].items() for word in words}


def _unit_word(folded: str) -> str:
    return _unit_words().get(folded.strip(" ()."), "")


def _value(text: CleanText, cell: Cell) -> _Value | None:
    """Read a cell that is a value and nothing else."""
    folded = text.folded[cell.start : cell.end]
    if not folded or len(folded) > 40:
        return None
    found = _patterns()["value"].fullmatch(folded)
    if not found:
        return None
    low = parse_number(found["low"])
    high = parse_number(found["high"]) if found["high"] else None
    comparator = "="
    for side in ("before", "after"):
        if found[side]:
            words = load("comparators")[side]
            comparator = next(
                (symbol for symbol, phrases in words.items() if found[side] in phrases), comparator
            )
    unit = {"%": "percent", "điểm": "score", "ngày": "day", "lần": "ratio", "bậc": "rank"}.get(
        found["unit"] or "", ""
    )
    if "%" in folded:
        unit = "percent"
    if found["of"] or re.search(r"(?:thứ|hạng|nhóm|top)\s", folded):
        unit = unit or "rank"
        comparator = "<=" if re.search(r"(?:nhóm|top)\s", folded) else comparator
    if high is not None:
        if high <= low:
            return None
        comparator = "between"
    start = cell.start + found.start("low")
    end = cell.start + (
        found.end("unit")
        if found["unit"]
        else found.end("of")
        if found["of"]
        else found.end("high")
        if found["high"]
        else found.end("low")
    )
    if end < cell.end and text.clean[end] == "%":
        end += 1
    return _Value(low, high, unit, comparator, start, end)


def _unit(text: CleanText, value: _Value, unit: str, label: Cell) -> str:
    if value.unit:
        return value.unit
    if unit:
        return _unit_word(unit) or "count"
    folded = text.folded[label.start : label.end]
    if "%" in folded or "tỷ lệ" in folded or "mức độ hài lòng" in folded:
        return "percent"
    if re.search(r"thứ hạng|xếp hạng|vị trí", folded):
        return "rank"
    return ""


def _unit_of_choice(unit: str, value: _Value, choice: Choice) -> str:
    if unit or not choice.entry:
        return unit
    return min(choice.entry.units)


def _choice(text: CleanText, label: Cell, unit: str, main: Choice) -> Choice:
    tokens = tokenize(text.clean, text.folded, label.start, label.end)
    for asked in [unit] if unit else ["percent", "rank", "score", "count"]:
        choice = Reader(tokens).choose((label.start, label.end), (), -2, asked)
        if choice.code != OTHER:
            return choice
    if main.entry and (not unit or unit in main.entry.units) and _is_sub_row(text, label):
        return replace(main, score=round(main.score * 0.85, 2))
    return NOTHING


def _any_choice(text: CleanText, label: Cell) -> Choice:
    return _choice(text, label, "", NOTHING)


def _is_sub_row(text: CleanText, label: Cell) -> bool:
    folded = text.folded[label.start : label.end]
    tokens = tokenize(text.clean, text.folded, label.start, label.end)
    return folded[:1] in "-+•" or len(tokens.words) <= 8 and bool(find_levels(tokens, text.clean))


def _measure(
    text: CleanText,
    frame: Frame,
    table: Table,
    column: _Column,
    label: Cell,
    row: tuple[Cell, ...],
    value: _Value,
    unit: str,
    choice: Choice,
) -> Measure:
    tokens = tokenize(text.clean, text.folded, label.start, label.end)
    levels = [mention.level for mention in find_levels(tokens, text.clean)]
    section = table.item.section
    kind = (
        column.kind or next((above.kind for above in section.ancestors() if above.kind), "")
        if section
        else column.kind
    )
    kind = kind or heading_kind(text.folded[label.start : label.end]) or frame.kind or "actual"
    if not column.kind and column.year and frame.report_year and column.year > frame.report_year:
        kind = "target"
    elif not column.kind and column.year and frame.report_year and column.year < frame.report_year:
        kind = "actual"
    fallback = (
        (frame.plan_year, frame.plan_rule) if kind == "target" else (frame.report_year, frame.report_rule)
    )
    year, rule = (column.year, "year_of_column") if column.year else fallback
    value_start, value_end = text.origin(value.start, value.end)
    quote_start, quote_end = text.origin(row[0].start, row[-1].end)
    return Measure(
        kind=kind,
        indicator=choice.code,
        indicator_score=choice.score,
        level=(choice.entry.level if choice.entry and choice.entry.level else "")
        or (levels[0] if levels else ALL),
        year=year,
        year_rule=rule or "none",
        comparator=value.comparator,
        value_low=value.low,
        value_high=value.high,
        unit=unit,
        value_text=text.original[value_start:value_end],
        value_start=value_start,
        value_end=value_end,
        quote=text.original[quote_start:quote_end],
        quote_start=quote_start,
        quote_end=quote_end,
        section=section.path() if section else "",
        rule="table_cell",
        change=choice.entry.change if choice.entry and unit == "percent" else "",
    )

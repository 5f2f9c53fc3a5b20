"""Columns: what each column of a table holds, by its heading and by what stands in its cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.measures.table_cells import Cell, is_empty_mark, is_year
from ingest.measures.table_values import read_values
from ingest.measures.table_words import (
    level_label,
    names,
    place_level,
    province_in,
    said_by,
    time_named,
    unit_named,
    unit_of,
    years_in,
)
from ingest.measures.text import CleanText
from ingest.measures.times import Time

_HORIZON = 5  # plans look ahead to 2025, 2030, 2035
SAMPLE = 40  # rows that show what a column holds
Body = Sequence[tuple[Cell, ...]]


@dataclass(frozen=True)
class Column:
    """What a column holds, as far as its heading tells."""

    role: str  # number | label | unit | level | year | value | other
    heading: tuple[Cell, ...] = ()
    unit: str = ""
    time: Time | None = None
    year: int | None = None  # as the columns beside it tell
    baseline: int | None = None
    kind: str = ""
    levels: tuple[str, ...] = ()
    locality: str = ""
    is_yearly: bool = False  # a plan or a result of one year: "KH", "Thực hiện"
    leaning: str = ""  # the kind, where nothing else tells it
    is_plain: bool = True  # its heading adds no subject: "Tỷ lệ (%)", "Năm 2023", "Cấp tỉnh", "Hà Nội"
    is_movement: bool = False
    has_direction: bool = False  # a number without a sign is an increase here
    place_level: str = ""  # of the places that its cells name; "" where they are none


def columns_of(text: CleanText, stacked: list[tuple[Cell, ...]], body: Body) -> tuple[Column, ...]:
    """Return the columns with these heading cells, the outermost first, above these rows."""
    contents = [_content(text, body[:SAMPLE], place) for place in range(len(stacked))]
    columns = [
        _column(text, cells, content, place == 0)
        for place, (cells, content) in enumerate(zip(stacked, contents, strict=True))
    ]
    return tuple(_with_whole_province(text, _with_years(text, _with_labels(columns, contents))))


@dataclass
class _Content:
    """How many cells of a column are values, years, units, levels, row numbers, other text."""

    values: int = 0
    years: int = 0
    units: int = 0
    levels: int = 0
    marks: int = 0
    texts: int = 0
    falls: int = 0  # values with a minus

    def mostly(self, count: int) -> bool:
        return count > 0 and 2 * count >= self.values + self.texts + self.years


_MARK = re.compile(r"\(?(?:[0-9]{1,3}(?:\.[0-9]{1,2})*|[ivx]{1,5}|[a-hđ]|[-+])[.)]?")


def _content(text: CleanText, body: Body, place: int) -> _Content:
    content = _Content()
    for row in body:
        if place >= len(row) or is_empty_mark(text, row[place].start, row[place].end):
            continue
        cell = row[place]
        folded = text.folded[cell.start : cell.end]
        if _MARK.fullmatch(folded):
            content.marks += 1
        if is_year(text, cell):
            content.years += 1
        elif values := read_values(text, cell):
            content.values += 1
            content.falls += values[0].has_sign and values[0].change == "decrease"
        else:
            content.texts += 1
            content.units += bool(unit_of(folded))
            content.levels += bool(level_label(folded))
    return content


def _column(text: CleanText, cells: tuple[Cell, ...], content: _Content, is_first: bool) -> Column:
    folded = " ".join(dict.fromkeys(text.folded[cell.start : cell.end] for cell in cells))
    role = _role(folded, content, is_first)
    if role in ("label", "text"):
        return Column(role, cells, place_level=place_level(folded), time=time_named(folded))
    if role != "value":
        return Column(role, cells, time=time_named(folded) if role == "other" else None)
    moves = names("movement_columns").search(folded) or names("movement_alone").fullmatch(folded)
    locality = next((name for cell in cells if (name := province_in(text, cell))), "")
    directed = bool(moves) and (content.falls > 0 or any(sign in folded for sign in ("+", "(-)", "±")))
    levels = next((said for cell in reversed(cells) if (said := said_by(text, cell).levels)), ())
    plain = bool(levels or locality) or all(said_by(text, cell).is_bare for cell in cells)
    year, baseline = _years_between(folded) if moves else (None, None)
    return Column(
        role,
        cells,
        unit_named(folded),
        time=None if moves else time_named(folded),
        year=year,
        baseline=baseline,
        kind=heading_side(folded),
        levels=levels,
        is_plain=plain,
        locality=locality,
        is_movement=bool(moves),
        has_direction=directed,
    )


def _years_between(folded: str) -> tuple[int | None, int | None]:
    """Return year and baseline of a column of movements: "Tăng 2024 so với 2023", "So với năm 2023"."""
    years = sorted(years_in(folded))
    return (years[-1], years[-2]) if len(years) > 1 else (None, years[0] if years else None)


def _role(folded: str, content: _Content, is_first: bool) -> str:
    """Return the role of a column; "" where only its neighbours can tell."""
    if names("number_column").fullmatch(folded) or not folded and is_first and content.mostly(content.marks):
        return "number"
    if content.levels and 2 * content.levels > content.texts and names("level_column").fullmatch(folded):
        return "level"
    if names("unit_column").fullmatch(folded) or content.texts and 2 * content.units > content.texts:
        return "unit" if not content.mostly(content.values) else "value"
    if (
        content.years
        and content.mostly(content.years)
        and (names("year_column").search(folded) or not folded)
    ):
        return "label" if is_first else "year"
    if names("other_columns").search(folded):
        return "other"
    if content.mostly(content.values) and not (is_first and not folded):
        return "value"
    if content.texts or content.years:
        return "text"
    return "value" if folded and not names("label_column").fullmatch(folded) else "text"


def _with_labels(columns: list[Column], contents: list[_Content]) -> list[Column]:
    """Settle the columns of text: those before the first value are labels, later ones hold no measures."""
    values = [place for place, column in enumerate(columns) if column.role == "value"]
    told = [p for p in values if contents[p].values]
    first = min(told or values, default=len(columns))
    ranks = first == 0 and bool(told)
    settled = []
    for place, column in enumerate(columns):
        if column.role != "text":
            settled.append(column)
        elif place < first or ranks and all(done.role != "label" for done in settled):
            settled.append(replace(column, role="label"))
        else:
            settled.append(replace(column, role="other"))
    if all(column.role != "label" for column in settled):  # "Điểm số", "Cấp tỉnh" name rows here
        named = [p for p, column in enumerate(settled) if column.role in ("unit", "level") and p < first]
        for place in named[:1]:
            settled[place] = replace(settled[place], role="label")
    return settled


def heading_side(folded: str) -> str:
    """Return the kind that a column's heading announces: its first word of a plan or of a result decides."""
    found = {
        kind: hit.start() for kind in ("target", "actual") if (hit := names(f"{kind}_column").search(folded))
    }
    return min(found, key=lambda kind: found[kind]) if found else ""


def _with_years(text: CleanText, columns: list[Column]) -> list[Column]:
    """Date the columns that name no year: a movement by the years it compares, "Thực hiện" by "KH 2024"."""
    years = sorted({column.time.year for column in columns if column.role == "value" and column.time})
    yearly = [_is_yearly(text, column) for column in columns]
    has_dated = any(column.time and is_yearly for column, is_yearly in zip(columns, yearly, strict=True))
    settled = []
    leaning = "target" if len(years) > 1 and not any(year % _HORIZON for year in years) else ""
    for column, is_yearly in zip(columns, yearly, strict=True):
        year, baseline = column.year, column.baseline
        if column.role == "value" and not column.time:
            if column.is_movement and not year and len(years) > 1:
                year, baseline = years[-1], baseline or years[-2]
            elif len(years) == 1 and (column.unit == "rank" or has_dated and is_yearly):
                year = years[0]
        told = is_yearly or leaning or year or baseline
        settled.append(
            replace(column, is_yearly=is_yearly, leaning=leaning, year=year, baseline=baseline)
            if told
            else column
        )
    return settled


def _with_whole_province(text: CleanText, columns: list[Column]) -> list[Column]:
    """Read "Tỉnh" as the whole province where no column beside it is of a district or a commune."""
    named = {level for column in columns for level in column.levels}
    if named & {"district", "commune"}:
        return columns

    def is_province(column: Column) -> bool:
        last = column.heading[-1:]
        return any(names("whole_province").fullmatch(text.folded, cell.start, cell.end) for cell in last)

    return [replace(column, levels=("all",)) if is_province(column) else column for column in columns]


def _is_yearly(text: CleanText, column: Column) -> bool:
    folded = " ".join(text.folded[cell.start : cell.end] for cell in column.heading)
    return not column.is_movement and bool(names("yearly_columns").match(folded))

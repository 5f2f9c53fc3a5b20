"""Settings: what stands around a table, and the kind, year and level it lends to cells that tell none."""

import re
from dataclasses import dataclass
from functools import cache

from ingest.measures.facts import Frame
from ingest.measures.indicators import Choice, family_of
from ingest.measures.levels import ALL, NATIONAL, heading_level
from ingest.measures.outline import Section, heading_kind
from ingest.measures.table_cells import Cell
from ingest.measures.table_columns import Column
from ingest.measures.table_labels import Label
from ingest.measures.table_values import CellValue
from ingest.measures.table_words import names, time_named, tokens_of, unit_named, unit_of
from ingest.measures.text import CleanText
from ingest.measures.times import Time, find_times
from ingest.measures.words import alternatives, load

_MOST_SECTIONS = 6
_DATED = (
    "document_date",
    "reporting_period",
    "latest_date_in_text",
)  # rules that tell when a text was written


@dataclass(frozen=True)
class Setting:
    """What the lines above a table, its section and its document tell about all of its values."""

    frame: Frame
    section: Section | None
    titles: tuple[Cell, ...]  # the lines right above and the headings, the nearest first
    unit: str  # as a line above the table states it
    theme: str  # the unit that the lines above the table speak of
    kind: str
    time: Time | None
    level: str
    is_national: bool
    edition: int | None  # of the index the text speaks of


def setting_of(
    text: CleanText, frame: Frame, section: Section | None, lines: tuple[Cell, ...], edition: int | None
) -> Setting:
    """Return the setting of a table under a section, with the short lines right above it."""
    headings = tuple(
        _heading(text, above) for above in (section.ancestors() if section else ())[:_MOST_SECTIONS]
    )
    titles = tuple(dict.fromkeys((*lines, *headings)))
    folded = [text.folded[title.start : title.end] for title in titles]
    kinds = [kind for title in folded if (kind := heading_kind(title))]
    named = [title for title in titles if text.clean[title.start : title.start + 1] != "("]
    levels = [level for title in named if (level := heading_level(tokens_of(text, title), text.clean))]
    return Setting(
        frame,
        section,
        titles,
        _unit(folded[: max(1, len(lines))]),
        next((unit for title in folded[: max(1, len(lines))] if (unit := unit_named(title))), ""),
        kinds[0] if kinds else "",
        next((time for title in folded if (time := _time(title))), None),
        levels[0] if levels else _of_document(text, frame, titles),
        any(names("national_titles").search(title) for title in folded[:_MOST_SECTIONS]),
        edition,
    )


def _of_document(text: CleanText, frame: Frame, titles: tuple[Cell, ...]) -> str:
    """Return the level of a table whose titles name none: that of the document's own place."""
    if frame.is_national and not _name_province(text, titles):
        return NATIONAL
    return frame.own_level or ALL


def _name_province(text: CleanText, titles: tuple[Cell, ...]) -> bool:
    return any(tokens_of(text, title).every("province") for title in titles)


def _heading(text: CleanText, section: Section) -> Cell:
    end = text.clean.find("\n", section.start)
    return Cell(section.start, min(end if end >= 0 else len(text.clean), section.start + 260))


@cache
def _unit_caption() -> re.Pattern[str]:
    words = alternatives(load("tables")["unit_captions"])
    return re.compile(rf"(?<!\w)(?:{words})\s?(?:tính)?\s?:\s?(?P<unit>[^()\n;:.]{{1,30}})")


def _unit(folded: list[str]) -> str:
    """Return the unit that the lines above a table write: "Đơn vị tính: %", "(%)"."""
    for line in folded:
        if (found := _unit_caption().search(line)) and unit_of(found["unit"]):
            return unit_of(found["unit"])
    return "percent" if any("(%)" in line for line in folded) else ""


def _time(folded: str) -> Time | None:
    """Return the first year or period of a title; dates there only say when something was issued."""
    times = [time for time in find_times(folded) if time.role == "year"]
    named = [time for time in times if time.first or folded.startswith("năm", time.start)]
    return next(iter(named or times), None if find_times(folded) else time_named(folded))


def kind_of(setting: Setting, column: Column, label: Label, parents: list[Label], value: CellValue) -> str:
    """Return the kind of a value: as its column, row, year, title or document says."""
    told = column.kind or label.kind or next((a.kind for a in reversed(parents) if a.kind), "")
    if told:
        return told
    time, report = column.time or label.time, setting.frame.report_year
    if time and report and time.year != report and setting.frame.report_rule in _DATED:
        return "target" if time.year > report else "actual"
    around = setting.kind or setting.frame.kind
    if around:
        return around
    promises = value.comparator in (">=", "<=") and value.unit != "rank"
    return "target" if promises else column.leaning or "actual"


@dataclass(frozen=True)
class Dating:
    """The year of a value, the rule that found it, and the first year of its period."""

    year: int | None
    rule: str
    first: int | None = None


def date_of(
    setting: Setting, column: Column, label: Label, parents: list[Label], kind: str, choice: Choice
) -> Dating:
    """Return the year of a value: of its column, of its row, of the title, else of the document."""
    frame = setting.frame
    if column.time:
        return Dating(column.time.year, "year_of_column", column.time.first)
    for above in (label, *reversed(parents)):
        if above.time:
            return Dating(above.time.year, "year_of_row", above.time.first)
    if column.year:
        return Dating(column.year, "year_of_columns")
    time = setting.time
    if time and not (kind == "actual" and frame.report_year and time.year > frame.report_year):
        return Dating(time.year, "year_of_heading", time.first)
    if kind == "actual" and setting.edition and family_of(choice.code):
        return Dating(setting.edition, "year_of_index")
    if kind == "target" and (frame.plan_year is not None or not column.is_yearly):
        return Dating(frame.plan_year, frame.plan_rule or "none")
    return Dating(frame.report_year, frame.report_rule or "none")


def levels_of(
    setting: Setting, column: Column, label: Label, parents: list[Label], choice: Choice, folded: str
) -> tuple[str, ...]:
    """Return the levels of a value: of its indicator, column, row, the row above, the section."""
    if choice.entry and choice.entry.level:
        return (choice.entry.level,)
    told = column.levels or label.levels
    for parent in reversed(parents):
        told = told or parent.levels
    if told:
        return told
    if setting.is_national and label.is_bare and names("averages").search(folded):
        return (NATIONAL,)
    if column.locality or label.locality or choice.entry and "rank" in choice.entry.units:
        return (ALL,)
    return (setting.level,)

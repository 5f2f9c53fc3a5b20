"""Mappings: what the catalogue says about the columns of a table of figures."""

import difflib
import re
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ingest.codebook import Level, Unit, codebook


class Strict(BaseModel):
    """A part of a catalogue: every field is known, and nothing changes it once it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _checked_code(code: str) -> str:
    if code not in codebook():
        close = difflib.get_close_matches(code, codebook(), n=1)
        hint = f"did you mean {close[0]!r}?" if close else "see dbt_project/seeds/indicators.csv"
        raise ValueError(f"{code!r} is not in the codebook; {hint}")
    return code


def _checked_pattern(pattern: str, *groups: str) -> str:
    try:
        known = re.compile(pattern).groupindex
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression ({error})") from error
    if missing := [group for group in groups if group not in known]:
        raise ValueError(f"{pattern!r} lacks the group (?P<{missing[0]}>...)")
    return pattern


class Figures(Strict):
    """Figures of one indicator: the column they stand in, or in a profile the row."""

    column: str
    indicator: str = ""  # empty where a column of the table names it
    unit: Unit
    pattern: str = ""  # the part of a cell that is meant: "(?P<value>.*?) \\("
    is_derived: bool = False  # computed by who made the file, not printed by the publisher
    share_of: str = ""  # the figure is what percentage of this column the column is
    zero_is_missing: bool = False
    since: int | None = None  # the first year whose sheet has the column
    lowest: float | None = None  # the scale of the index; what lies outside is kept apart
    highest: float | None = None

    @field_validator("indicator")
    @classmethod
    def _in_codebook(cls, code: str) -> str:
        return _checked_code(code) if code else code

    @field_validator("pattern")
    @classmethod
    def _has_value(cls, pattern: str) -> str:
        return _checked_pattern(pattern, "value") if pattern else pattern


class Indicators(Strict):
    """A column that names the indicator of its row, and what each name stands for."""

    column: str
    codes: dict[str, str] = Field(min_length=1)

    @field_validator("codes")
    @classmethod
    def _in_codebook(cls, codes: dict[str, str]) -> dict[str, str]:
        return {name: _checked_code(code) for name, code in codes.items()}


class YearsAcross(Strict):
    """Years as headings of columns: a regular expression with the group ``year``.

    Where a year has several columns ("Điểm 2022", "Hạng 2022"), the group ``column`` tells the figures.
    """

    headings: str = r"(?P<year>(?:19|20)\d\d)"

    @field_validator("headings")
    @classmethod
    def _has_year(cls, pattern: str) -> str:
        return _checked_pattern(pattern, "year")


class YearOfSheet(Strict):
    """The year in the name of the sheet: a regular expression with the group ``year``."""

    sheet: str = r"(?P<year>(?:19|20)\d\d)"

    @field_validator("sheet")
    @classmethod
    def _has_year(cls, pattern: str) -> str:
        return _checked_pattern(pattern, "year")

    def of(self, sheet: str) -> int | None:
        """Return the year in the name of a sheet, or ``None`` when it is not one of those meant."""
        found = re.search(self.sheet, sheet)
        return int(found["year"]) if found else None


class Withheld(Strict):
    """Figures that are doubtful: they are kept apart, with the reason."""

    because: str
    columns: tuple[str, ...] = ()  # all of them, where none is named
    years: tuple[int, ...] = ()  # all of them, where none is named
    where: str = ""  # a column that marks the rows that are meant ...
    has: str = ""  # ... by this word


class Contract(Strict):
    """What must hold of the whole file; else it is quarantined, and the last good one stays."""

    years: tuple[int, int] | None = None  # the first and the last that can be
    localities: dict[int, int] | int | None = None  # how many there must be: a year, or by year
    partial: bool = False  # the publisher gives only some: a year may have fewer than the one before
    most_change: float | None = Field(default=None, gt=0)  # share by which the count of figures may move


class ExportMapping(Strict):
    """Which column of an export means what.

    ``rows``: one row per locality. ``pairs``: columns of names and figures side by side, each pair sorted by
    itself. ``profile``: one locality, its indicators as rows, its years across.
    """

    layout: Literal["rows", "pairs", "profile"] = "rows"
    sheet: str = ""  # the only one that is meant
    turned: bool = False  # localities are headings of columns: rows and columns change places first
    continued: bool = False  # the list goes on beside itself, under the same headings again
    locality: str  # the column; in a profile the name itself
    code_system: Literal["gso", "pci", "gso_3digit"] = "gso"  # what numbers in that column are
    # The day whose provinces are meant: one for all years, or for single ones; else the last of each year.
    boundaries_on: date | dict[int, date] | Literal["end_of_year"] = "end_of_year"
    year: str | int | YearsAcross | YearOfSheet  # a column, one year for the whole file, headings, the sheet
    indicators: Indicators | None = None
    level: Level = "all"
    values: tuple[Figures, ...] = Field(min_length=1)
    header_rows: int = Field(default=1, ge=1, le=5)
    delimiter: str = Field(default="", max_length=1)  # told by the file unless stated
    encoding: str = ""
    decimal: Literal[".", ",", "auto"] = "."
    withheld: tuple[Withheld, ...] = ()
    contract: Contract = Contract()

    def boundary_day(self, year: int) -> date:
        """Return the day whose provinces a figure of a year is of: the last of the year unless stated."""
        stated = self.boundaries_on.get(year) if isinstance(self.boundaries_on, dict) else self.boundaries_on
        return stated if isinstance(stated, date) else date(year, 12, 31)

    def figures_in(self, sheet: str) -> tuple[Figures, ...]:
        """Return the figures a sheet must have: of its year, where its name tells one."""
        year = self.year.of(sheet) if isinstance(self.year, YearOfSheet) else None
        return tuple(
            figures
            for figures in self.values
            if figures.since is None or year is None or figures.since <= year
        )

    @model_validator(mode="after")
    def _fields_fit_together(self) -> "ExportMapping":
        unnamed = [figures.column for figures in self.values if not figures.indicator]
        if unnamed and self.indicators is None:
            raise ValueError(f"`indicator:` is missing for the column {unnamed[0]}")
        if self.layout == "profile" and not isinstance(self.year, YearsAcross):
            raise ValueError("a profile has its years across; write `year: {headings: ...}`")
        if self.continued and (self.layout != "rows" or self.turned):
            raise ValueError(
                "`continued:` is for lists with a row per locality; take `layout:` and `turned:` out"
            )
        if any(figures.since for figures in self.values) and not isinstance(self.year, YearOfSheet):
            raise ValueError("`since:` is for sheets named by their year; write `year: {sheet: ...}`")
        return self

"""Proposals: the mapping that would read a table, with what is not sure about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.exports.inspecting.naming import Candidate
from ingest.exports.inspecting.places import Boundaries
from ingest.exports.inspecting.roles import Roles
from ingest.exports.inspecting.tables import Table
from ingest.exports.inspecting.years import YearFound

TO_FILL_IN = "TO_FILL_IN"


@dataclass(frozen=True, slots=True)
class Known:
    """What the person who asks knows beforehand, beyond the file."""

    id: str = ""
    publisher: str = ""
    title: str = ""
    licence: str = ""
    url: str = ""
    year: int | None = None
    locality: str = ""  # of a profile
    sheet: str = ""
    indicators: Mapping[str, str] = field(default_factory=dict)  # a column or name -> the code it stands for


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column of figures as the mapping would declare it. Without an ``indicator`` it is left out."""

    column: str
    unit: str
    indicator: str = ""
    candidates: tuple[Candidate, ...] = ()
    bounds: tuple[float, float] | None = None
    pattern: str = ""
    is_derived: bool = False
    zero_is_missing: bool = False
    since: int | None = None  # the first year whose sheet has the column
    why_left_out: str = ""
    is_unnamed: bool = False  # the mapping has no way to name its column


@dataclass(frozen=True, slots=True)
class Codes:
    """A column that names indicators, what each name stands for, and the names that nothing fits."""

    column: str
    codes: dict[str, str]
    unsure: dict[str, tuple[Candidate, ...]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping that would read a table."""

    table: Table
    roles: Roles
    layout: str
    locality: str
    year: YearFound
    values: tuple[Wanted, ...]
    indicators: Codes | None = None
    code_system: str = "gso"
    boundaries: Boundaries = Boundaries()
    header_rows: int = 1
    decimal: str = "."
    sheet: str = ""
    index: str = ""
    is_turned: bool = False  # localities are headings of columns
    is_continued: bool = False  # the list goes on beside itself

    @property
    def to_fill_in(self) -> list[str]:
        """Return what a person must write before the catalogue accepts the entry."""
        missing = ["year"] if self.year.value is None else []
        missing += [] if self.locality or self.layout == "pairs" else ["locality"]
        if not self.chosen or self.indicators and not self.indicators.codes:
            missing.append("indicator")
        return missing

    @property
    def chosen(self) -> list[Wanted]:
        """Return the columns of figures that are read."""
        return [wanted for wanted in self.values if not wanted.why_left_out]

    def as_mapping(self, contract: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the mapping as the catalogue has it; what is to be filled in holds the placeholder."""
        across = isinstance(self.year.value, dict)
        mapping: dict[str, Any] = {} if self.layout == "rows" else {"layout": self.layout}
        mapping |= {"sheet": self.sheet} if self.sheet else {}
        mapping |= {"turned": True} if self.is_turned else {}
        mapping |= {"continued": True} if self.is_continued else {}
        mapping["locality"] = self.locality or ("" if self.layout == "pairs" else TO_FILL_IN)
        mapping |= {} if self.code_system == "gso" else {"code_system": self.code_system}
        mapping |= {} if self.boundaries.on is None else {"boundaries_on": self.boundaries.on}
        mapping["year"] = (
            dict(self.year.value)
            if across and isinstance(self.year.value, dict)
            else self.year.value
            if self.year.value is not None
            else TO_FILL_IN
        )
        mapping |= {} if self.header_rows == 1 else {"header_rows": self.header_rows}
        mapping |= {} if self.decimal == "." else {"decimal": self.decimal}
        if self.indicators:
            mapping["indicators"] = {"column": self.indicators.column, "codes": self.indicators.codes}
        mapping["values"] = [_as_value(wanted, self.indicators is None) for wanted in self.chosen]
        return mapping | ({"contract": dict(contract)} if contract else {})


def _as_value(wanted: Wanted, has_indicator: bool) -> dict[str, Any]:
    value: dict[str, Any] = {"column": wanted.column}
    value |= {"indicator": wanted.indicator} if has_indicator else {}
    value["unit"] = wanted.unit
    value |= {"pattern": wanted.pattern} if wanted.pattern else {}
    value |= {"is_derived": True} if wanted.is_derived else {}
    value |= {"zero_is_missing": True} if wanted.zero_is_missing else {}
    value |= {"since": wanted.since} if wanted.since else {}
    if wanted.bounds:
        value |= {"lowest": wanted.bounds[0], "highest": wanted.bounds[1]}
    return value

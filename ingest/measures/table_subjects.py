"""Subjects: which indicator a cell of a table is a value of, and in which unit.

The row's own name speaks first, then the column's heading, then the row it breaks down, then the title.
"""

from dataclasses import dataclass, field, replace

from ingest.measures.indicators import NOTHING, OTHER, Choice, Reader, family_of, relative
from ingest.measures.table_cells import Cell
from ingest.measures.table_columns import Column
from ingest.measures.table_labels import Label
from ingest.measures.table_values import CellValue
from ingest.measures.table_words import tokens_of, unit_named, unit_of
from ingest.measures.text import CleanText
from ingest.measures.words import load

_UNITS = ("percent", "score", "rank", "count")
_INHERITED, _OF_TITLE, _LARGEST_SHARE = 0.85, 0.7, 300


@dataclass
class Subjects:
    """The phrases around one table, read once."""

    text: CleanText
    titles: tuple[Cell, ...]  # above the table, the nearest first
    unit: str = ""  # of the whole table, as a line above it states
    theme: str = ""  # the unit that the lines above speak of
    is_of_title: bool = False  # no row names an indicator of its own
    family: str = ""  # of the one index that the headings name
    headings: tuple[Cell, ...] = ()  # of all columns
    readers: dict[tuple[int, int], Reader] = field(default_factory=dict)
    answers: dict[tuple[str, str], Choice] = field(default_factory=dict)

    def _reader(self, cell: Cell) -> Reader:
        place = (cell.start, cell.end)
        if place not in self.readers:
            if len(self.readers) > 500:
                self.readers.clear()
                self.answers.clear()
            self.readers[place] = Reader(tokens_of(self.text, cell))
        return self.readers[place]

    def named(self, cell: Cell, unit: str) -> Choice:
        """Return the indicator that a cell names for a unit; without a unit, for the likeliest."""
        asked = (self.text.clean[cell.start : cell.end], unit)
        if asked not in self.answers:
            answer = self._named(cell, unit)
            self.answers[asked] = answer
        return self.answers[asked]

    def _named(self, cell: Cell, unit: str) -> Choice:
        reader, span = self._reader(cell), (cell.start, cell.end)
        for tried in [unit] if unit else _UNITS:
            choice = reader.choose(span, (), -2, tried)
            if choice.code != OTHER:
                return choice
        for tried in _UNITS if unit in ("rank", "score") else ():
            family = family_of(reader.choose(span, (), -2, tried).code)
            if family:
                found = relative(family, unit)
                return found if found.entry else relative(family, "percent") if unit == "score" else NOTHING
        return NOTHING

    def choose(self, label: Label, parents: list[Label], column: Column, unit: str) -> Choice:
        """Return the indicator of a row's value in a column."""
        if not label.is_place and (own := self.named(label.cell, unit)).code != OTHER:
            return own
        for heading in reversed(column.heading):
            if self._fits(label, choice := self.named(heading, unit)):
                return choice
        if (label.is_place or label.is_bare) and (choice := self._among_headings(column, unit)).code != OTHER:
            return choice
        if not label.is_place and not label.is_bare:
            choice = self._together(
                label, [*(above.cell for above in reversed(parents)), *column.heading], unit
            )
            if choice.code != OTHER:
                return choice
        if label.is_sub:
            for above in reversed(parents):
                if self._fits(label, choice := self.named(above.cell, unit)):
                    return replace(choice, score=round(choice.score * _INHERITED, 2))
        if self.family and (label.is_place or label.is_bare) and unit in ("rank", "score"):
            return relative(self.family, unit)
        return self._of_title(label, unit) if column.is_plain else NOTHING

    def read_headings(self, columns: tuple[Column, ...]) -> None:
        """Remember the index that the headings name, if they name one only."""
        headings = {cell for column in columns for cell in column.heading}
        self.headings = tuple(sorted(headings, key=lambda cell: cell.start))
        families = {family_of(self.named(cell, "rank").code) for cell in headings} - {""}
        self.family = families.pop() if len(families) == 1 else ""

    def _fits(self, label: Label, choice: Choice) -> bool:
        """Tell whether a row may take over an indicator: an index has no value for one of its parts."""
        if choice.code == OTHER:
            return False
        if choice.entry and choice.entry.component_of:
            return label.is_place  # "Tổng điểm" below a component is of the index
        return (
            label.is_place
            or label.is_bare
            or not family_of(choice.code)
            or choice.code == "service_satisfaction"
        )

    def _together(self, label: Label, further: list[Cell], unit: str) -> Choice:
        """Read a label with one phrase from outside it: the group it stands in, or the column's heading."""
        own = (label.cell.start, label.cell.end)
        for cell in further:
            for tried in [unit] if unit else _UNITS:
                choice = self._reader(label.cell).choose(
                    own, [(cell.start, cell.end)], -2, tried, self._reader(cell)
                )
                if self._fits(label, choice):
                    return choice
        return NOTHING

    def _among_headings(self, column: Column, unit: str) -> Choice:
        """Read a heading with one phrase of another: "Trực tuyến (%)" beside "Tiếp nhận (hồ sơ)"."""
        for heading in reversed(column.heading):
            own = (heading.start, heading.end)
            for cell in self.headings:
                choice = self._reader(heading).choose(
                    own, [(cell.start, cell.end)], -2, unit, self._reader(cell)
                )
                if choice.code != OTHER:
                    return replace(choice, score=round(choice.score * _INHERITED, 2))
        return NOTHING

    def _of_title(self, label: Label, unit: str) -> Choice:
        if not (label.is_place or label.is_bare or self.is_of_title and unit == "percent"):
            return NOTHING
        if not label.is_place:
            joint = self._together(label, list(self.titles[:2]), unit)
            if joint.code != OTHER:
                return joint
        for title in self.titles:
            if self._fits(label, choice := self.named(title, unit)):
                return replace(choice, score=round(choice.score * _OF_TITLE, 2))
        return NOTHING

    def unit_for(self, value: CellValue, label: Label, parents: list[Label], column: Column) -> str:
        """Return the unit of a value: its own, the row's, the column's, a parent's or the table's; or ""."""
        if value.unit:
            return value.unit
        if value.denominator in load("tables")["ranking_sizes"]:
            return "rank"
        if column.unit == "rank" or column.is_movement and column.unit:
            return column.unit
        told = unit_of(label.unit)
        if label.unit and not told:
            told = unit_named(label.unit) or "count"
        own = unit_named(self._folded(label.cell))
        told = told or (own or column.unit if column.unit == "count" else column.unit or own)
        for above in reversed(parents if label.is_sub else []):
            told = told or unit_of(above.unit) or unit_named(self._folded(above.cell))
        told = told or self.unit
        if label.is_place or label.is_bare or self.is_of_title:
            told = told or self.theme
        if told == "rank" and value.low % 1:
            return "score"  # under "Bảng xếp hạng PCI" a column "PCI" beside "Xếp hạng"
        too_large = told == "percent" and value.low > _LARGEST_SHARE and not column.is_movement
        return "count" if too_large else told

    def _folded(self, cell: Cell) -> str:
        return self.text.folded[cell.start : cell.end]


def settled_unit(unit: str, value: CellValue, choice: Choice) -> str:
    """Return the unit in the light of the indicator: it may tell one, or take only another."""
    if not choice.entry:
        return unit
    if unit == "score" and "score" not in choice.entry.units and "percent" in choice.entry.units:
        return "percent"
    if unit:
        return unit
    if value.denominator is not None and "rank" in choice.entry.units:
        return "rank"
    units = choice.entry.units
    if len(units) > 1 and "count" in units:
        return "percent" if value.low <= 100 and value.denominator is None else "count"
    return min(units)

"""A small scorer: how well do the measures that were read agree with the hand-made ones?

A hand-made row and a read one belong together when their values overlap in the text; each is used once,
and the pairs that agree most are made first. Stages: ``found`` (kind, unit and number agree), ``strict``
(level, year, comparator and change too), ``full`` (the indicator too). Optional rows cost nothing.
"""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from ingest.records import Measure

STAGES = ("found", "strict", "full")


@dataclass(frozen=True, slots=True)
class Expected:
    """One hand-made row, with the place of its value in the text."""

    start: int
    end: int
    fields: dict[str, str]

    @property
    def is_optional(self) -> bool:
        return self.fields["optional"] == "1"


@dataclass(slots=True)
class Tally:
    """Counts over one or many texts."""

    expected: int = 0
    read: int = 0
    found: int = 0
    strict: int = 0
    full: int = 0

    def add(self, other: "Tally") -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def f1(self, stage: str) -> float:
        """Return the harmonic mean of precision and recall at a stage."""
        whole = self.expected + self.read
        return 2.0 * getattr(self, stage) / whole if whole else 1.0


def read_expected(path: Path, text: str) -> list[Expected]:
    """Read hand-made rows; their quotes must stand exactly once in the text."""
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for fields in csv.DictReader(file):
            quote, value = fields["quote"], fields["value_text"]
            assert text.count(quote) == 1, f"{path.name}: {quote!r} stands {text.count(quote)} times"
            start = text.index(quote) + quote.index(value)
            rows.append(Expected(start, start + len(value), fields))
    return rows


def _admits(cell: str, value: object) -> bool:
    said = "" if value is None else str(value)
    return said in (choice.strip() for choice in cell.split("|"))


def _same_number(cell: str, value: float | None) -> bool:
    if not cell or value is None:
        return not cell and value is None
    return math.isclose(float(cell), value, rel_tol=1e-9)


def stages_passed(expected: Expected, row: Measure) -> int:
    """Return how many stages a pair passes, 0 to 3."""
    fields = expected.fields
    same_value = _same_number(fields["value_low"], row.value_low)
    same_value = same_value and _same_number(fields["value_high"], row.value_high)
    if not (same_value and fields["kind"] == row.kind and fields["unit"] == row.unit):
        return 0
    if not all(
        _admits(fields[name], getattr(row, name)) for name in ("level", "year", "comparator", "change")
    ):
        return 1
    return 3 if _admits(fields["indicator"], row.indicator) else 2


def tally(expected: list[Expected], rows: list[Measure]) -> Tally:
    """Pair expected and read rows one to one and count what agrees."""
    pairs = [
        (stages_passed(wanted, row), -abs(wanted.start - row.value_start), -i, -j)
        for i, wanted in enumerate(expected)
        for j, row in enumerate(rows)
        if wanted.start < row.value_end and row.value_start < wanted.end
    ]
    counts = Tally(expected=sum(not wanted.is_optional for wanted in expected), read=len(rows))
    taken_wanted: set[int] = set()
    taken_rows: set[int] = set()
    for passed, _, i, j in sorted(pairs, reverse=True):
        if -i in taken_wanted or -j in taken_rows:
            continue
        taken_wanted.add(-i)
        taken_rows.add(-j)
        if expected[-i].is_optional:
            counts.read -= 1
            continue
        for name in STAGES[:passed]:
            setattr(counts, name, getattr(counts, name) + 1)
    return counts

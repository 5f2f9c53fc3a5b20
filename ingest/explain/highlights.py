"""Which stretches of a text are highlighted, each once, and what the label beside each says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.explain.document import Row
from ingest.explain.names import words
from ingest.records import Measure

Piece = tuple[str, "Highlight | None"]


@dataclass(frozen=True, slots=True)
class Highlight:
    """One highlighted stretch with all its rows (levels, years, indicators of one value)."""

    number: int  # from 1, in the order of the text
    start: int
    end: int
    rows: tuple[Row, ...]

    @property
    def label(self) -> str:
        """Return year and level at a glance: ``◎ 2025 · cấp tỉnh, huyện``."""
        return label_of([row.measure for row in self.rows])


def find_highlights(rows: Sequence[Row]) -> list[Highlight]:
    """Return the stretches in the order of the text; values that overlap share one."""
    found: list[tuple[int, int, list[Row]]] = []
    for row in sorted(rows, key=lambda row: (row.measure.value_start, -row.measure.value_end)):
        start, end = row.measure.value_start, row.measure.value_end
        if found and start < found[-1][1]:
            first, last, inside = found[-1]
            found[-1] = (first, max(last, end), [*inside, row])
        else:
            found.append((start, end, [row]))
    return [Highlight(number, *stretch[:2], tuple(stretch[2])) for number, stretch in enumerate(found, 1)]


def lines_of(text: str, highlights: Sequence[Highlight]) -> Iterator[list[Piece]]:
    """Yield the text line by line, in pieces; a highlight is never cut, so its lines stay together."""
    line: list[Piece] = []
    for piece, highlight in _pieces(text, highlights):
        if highlight is not None:
            line.append((piece, highlight))
            continue
        for part in piece.splitlines(keepends=True):
            line.append((part, None))
            if part != part.rstrip("\n"):
                yield line
                line = []
    if line:
        yield line


def _pieces(text: str, highlights: Sequence[Highlight]) -> Iterator[Piece]:
    position = 0
    for highlight in highlights:
        yield text[position : highlight.start], None
        yield text[highlight.start : highlight.end], highlight
        position = highlight.end
    yield text[position:], None


def label_of(measures: Sequence[Measure]) -> str:
    """Return the label of a value: for each kind its years, and the levels they are for."""
    return "  ".join(
        _label_of_kind(kind, [measure for measure in measures if measure.kind == kind])
        for kind in ("target", "actual")
        if any(measure.kind == kind for measure in measures)
    )


def _label_of_kind(kind: str, measures: Sequence[Measure]) -> str:
    levels: dict[str, set[int | None]] = {}
    for measure in measures:
        levels.setdefault(measure.level, set()).add(measure.year)
    order = list(words()["levels"])
    named = sorted(levels, key=lambda level: (sorted(map(_order, levels[level])), order.index(level)))
    parts = []
    for years, same in groupby(named, key=lambda level: years_of(levels[level])):
        said = ", ".join(words()["levels"][level] for level in same).replace(", cấp ", ", ")
        parts.append(f"{years} · {said}")
    derived = f" ({words()['derived']})" if all(measure.derived for measure in measures) else ""
    return f"{words()['kind_signs'][kind]} {' | '.join(parts)}{derived}"


def years_of(years: set[int | None]) -> str:
    """Return years in short.

    >>> years_of({2025, 2022, 2023, 2024, 2030}), years_of({None})
    ('2022–2025, 2030', 'chưa rõ năm')
    """
    stretches: list[list[int]] = []
    for year in sorted(year for year in years if year is not None):
        if stretches and year == stretches[-1][-1] + 1:
            stretches[-1].append(year)
        else:
            stretches.append([year])
    said = [f"{stretch[0]}–{stretch[-1]}" if len(stretch) > 1 else str(stretch[0]) for stretch in stretches]
    return ", ".join(said + ([words()["no_year"]] if None in years else []))


def _order(year: int | None) -> int:
    return 9999 if year is None else year

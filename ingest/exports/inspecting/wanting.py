"""Wanting: what the figures of a column are - their indicator, unit and scale, two of them in one cell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.codebook import entries
from ingest.exports.inspecting.cells import Cells, look_at, parts_of
from ingest.exports.inspecting.naming import (
    Candidate,
    candidates_of,
    index_of_its_own,
    is_general,
    rank_beside,
    says_derived,
)
from ingest.exports.inspecting.proposal import Codes, Known, Wanted
from ingest.exports.inspecting.scales import are_percents, bounds_of, is_zero_missing, unit_of
from ingest.exports.words import plain


@dataclass(frozen=True, slots=True)
class Wanting:
    """Decides about the columns of one table: of an index ("" where it is not known)."""

    index: str
    known: Known

    def columns(self, name: str, stack: Sequence[str], seen: Cells, cells: Sequence[str]) -> list[Wanted]:
        """Return the figures of a column called ``name`` ("" where the mapping cannot name it)."""
        heading = " ".join(stack)
        if seen.patterns and seen.numbers < seen.filled / 2:
            return self._two_in_one(name, heading, seen.patterns, cells)
        wanted = self.one(name, stack, seen)
        if not name:
            said = f"another column has its heading {heading!r} too" if heading else "it has no heading"
            return [replace(wanted, column=heading or "?", why_left_out=said, is_unnamed=True)]
        return [wanted]

    def one(self, name: str, stack: Sequence[str], seen: Cells) -> Wanted:
        """Return one column of figures: its unit decides between score and rank, its heading the rest."""
        heading = " ".join(stack)
        stated = stated_for(self.known, name, heading)
        likely = () if stated else self._likely(stack, heading, seen)
        code = stated or next((found.code for found in likely if found.fits), "")
        unit = unit_of(heading, seen, code)
        zero_is_missing = is_zero_missing(unit, seen)
        return Wanted(
            name,
            unit,
            code,
            likely,
            bounds_of(unit, seen.lowest_but_zero if zero_is_missing else seen.lowest, seen.highest),
            is_derived=says_derived(heading),
            zero_is_missing=zero_is_missing,
            why_left_out="" if code else "nothing in the codebook fits its heading",
        )

    def _likely(self, stack: Sequence[str], heading: str, seen: Cells) -> tuple[Candidate, ...]:
        is_rank = unit_of(heading, seen, "") == "rank"
        likely = candidates_of(stack, self.index, is_rank=is_rank)
        if not is_rank and are_percents(seen) and (total := index_of_its_own(heading, self.index)):
            likely = [*total, *(found for found in likely if found not in total)]
        return tuple(likely)

    def _two_in_one(
        self, name: str, heading: str, patterns: tuple[str, str], cells: Sequence[str]
    ) -> list[Wanted]:
        """Return the two figures of a cell, one of them a rank."""
        parts = [look_at(parts_of(cells, pattern, is_padded=True)) for pattern in patterns]
        rank = min((0, 1), key=lambda part: (parts[part].integers < parts[part].filled, parts[part].highest))
        wanted = []
        for part, pattern in enumerate(patterns):
            one = self.one(name, ["xếp hạng" if part == rank else "điểm"], parts[part])
            stated = stated_for(self.known, name, heading)
            wanted.append(replace(one, pattern=pattern, indicator=one.indicator or stated))
        return wanted if name else wanted[:1]


def stated_for(known: Known, name: str, heading: str) -> str:
    """Return the indicator that a person stated for a column or name, or ""."""
    wanted = {plain(said): code for said, code in known.indicators.items()}
    return wanted.get(plain(name)) or wanted.get(plain(heading), "")


# ---- the columns of a table beside each other ----


def with_ranks_beside(values: Sequence[Wanted]) -> list[Wanted]:
    """Return the columns in which "Hạng" alone may be the rank of the total before it: a person decides."""
    found: list[Wanted] = []
    for wanted in values:
        if wanted.unit == "rank" and not wanted.indicator and is_general(wanted.column, ""):
            wanted = replace(wanted, candidates=tuple(rank_beside(found[-1].indicator) if found else ()))
        found.append(wanted)
    return found


def of_codes(values: Sequence[Wanted], codes: Codes, index: str) -> list[Wanted]:
    """Return the columns whose rows name their indicator: those with a heading of their own are left out."""
    general = [wanted for wanted in values if is_general(wanted.column, index)] or list(values[:1])
    units = {entry["unit"] for entry in entries() if entry["code"] in codes.codes.values()}
    unit = units.pop() if len(units) == 1 else "score"
    return [
        replace(
            wanted,
            indicator="",
            candidates=(),
            unit=wanted.unit if wanted.unit == "rank" else unit,
            why_left_out="" if wanted in general else "its heading says what no row is about",
        )
        for wanted in values
    ]


def each_once(values: Sequence[Wanted]) -> list[Wanted]:
    """Return the columns with each indicator read once: the one that fits best, and once more if derived."""
    best: dict[tuple[str, str, bool], Wanted] = {}
    for wanted in values:
        if wanted.why_left_out:
            continue
        key = (wanted.indicator, wanted.unit, wanted.is_derived)
        if key not in best or _fit(wanted) > _fit(best[key]):
            best[key] = wanted
    kept = set(map(id, best.values()))
    return [
        wanted
        if wanted.why_left_out or id(wanted) in kept
        else replace(wanted, why_left_out=f"{wanted.indicator} is read from another column already")
        for wanted in values
    ]


def _fit(wanted: Wanted) -> float:
    return wanted.candidates[0].score if wanted.candidates else 2.0

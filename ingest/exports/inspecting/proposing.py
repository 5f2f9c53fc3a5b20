"""Proposing: from a table and the roles of its columns to the mapping that would read it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from ingest import localities
from ingest.codebook import entries
from ingest.exports.headings import without_year
from ingest.exports.inspecting.cells import Cells, is_missing, look_at, year_of, years_in
from ingest.exports.inspecting.headings import naming_of
from ingest.exports.inspecting.naming import (
    Candidate,
    candidates,
    candidates_of,
    index_of_its_own,
    indices_named,
    is_general,
    likeliest_index,
    rank_beside,
    says_derived,
)
from ingest.exports.inspecting.places import Boundaries, boundaries_of
from ingest.exports.inspecting.proposal import Codes, Known, Proposal, Wanted
from ingest.exports.inspecting.roles import Roles, labels_of
from ingest.exports.inspecting.scales import are_percents, bounds_of, decimal_of, is_zero_missing, unit_of
from ingest.exports.inspecting.tables import Column, Table
from ingest.exports.inspecting.years import YearFound, year_found
from ingest.exports.words import plain, words


def propose(
    table: Table, roles: Roles, kin: Sequence[tuple[Table, Roles]], file_name: str, known: Known
) -> Proposal | None:
    """Return the mapping that would read a table; ``None`` where its shape is none that is read.

    ``kin`` are the tables of the same file whose sheets differ from this one by the year alone, itself among
    them.
    """
    if roles.layout == "profile":
        return _Proposing(table, roles, kin, file_name, known).profile()
    if roles.layout in ("rows", "pairs"):
        return _Proposing(table, roles, kin, file_name, known).rows()
    return None


class _Proposing:
    """What the steps of one proposal share."""

    def __init__(
        self, table: Table, roles: Roles, kin: Sequence[tuple[Table, Roles]], file_name: str, known: Known
    ) -> None:
        self.table, self.roles, self.kin = table, roles, kin
        self.file_name, self.known = file_name, known
        around = (*table.titles, table.grid.name, file_name)
        self.named = next((found for text in around if (found := indices_named(text))), [])
        self.notes: list[str] = []

    # --- one row per locality, or pairs ---

    def rows(self) -> Proposal:
        columns = self._columns_of_figures()
        naming = naming_of(self.table, self._needed(columns), self.roles.across)
        names = naming.names
        year = self._year(names.get(self.roles.year.place, "") if self.roles.year else "")
        across = self.roles.across is not None
        indicators = self._codes(names)
        index = likeliest_index(
            [*(column.heading for column in columns), *(indicators.codes if indicators else ())], self.named
        )
        values = self._across(index) if across else self._values(columns, names, index)
        values = _of_codes(values, indicators, index) if indicators else _each_once(values)
        locality = self.roles.locality
        assert locality is not None
        name = names.get(locality.place, "")
        return Proposal(
            self.table,
            self.roles,
            self.roles.layout,
            "" if self.roles.layout == "pairs" else name,
            year,
            tuple(values),
            indicators,
            locality.code_system or "gso",
            self._boundaries(year, locality.code_system or "gso"),
            naming.header_rows,
            decimal_of(self._marks(columns)),
            index=index,
            notes=tuple(self.notes),
        )

    def _columns_of_figures(self) -> list[Column]:
        if self.roles.layout == "pairs":
            return [pair.figures for pair in self.roles.pairs]
        return list(self.roles.figures)

    def _needed(self, columns: Sequence[Column]) -> list[Column]:
        """Return the columns that the mapping has to name."""
        if self.roles.layout == "pairs":
            return [self._headed(place) for place in range(len(self.roles.pairs))]
        own = [self.roles.locality, self.roles.year, self.roles.indicators]
        figures = [] if self.roles.across else columns
        return [column for column in (*own, *figures) if column is not None]

    def _headed(self, number: int) -> Column:
        """Return the column of a pair that its heading stands above, with the cells that say what it is."""
        pair = self.roles.pairs[number]
        told = [_without_labels(column) for column in (pair.names, pair.figures)]
        return next((column for column in told if column.stack), pair.figures)

    # --- figures ---

    def _values(self, columns: Sequence[Column], names: Mapping[int, str], index: str) -> list[Wanted]:
        found: list[Wanted] = []
        for number, column in enumerate(columns):
            headed = self._headed(number) if self.roles.layout == "pairs" else column
            name = names.get(headed.place, "")
            found += [
                self._since(wanted, column)
                for wanted in self._wanted(name, headed.stack, self._seen(column), index, column.cells)
            ]
        return _with_ranks_beside(found)

    def _since(self, wanted: Wanted, column: Column) -> Wanted:
        """Return the figures with the first year whose sheet has them; left out where a later one has not."""
        has = {
            years_in(table.grid.name)[0]: any(_is_alike(other, column) for other in table.columns)
            for table, _ in self.kin
            if len(self.kin) > 1
        }
        years = [year for year in sorted(has) if has[year]]
        if len(years) == len(has):
            return wanted
        if all(has[year] for year in has if year >= years[0]):
            return replace(wanted, since=years[0])
        lacking = ", ".join(str(year) for year in sorted(has) if not has[year])
        return replace(wanted, why_left_out=f"the sheets of {lacking} do not have it")

    def _seen(self, column: Column) -> Cells:
        """Return what the cells of a column are in all sheets that differ by the year alone."""
        if len(self.kin) == 1:
            return column.seen
        alike = [other for table, _ in self.kin for other in table.columns if _is_alike(other, column)]
        return look_at([cell for other in alike for cell in other.cells])

    def _wanted(
        self, name: str, stack: Sequence[str], seen: Cells, index: str, cells: Sequence[str]
    ) -> list[Wanted]:
        heading = " ".join(stack)
        if seen.patterns and seen.numbers < seen.filled / 2:
            return self._two_in_one(name, heading, seen, index, cells)
        wanted = self._one(name, stack, seen, index)
        if not name:
            said = f"another column has its heading {heading!r} too" if heading else "it has no heading"
            return [replace(wanted, column=heading or "?", why_left_out=said, is_unnamed=True)]
        return [wanted]

    def _one(self, name: str, stack: Sequence[str], seen: Cells, index: str) -> Wanted:
        """Return one column of figures: its unit decides between score and rank, its heading the rest."""
        heading = " ".join(stack)
        stated = self._stated(name, heading)
        is_rank = unit_of(heading, seen, "") == "rank"
        likely = tuple(candidates_of(stack, index, is_rank=is_rank))
        if are_percents(seen) and (total := index_of_its_own(heading, index)):
            likely = (*total, *(found for found in likely if found not in total))
        code = stated or next((found.code for found in likely if found.fits), "")
        unit = unit_of(heading, seen, code)
        zero_is_missing = is_zero_missing(unit, seen)
        return Wanted(
            name,
            unit,
            code,
            () if stated else likely,
            bounds_of(unit, seen.lowest_but_zero if zero_is_missing else seen.lowest, seen.highest),
            is_derived=says_derived(heading),
            zero_is_missing=zero_is_missing,
            why_left_out="" if code else "nothing in the codebook fits its heading",
        )

    def _stated(self, name: str, heading: str) -> str:
        wanted = {plain(said): code for said, code in self.known.indicators.items()}
        return wanted.get(plain(name)) or wanted.get(plain(heading), "")

    def _two_in_one(
        self, name: str, heading: str, seen: Cells, index: str, cells: Sequence[str]
    ) -> list[Wanted]:
        """Return the two figures of a cell, one of them a rank."""
        assert seen.patterns
        parts = []
        for pattern in seen.patterns:
            found = [match["value"] if (match := re.search(pattern, cell)) else "" for cell in cells]
            parts.append(look_at(found))
        rank = min((0, 1), key=lambda part: (parts[part].integers < parts[part].filled, parts[part].highest))
        wanted = []
        for part in (0, 1):
            words = "xếp hạng" if part == rank else "điểm"
            one = self._one(name, [words], parts[part], index)
            stated = self._stated(name, heading)
            wanted.append(replace(one, pattern=seen.patterns[part], indicator=one.indicator or stated))
        return [one for one in wanted if name] or wanted[:1]

    def _across(self, index: str) -> list[Wanted]:
        """Return the figures of years across: one indicator, or several under each year."""
        groups = self._sub_headings()
        columns = self.table.columns
        places = self.roles.across or {}
        if not groups:
            cells = [cell for place in places for cell in columns[place].cells]
            heading = next(iter(self.table.titles), self.table.grid.name) or self.file_name
            joined = look_at(cells)
            name = "figures"
            one = self._one(name, ["Xếp hạng" if joined.ranks else "Điểm"], joined, index)
            return [self._of_title(one, heading, joined, index)]
        wanted = []
        for name, under in groups.items():
            joined = look_at([cell for place in under for cell in columns[place].cells])
            wanted += self._wanted(name, [name], joined, index, [])
        return wanted

    def _of_title(self, one: Wanted, title: str, seen: Cells, index: str) -> Wanted:
        """Return the figures below a title: of its index, or of what the title itself names."""
        if index and one.indicator:
            is_rank = unit_of(title, seen, "") == "rank" and seen.integers == seen.filled
            return self._one(one.column, ["Xếp hạng"], seen, index) if is_rank else one
        return replace(self._one(one.column, [title], seen, index), column=one.column)

    def _sub_headings(self) -> dict[str, list[int]]:
        """Return the headings beside the years that stand under several of them, with their columns."""
        found: dict[str, list[int]] = {}
        for place in self.roles.across or {}:
            for cell in self.table.columns[place].stack:
                if rest := without_year(cell):
                    found.setdefault(rest, []).append(place)
        everywhere = len(self.roles.across or {})
        parted = {name: places for name, places in found.items() if len(places) < everywhere}
        return parted if len(parted) > 1 else {}

    def _codes(self, names: Mapping[int, str]) -> Codes | None:
        column = self.roles.indicators
        if column is None or not names.get(column.place):
            return None
        said = [cell for cell in dict.fromkeys(column.cells) if not is_missing(cell)]
        index = likeliest_index(said, self.named)
        codes: dict[str, str] = {}
        unsure: dict[str, tuple[Candidate, ...]] = {}
        for name in said:
            likely = candidates(name, index)
            stated = self._stated(name, name)
            code = stated or next((found.code for found in likely if found.fits), "")
            if code and (stated or code not in codes.values()):
                codes[name] = code
            else:
                unsure[name] = tuple(likely)
        return Codes(names[column.place], codes, unsure)

    # --- years and boundaries ---

    def _year(self, column_name: str) -> YearFound:
        sheets = [table.grid.name for table, _ in self.kin]
        return year_found(self.table, self.roles, column_name, sheets, self.file_name, self.known.year)

    def _boundaries(self, year: YearFound, code_system: str) -> Boundaries:
        named: dict[int, dict[str, None]] = {}
        for table, roles in self.kin:
            for place, cell in _named(table, roles, year):
                named.setdefault(place, {})[cell] = None
        return boundaries_of(named, code_system)

    def _marks(self, columns: Sequence[Column]) -> list[Cells]:
        places = [column.place for column in columns] or list(self.roles.across or {})
        found = []
        for table, _ in self.kin:
            for place in places:
                if place >= len(table.columns):
                    continue
                column = table.columns[place]
                found.append(column.seen)
                if column.seen.patterns:
                    found.append(_parts(column))
        return found

    # --- profiles ---

    def profile(self) -> Proposal:
        rows = labels_of(self.table, self.roles.across or {})
        index = likeliest_index([label for label, _ in rows], self.named)
        values: list[Wanted] = []
        for label, cells in rows:
            values += self._wanted(label, [label], look_at(cells), index, cells)
        locality = self.known.locality or _locality_around(self.table, self.file_name)
        year = self._year("")
        years = {int(found): {locality: None} for found in (self.roles.across or {}).values()}
        return Proposal(
            self.table,
            self.roles,
            "profile",
            locality,
            year,
            tuple(_each_once(values)),
            boundaries=boundaries_of(years) if locality else Boundaries(),
            decimal=decimal_of([look_at(cells) for _, cells in rows]),
            index=index,
            notes=tuple(self.notes),
        )


def _with_ranks_beside(values: Sequence[Wanted]) -> list[Wanted]:
    """Return the columns in which "Hạng" alone may be the rank of the total before it: a person decides."""
    found: list[Wanted] = []
    for wanted in values:
        if wanted.unit == "rank" and not wanted.indicator and is_general(wanted.column, ""):
            wanted = replace(wanted, candidates=tuple(rank_beside(found[-1].indicator) if found else ()))
        found.append(wanted)
    return found


def _without_labels(column: Column) -> Column:
    """Return a column without the cells above it that say "Tỉnh" or "Điểm", which each pair has."""
    is_label = {
        cell: plain(cell) in words("locality_headings") or is_general(cell, "") and not indices_named(cell)
        for cell in column.stack
    }
    return replace(column, stack=tuple(cell for cell in column.stack if not is_label[cell]))


def _is_alike(one: Column, other: Column) -> bool:
    """Tell whether columns of two sheets have one heading, but for the year in it."""
    return [plain(without_year(cell)) for cell in one.stack[-1:]] == [
        plain(without_year(cell)) for cell in other.stack[-1:]
    ]


def _parts(column: Column) -> Cells:
    assert column.seen.patterns
    found = [re.search(pattern, cell) for pattern in column.seen.patterns for cell in column.cells]
    return look_at([match["value"] for match in found if match])


def _named(table: Table, roles: Roles, year: YearFound) -> list[tuple[int, str]]:
    """Return the localities of a table by year."""
    columns = [pair.names for pair in roles.pairs] or ([roles.locality] if roles.locality else [])
    names = [cell.strip() for column in columns for cell in column.cells if not is_missing(cell)]
    if roles.year and isinstance(year.value, str):
        pairs = zip(roles.year.cells, columns[0].cells, strict=True)
        return [
            (found, name.strip())
            for cell, name in pairs
            if (found := year_of(cell)) is not None and not is_missing(name)
        ]
    if roles.across:
        years = sorted(set(roles.across.values()))
    elif isinstance(year.value, int):
        years = [year.value]
    else:
        years = years_in(table.grid.name)[:1]
    return [(found, name) for found in years for name in names]


def _locality_around(table: Table, file_name: str) -> str:
    """Return the locality that a title, the sheet or the file is named after."""
    for text in (*table.titles, table.grid.name, file_name):
        words = text.replace("_", " ").replace("-", " - ").split()
        for length in range(min(6, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                name = " ".join(words[start : start + length]).strip(" .,:;()")
                place = localities.resolve_for_document(name, date(2024, 12, 31)) if len(name) > 3 else None
                if place and place.code:
                    return place.name
    return ""


def _of_codes(values: Sequence[Wanted], codes: Codes, index: str) -> list[Wanted]:
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


def _each_once(values: Sequence[Wanted]) -> list[Wanted]:
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

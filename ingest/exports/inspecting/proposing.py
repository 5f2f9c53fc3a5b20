"""Proposing: from a table and the roles of its columns to the mapping that would read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.exports.inspecting.across import figures_across
from ingest.exports.inspecting.cells import is_missing, look_at
from ingest.exports.inspecting.headings import naming_of, of_pair
from ingest.exports.inspecting.kin import Kin
from ingest.exports.inspecting.naming import Candidate, candidates, indices_named, likeliest_index
from ingest.exports.inspecting.places import Boundaries, boundaries_of, locality_in
from ingest.exports.inspecting.proposal import Codes, Known, Proposal, Wanted
from ingest.exports.inspecting.roles import Roles, labels_of
from ingest.exports.inspecting.scales import decimal_of
from ingest.exports.inspecting.tables import Column, Table
from ingest.exports.inspecting.wanting import Wanting, each_once, of_codes, stated_for, with_ranks_beside
from ingest.exports.inspecting.years import YearFound, year_found


def propose(
    table: Table, roles: Roles, kin: Sequence[tuple[Table, Roles]], file_name: str, known: Known
) -> Proposal | None:
    """Return the mapping that would read a table; ``None`` where its shape is none that is read.

    ``kin`` are the tables of the same file whose sheets differ from this one by the year alone, itself among
    them.
    """
    proposing = _Proposing(table, roles, Kin(tuple(kin)), file_name, known)
    if roles.layout == "profile":
        return proposing.profile()
    return proposing.rows() if roles.layout in ("rows", "pairs") else None


@dataclass(frozen=True, slots=True)
class _Proposing:
    """What the steps of one proposal share."""

    table: Table
    roles: Roles
    kin: Kin
    file_name: str
    known: Known

    def rows(self) -> Proposal:
        """Return the mapping of one row per locality, or of pairs."""
        assert self.roles.locality is not None
        columns = self._columns_of_figures()
        naming = naming_of(self.table, self._needed(columns), self.roles.across)
        codes = self._codes(naming.names)
        index = self._index([*(column.heading for column in columns), *(codes.codes if codes else ())])
        values = self._values(columns, naming.names, Wanting(index, self.known))
        year = self._year(naming.names.get(self.roles.year.place, "") if self.roles.year else "")
        code_system = self.roles.locality.code_system or "gso"
        is_paired = self.roles.layout == "pairs"
        return Proposal(
            self.table,
            self.roles,
            self.roles.layout,
            "" if is_paired else naming.names.get(self.roles.locality.place, ""),
            year,
            tuple(of_codes(values, codes, index) if codes else each_once(values)),
            codes,
            code_system,
            boundaries_of(self.kin.localities(year), code_system),
            naming.header_rows,
            decimal_of(self.kin.marks([column.place for column in columns] or self.roles.across or ())),
            index=index,
        )

    def profile(self) -> Proposal:
        """Return the mapping of one locality with its years across."""
        rows = labels_of(self.table, self.roles.across or {})
        index = self._index([label for label, _ in rows])
        wanting = Wanting(index, self.known)
        values = [
            wanted
            for label, cells in rows
            for wanted in wanting.columns(label, [label], look_at(cells), cells)
        ]
        around = (*self.table.titles, self.table.grid.name, self.file_name)
        locality = self.known.locality or next(filter(None, map(locality_in, around)), "")
        years = {int(year): [locality] for year in (self.roles.across or {}).values()}
        return Proposal(
            self.table,
            self.roles,
            "profile",
            locality,
            self._year(""),
            tuple(each_once(values)),
            boundaries=boundaries_of(years) if locality else Boundaries(),
            decimal=decimal_of([look_at(cells) for _, cells in rows]),
            index=index,
        )

    def _columns_of_figures(self) -> list[Column]:
        if self.roles.layout == "pairs":
            return [pair.figures for pair in self.roles.pairs]
        return list(self.roles.figures)

    def _needed(self, columns: Sequence[Column]) -> list[Column]:
        """Return the columns that the mapping has to name."""
        if self.roles.layout == "pairs":
            return [of_pair(pair.names, pair.figures) for pair in self.roles.pairs]
        own = [self.roles.locality, self.roles.year, self.roles.indicators]
        figures = [] if self.roles.across else columns
        return [column for column in (*own, *figures) if column is not None]

    def _index(self, headings: Sequence[str]) -> str:
        """Return the index that the table is of: by its headings, and what is named around it."""
        around = (*self.table.titles, self.table.grid.name, self.file_name)
        return likeliest_index(
            headings, next((found for text in around if (found := indices_named(text))), [])
        )

    def _values(self, columns: Sequence[Column], names: dict[int, str], wanting: Wanting) -> list[Wanted]:
        """Return the figures of each column, or of the years across."""
        if self.roles.across is not None:
            return figures_across(self.table, self.roles.across, self.file_name, wanting)
        headed = self._needed(columns) if self.roles.layout == "pairs" else columns
        found = [
            self.kin.since(wanted, column)
            for above, column in zip(headed, columns, strict=True)
            for wanted in wanting.columns(
                names.get(above.place, ""), above.stack, self.kin.seen(column), column.cells
            )
        ]
        return with_ranks_beside(found)

    def _codes(self, names: dict[int, str]) -> Codes | None:
        """Return what the names of indicators in a column stand for, where there is one."""
        column = self.roles.indicators
        if column is None or not names.get(column.place):
            return None
        said = [cell for cell in dict.fromkeys(column.cells) if not is_missing(cell)]
        index = self._index(said)
        codes: dict[str, str] = {}
        unsure: dict[str, tuple[Candidate, ...]] = {}
        for name in said:
            likely = candidates(name, index)
            stated = stated_for(self.known, name, name)
            code = stated or next((found.code for found in likely if found.fits), "")
            if code and (stated or code not in codes.values()):
                codes[name] = code
            else:
                unsure[name] = tuple(likely)
        return Codes(names[column.place], codes, unsure)

    def _year(self, column_name: str) -> YearFound:
        return year_found(
            self.table, self.roles, column_name, self.kin.sheets, self.file_name, self.known.year
        )

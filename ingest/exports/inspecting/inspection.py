"""Inspections: every table of a file looked at, one of them proposed, and the proposal tried."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.exports.continued import joined, parts_of
from ingest.exports.inspecting.cells import years_in
from ingest.exports.inspecting.proposal import Known, Proposal
from ingest.exports.inspecting.proposing import propose
from ingest.exports.inspecting.roles import Roles, heading_repeated, roles_of
from ingest.exports.inspecting.tables import Table, table_of
from ingest.exports.inspecting.trial import Trial, contract_of, try_mapping
from ingest.exports.turning import MOST_ROWS as MOST_ROWS_TURNED
from ingest.exports.turning import turned
from ingest.grids import Grid, open_grids
from ingest.readers import Unreadable

_MOST_TABLES = 60  # of one file that are looked at


@dataclass(frozen=True, slots=True)
class Seen:
    """One sheet or table of a file: its table and roles where it has figures."""

    grid: Grid
    rows: int
    table: Table | None
    roles: Roles | None
    is_turned: bool = False  # localities are headings of columns: rows and columns have changed places
    is_continued: bool = False  # the list goes on beside itself; its parts stand below each other here


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a file; without a proposal, ``why_none`` says why."""

    file: Path
    seen: tuple[Seen, ...]
    proposal: Proposal | None
    contract: dict[str, Any]
    trial: Trial | None
    why_none: str = ""
    why_untried: str = ""

    @property
    def is_complete(self) -> bool:
        """Tell whether the entry can be used as it is: nothing to fill in, and the file reads by it."""
        return bool(
            self.trial and self.trial.good and not self.trial.outcome.violations and not self.loses_pairs
        )

    @property
    def loses_pairs(self) -> bool:
        """Tell whether pairs of columns are headed alike: a list continued side by side, read in part."""
        return self.proposal is not None and (
            self.proposal.layout == "pairs" and any(wanted.is_unnamed for wanted in self.proposal.values)
        )


def inspect_file(file: Path, known: Known | None = None) -> Inspection:
    """Look at a file and propose its mapping. Raises ``Unreadable`` for a file without a table."""
    known = known or Known()
    seen = tuple(_seen(file, known))
    found = [_proposed(one, seen, file.stem, known) for one in seen]
    proposals = [proposal for proposal in found if proposal]
    if not proposals:
        return Inspection(file, seen, None, {}, None, why_none=_why_none(seen))
    best = max(proposals, key=_worth)
    return _tried(file, seen, _named_sheet(best, proposals, known))


def _seen(file: Path, known: Known) -> Sequence[Seen]:
    found: list[Seen] = []
    for grid in open_grids(file, sheet=known.sheet):
        if len(found) == _MOST_TABLES:
            break
        table = table_of(grid)
        roles = roles_of(table) if table else None
        one = Seen(grid, table.row_count if table else 0, table, roles)
        found.append(_turned(one) if roles and roles.layout == "across" else _continued(one))
    return found


def _continued(one: Seen) -> Seen:
    """Return a table whose list goes on beside itself with the parts below each other."""
    heading = heading_repeated(one.table) if one.table else ""
    if one.table is None or not heading:
        return one
    grid = joined(parts_of(one.grid, heading), one.table.last_heading, one.table.row_count)
    table = table_of(grid)
    roles = roles_of(table) if table else None
    if table is None or roles is None or roles.layout != "rows":
        return one
    return Seen(grid, table.row_count, table, roles, is_continued=True)


def _turned(one: Seen) -> Seen:
    """Return a table of localities across with rows and columns changed, if it can be read so."""
    assert one.table
    if one.table.row_count > MOST_ROWS_TURNED:
        return one
    grid = turned(one.grid)
    table = table_of(grid)
    roles = roles_of(table) if table else None
    if table is None or roles is None or roles.layout != "rows":
        return one
    return Seen(grid, table.row_count, replace(table, titles=one.table.titles), roles, is_turned=True)


def _proposed(one: Seen, seen: Sequence[Seen], file_name: str, known: Known) -> Proposal | None:
    if one.table is None or one.roles is None:
        return None
    kin = [
        (other.table, other.roles)
        for other in seen
        if other.table and other.roles and (other is one or _are_kin(one, other))
    ]
    proposal = propose(one.table, one.roles, kin, file_name, known)
    if proposal:
        proposal = replace(proposal, is_turned=one.is_turned, is_continued=one.is_continued)
    return proposal if proposal and proposal.values else None


def _are_kin(one: Seen, other: Seen) -> bool:
    """Tell whether two sheets are of the same shape and named by years."""
    assert one.roles and other.roles
    return (
        one.grid.format in ("xlsx", "xls", "ods")
        and other.roles.layout == one.roles.layout
        and bool(years_in(one.grid.name) and years_in(other.grid.name))
    )


def _worth(proposal: Proposal) -> float:
    """Return how much a proposal would read: figures of known indicators before all others."""
    rows = proposal.table.row_count
    width = len(proposal.roles.across or {}) or 1
    known = sum(bool(wanted.indicator or proposal.indicators) for wanted in proposal.chosen)
    return rows * width * (100 * known + len(proposal.values)) * (0.1 if proposal.table.grid.is_hidden else 1)


def _named_sheet(best: Proposal, proposals: Sequence[Proposal], known: Known) -> Proposal:
    """Return the proposal with its sheet named where another of the file could be taken for it."""
    is_by_sheet = isinstance(best.year.value, dict) and "sheet" in best.year.value
    if known.sheet or len(proposals) > 1 and not is_by_sheet:
        return replace(best, sheet=best.table.grid.name)
    return best


def _tried(file: Path, seen: tuple[Seen, ...], proposal: Proposal) -> Inspection:
    if proposal.to_fill_in:
        return Inspection(file, seen, proposal, {}, None, why_untried="something is to be filled in first")
    try:
        first = try_mapping(file, proposal.as_mapping({"partial": True}))
        contract = contract_of(first)
        return Inspection(file, seen, proposal, contract, try_mapping(file, proposal.as_mapping(contract)))
    except (Unreadable, ValueError) as problem:
        return Inspection(file, seen, proposal, {}, None, why_untried=str(problem))


def _why_none(seen: Sequence[Seen]) -> str:
    layouts = {one.roles.layout for one in seen if one.roles}
    if "across" in layouts:
        return "has its localities as headings of columns; turn the table (rows to columns) and save it again"
    if "below" in layouts:
        return "has a row for each district or commune; figures of exports are read by province only"
    if not any(one.table for one in seen):
        return "has no table of figures"
    return "has figures, but no column names provinces (or their codes) and no years stand across"

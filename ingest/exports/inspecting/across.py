"""Across: the figures of years as headings of columns - of one indicator, or of several under each year."""

from collections.abc import Mapping
from dataclasses import replace

from ingest.exports.headings import without_year
from ingest.exports.inspecting.cells import Cells, look_at
from ingest.exports.inspecting.proposal import Wanted
from ingest.exports.inspecting.scales import unit_of
from ingest.exports.inspecting.tables import Table
from ingest.exports.inspecting.wanting import Wanting

_NAME = "figures"  # of what stands under a year and has no heading of its own


def figures_across(table: Table, across: Mapping[int, int], file_name: str, wanting: Wanting) -> list[Wanted]:
    """Return the figures of a table whose columns ``across`` stand under a year each."""
    groups = _sub_headings(table, across)
    if not groups:
        title = next(iter(table.titles), table.grid.name) or file_name
        return [_of_title(title, _joined(table, list(across)), wanting)]
    return [
        wanted
        for name, places in groups.items()
        for wanted in wanting.columns(name, [name], _joined(table, places), [])
    ]


def _joined(table: Table, places: list[int]) -> Cells:
    return look_at([cell for place in places for cell in table.columns[place].cells])


def _of_title(title: str, seen: Cells, wanting: Wanting) -> Wanted:
    """Return the figures below a title: of its index, or of what the title itself names."""
    one = wanting.one(_NAME, ["Xếp hạng" if seen.ranks else "Điểm"], seen)
    if not (wanting.index and one.indicator):
        return replace(wanting.one(_NAME, [title], seen), column=_NAME)
    is_rank = unit_of(title, seen, "") == "rank" and seen.integers == seen.filled
    return wanting.one(_NAME, ["Xếp hạng"], seen) if is_rank else one


def _sub_headings(table: Table, across: Mapping[int, int]) -> dict[str, list[int]]:
    """Return the headings beside the years that stand under several of them, with their columns."""
    found: dict[str, list[int]] = {}
    for place in across:
        for cell in table.columns[place].stack:
            if rest := without_year(cell):
                found.setdefault(rest, []).append(place)
    parted = {name: places for name, places in found.items() if len(places) < len(across)}
    return parted if len(parted) > 1 else {}

"""The provinces behind a page: today's, and the old ones that lie in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from warehouse.reports.marts import Row
from warehouse.reports.sayings import day, listing, lowered


@dataclass(frozen=True, slots=True)
class Unit:
    """One province as its documents and indices mean it; ``keys`` are its localities, the newest first."""

    keys: tuple[str, ...]
    label: str


def units_of(page_key: str, rows: Iterable[Row]) -> tuple[Unit, ...]:
    """Return the units of a page from its rows of the query ``units``.

    A province that only changed its code is one unit; one that was merged is a unit of its own, told by its
    last day.
    """
    rows = tuple(rows)
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        key = page_key if row["stands_today"] or row["relation"] == "unchanged" else row["locality_key"]
        grouped.setdefault(key, []).append(row)
    is_merged = len(grouped) > 1
    return tuple(
        Unit(
            tuple(row["locality_key"] for row in group),
            _label(group[0], rows, is_merged),
        )
        for group in grouped.values()
    )


def origin(page_key: str, rows: Iterable[Row]) -> str:
    """Return the sentence that tells which provinces today's was made of; empty where it was of none."""
    merged = [row for row in rows if row["relation"] == "merged" and row["successor"] == page_key]
    if not merged:
        return ""
    names = listing([lowered(row["full_name"]) for row in merged])
    first = merged[0]
    return (
        f"Địa bàn hiện nay gồm {names} (cũ), hợp nhất từ ngày {day(first['effective_date'])} theo "
        f"Nghị quyết số {first['legal_basis']}. Số liệu của từng tỉnh cũ được đặt cạnh nhau, không cộng gộp."
    )


def unit_by_key(units: Iterable[Unit]) -> Mapping[str, Unit]:
    """Return each unit by each of its locality keys."""
    return {key: unit for unit in units for key in unit.keys}


def _label(row: Row, rows: tuple[Row, ...], is_merged: bool) -> str:
    if row["valid_to"]:
        return f"{row['full_name']} (đến {day(row['valid_to'])})"
    since = [other["effective_date"] for other in rows if other["relation"] == "merged"]
    return f"{row['full_name']} (từ {day(max(since))})" if is_merged and since else str(row["full_name"])

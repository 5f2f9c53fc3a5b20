"""What stands on the page of one province."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from warehouse.reports.charts import rank_chart, score_chart, status_chart
from warehouse.reports.evidence import Evidence, gather
from warehouse.reports.labels import label, names
from warehouse.reports.marts import Marts, Row
from warehouse.reports.sentences import index_sentences, promise_sentences
from warehouse.reports.units import Unit, origin, unit_by_key, units_of

KEYS_OF_EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "promises": ("target_key", "actual_key", "latest_actual_key", "near_actual_key"),
    "indices": ("score_actual_key", "rank_actual_key", "country_published_actual_key"),
    "promise_conflicts": ("target_key", "later_target_key"),
    "result_conflicts": ("first_actual_key", "other_actual_key"),
    "comparisons": ("target_key",),
}


def province_page(marts: Marts, province: Row) -> dict[str, Any]:
    """Return what the template ``province`` shows; a pure function of the marts."""
    page_key = province["page_key"]
    rows = {query: marts.of(query, page_key) for query in (*KEYS_OF_EVIDENCE, "responsibilities", "rollups")}
    unit_rows = marts.of("units", page_key)
    units = unit_by_key(units_of(page_key, unit_rows))
    evidence = gather(evidence_keys(rows), marts.by_key("statements"), marts.by_key("documents"))
    return {
        "run": marts.run,
        "province": province,
        "origin": origin(page_key, unit_rows),
        "parts": list(_parts(units, rows["promises"], rows["indices"])),
        "is_merged": len(set(units.values())) > 1,
        "units": units,
        "areas": areas_of(rows["promises"]),
        "indices": list(_indices(units, rows["indices"])),
        "national": (national := national_sources(marts, rows["comparisons"])),
        "national_numbers": {key: number for number, key in enumerate(national, start=1)},
        "responsibilities": list(_responsibilities(marts, rows["responsibilities"])),
        "statements": marts.by_key("statements"),
        "promises": {row["target_key"]: row for row in marts.tables["promises"]},
        "evidence": evidence,
        "sources": sources_of(evidence, marts.of("documents", page_key)),
        **{
            query: rows[query]
            for query in ("comparisons", "promise_conflicts", "result_conflicts", "rollups")
        },
    }


def evidence_keys(rows: Mapping[str, Iterable[Row]]) -> Iterator[str | None]:
    """Yield the key of every figure that the rows of a page show."""
    for query, columns in KEYS_OF_EVIDENCE.items():
        for row in rows.get(query, ()):
            yield from (row[column] for column in columns)
    for row in rows.get("responsibilities", ()):
        yield from row["responsibility_keys"]
    for row in rows.get("rollups", ()):
        yield from row["target_keys"]


def areas_of(promises: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Return the promises by area of reform; they come sorted by it."""
    return [(area, list(found)) for area, found in groupby(promises, lambda row: row["area"])]


def counts_by_area(promises: Iterable[Row]) -> dict[str, Counter[str]]:
    """Return how many promises of each area have which status."""
    return {area: Counter(row["status"] for row in found) for area, found in areas_of(promises)}


def sources_of(evidence: Evidence, own: Iterable[Row]) -> list[Row]:
    """Return the documents of a page: those of its evidence, then current ones about the province."""
    shown = [document for document, _ in evidence.documents]
    keys = {document["document_key"] for document in shown}
    return shown + [row for row in own if row["is_current"] and row["document_key"] not in keys]


def national_sources(marts: Marts, comparisons: Iterable[Row]) -> dict[str, Row]:
    """Return the national targets beside the promises of a page, by key, in the order of first use."""
    known = marts.by_key("national_targets")
    return {row["national_target_key"]: known[row["national_target_key"]] for row in comparisons}


def _parts(
    units: Mapping[str, Unit], promises: Sequence[Row], indices: Sequence[Row]
) -> Iterator[dict[str, Any]]:
    """Yield the summary of each province behind the page; of one without any rows only if it stands alone."""
    for unit in dict.fromkeys(units.values()):
        own = [row for row in promises if row["unit_key"] in unit.keys]
        histories = [history for _, of, history in _histories(units, indices) if of == unit]
        if not own and not histories and len(set(units.values())) > 1:
            continue
        counts = counts_by_area(own)
        yield {
            "unit": unit,
            "promises": own,
            "sentences": [*promise_sentences(unit.label, own), *index_sentences(histories)],
            "counts": counts,
            "chart": status_chart(counts, f"Cam kết của {unit.label} theo lĩnh vực và tình trạng")
            if own
            else None,
        }


def _histories(units: Mapping[str, Unit], indices: Sequence[Row]) -> Iterator[tuple[str, Unit, list[Row]]]:
    """Yield each index and unit with its history by year, in the order of their labels."""
    for index in names("index"):
        for unit in dict.fromkeys(units.values()):
            history = [row for row in indices if row["index_key"] == index and row["unit_key"] in unit.keys]
            if history:
                yield index, unit, sorted(history, key=lambda row: (row["year_key"], row["units"]))


def _indices(units: Mapping[str, Unit], indices: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for index, found in groupby(_histories(units, indices), lambda told: told[0]):
        panels: list[dict[str, Any]] = [
            {
                "unit": unit,
                "history": history,
                "score_chart": score_chart(history, f"Điểm {label('index', index)} của {unit.label}"),
                "rank_chart": rank_chart(history, f"Thứ hạng {label('index', index)} của {unit.label}"),
            }
            for _, unit, history in found
        ]
        yield {"key": index, "name": panels[0]["history"][0]["index_name"], "panels": panels}


def _responsibilities(marts: Marts, rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Yield each area with the agencies that answer for it: the whole plan first, what names no area last."""
    areas = {row["area_key"]: row["area"] for row in marts.tables["areas"]}
    names = {
        "whole_plan": label("area_not_named", "whole_plan"),
        **areas,
        "not_stated": label("area_not_named", "not_stated"),
    }
    for area, name in names.items():
        found = [row for row in rows if row["area_key"] == area]
        if found:
            yield name, found

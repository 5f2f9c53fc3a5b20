"""What stands on the page of the country, and on the list of all pages."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from warehouse.reports.charts import status_chart
from warehouse.reports.evidence import gather
from warehouse.reports.labels import names
from warehouse.reports.marts import COUNTRY, Marts, Row
from warehouse.reports.province import areas_of, counts_by_area, evidence_keys
from warehouse.reports.sentences import counted, promise_sentences
from warehouse.reports.units import Unit, unit_by_key, units_of

BEST = 5  # places shown of an index
MAIN_INDICES = ("par_index", "sipas", "papi", "pci", "dti")
MOST_CHANGES = 40


def country_page(marts: Marts) -> dict[str, Any]:
    """Return what the template ``country`` shows; a pure function of the marts."""
    promises = [row for row in marts.tables["promises"] if row["page_key"] != COUNTRY]
    own = marts.of("promises", COUNTRY)
    leaders = list(leaders_of(marts.tables["indices"]))
    shown = {
        "promises": own,
        "indices": [row for told in leaders for row in told["rows"]],
        "promise_conflicts": marts.of("promise_conflicts", COUNTRY),
        "result_conflicts": marts.of("result_conflicts", COUNTRY),
    }
    counts = counts_by_area(promises)
    by_place = counts_by_place(promises, _units(marts))
    return {
        "run": marts.run,
        "sentences": list(_sentences(promises, own)),
        "counts": counts,
        "chart": status_chart(counts, "Cam kết của các tỉnh theo lĩnh vực và tình trạng") if counts else None,
        "place_chart": status_chart(by_place, "Cam kết theo tỉnh và tình trạng") if by_place else None,
        "areas": areas_of(own),
        "units": {},
        "provinces": [_row_of(marts, province) for province in marts.tables["provinces"]],
        "main_indices": MAIN_INDICES,
        "leaders": leaders,
        "most_promised": marts.tables["most_promised"],
        "documents": [row for row in marts.tables["documents"] if row["is_current"]],
        "changes": marts.tables["changes"],
        "most_changes": MOST_CHANGES,
        "statements": marts.by_key("statements"),
        "evidence": gather(evidence_keys(shown), marts.by_key("statements"), marts.by_key("documents")),
        **{query: shown[query] for query in ("promise_conflicts", "result_conflicts")},
    }


def counts_by_place(promises: Iterable[Row], units: Mapping[str, Unit]) -> dict[str, Counter[str]]:
    """Return how many promises of each province have which status, the one with most promises first."""
    found: dict[str, Counter[str]] = {}
    for row in promises:
        if row["unit_key"] in units:
            found.setdefault(units[row["unit_key"]].label, Counter())[row["status"]] += 1
    return dict(sorted(found.items(), key=lambda told: (-told[1].total(), told[0])))


def leaders_of(indices: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Yield, for each index, the first places of the newest year of which places are known.

    Of an index without any known place nothing is said: the best of a few known scores may not be the best.
    """
    for index in names("index"):
        ranked = [row for row in indices if row["index_key"] == index and row["rank"] is not None]
        best = [row for row in ranked if row["rank"] <= BEST]
        if best:
            year = max(row["year_key"] for row in best)
            rows = sorted((row for row in best if row["year_key"] == year), key=lambda row: row["rank"])
            known = sum(row["year_key"] == year for row in ranked)
            yield {
                "key": index,
                "year": year,
                "rows": rows,
                "known": known,
                "of": rows[0]["country_provinces"],
            }


def page_counts(marts: Marts, page_key: str) -> dict[str, Any]:
    """Return what the list of pages says of one province."""
    promises = marts.of("promises", page_key)
    return {"promises": len(promises), "statuses": Counter(row["status"] for row in promises)}


def _units(marts: Marts) -> dict[str, Unit]:
    """Return the provinces of all times by their keys."""
    pages = [province["page_key"] for province in marts.tables["provinces"]]
    return {
        key: unit
        for page in pages
        for key, unit in unit_by_key(units_of(page, marts.of("units", page))).items()
    }


def _row_of(marts: Marts, province: Row) -> dict[str, Any]:
    """Return a province of the run's date with a line for each province behind it that has any figures."""
    page_key = province["page_key"]
    lines = [
        {"unit": unit, "statuses": statuses, "indices": newest}
        for unit in units_of(page_key, marts.of("units", page_key))
        for statuses in [Counter(row["status"] for row in _of(unit, marts.of("promises", page_key)))]
        for newest in [_newest(_of(unit, marts.of("indices", page_key)))]
        if statuses or newest
    ]
    return {"province": province, "lines": lines}


def _of(unit: Unit, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["unit_key"] in unit.keys]


def _newest(indices: Iterable[Row]) -> Mapping[str, Row]:
    """Return the newest row of each main index."""
    found = [row for row in indices if row["index_key"] in MAIN_INDICES]
    return {row["index_key"]: row for row in sorted(found, key=lambda row: (row["year_key"], row["units"]))}


def _sentences(promises: Sequence[Row], own: Sequence[Row]) -> Iterator[str]:
    provinces = {row["unit_key"] for row in promises}
    if provinces:
        yield f"Kho dữ liệu có cam kết của {len(provinces)} tỉnh, thành phố, kể cả những tỉnh đã hợp nhất."
    yield from promise_sentences("Các tỉnh, thành phố", promises)
    if own:
        yield f"Riêng cả nước có {len(own)} mục tiêu: {counted(own)}."

"""A small world of marts, made by hand: every table of the contracts, and a few rows for a report to show."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ingest.folders import REPOSITORY

MODELS = REPOSITORY / "dbt_project" / "models" / "marts"
EVIL = "<script>alert('x')</script> & \"đến năm 2025\" đạt "  # stands in a sentence before its value
MERGED_ON, LAST_DAY = date(2025, 7, 1), date(2025, 6, 30)


@cache
def models() -> dict[str, dict[str, Any]]:
    """Return what the contracts say of each mart, by its name."""
    files = sorted(MODELS.rglob("_*.yml"))
    told = [model for file in files for model in yaml.safe_load(file.read_text("utf-8")).get("models", [])]
    return {model["name"]: model for model in told}


def write_small_marts(file: Path) -> Path:
    """Write the world into ``file``; return it."""
    with duckdb.connect(str(file)) as connection:
        for name, model in models().items():
            columns = ", ".join(f'"{column["name"]}" {column["data_type"]}' for column in model["columns"])
            connection.execute(f"create table {name} ({columns})")
        for table, rows in (*dimensions(), *facts()):
            for row in rows:
                _insert(connection, table, row)
    return file


def _insert(connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" for _ in row)
    connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))


def dimensions() -> tuple[tuple[str, list[dict[str, Any]]], ...]:
    return (
        (
            "dim_run",
            [
                {"run_id": "night-1", "role": "this_run", "run_date": date(2026, 11, 22)}
                | {"catalogue_name": "test", "raw_gate": "passed", "unreadable_count": 0}
            ],
        ),
        (
            "dim_reform_area",
            [
                {"area_key": "procedures", "name_vi": "Cải cách thủ tục hành chính", "sort_order": 2},
                {"area_key": "other", "name_vi": "Chưa phân loại", "sort_order": 8},
            ],
        ),
        ("dim_level", [{"level_key": "all", "name_vi": "Toàn tỉnh", "sort_order": 1}]),
        (
            "dim_indicator",
            [
                {"indicator_key": "on_time", "area_key": "procedures", "name_vi": "Hồ sơ đúng hạn"}
                | {"is_in_codebook": True},
                {"indicator_key": "other", "area_key": "other", "name_vi": "Khác", "is_in_codebook": False},
            ],
        ),
        ("dim_index", [{"index_key": "par_index", "name_vi": "Chỉ số cải cách hành chính"}]),
        (
            "dim_locality",
            [
                province("p34-24", "Tỉnh Bắc Ninh", "p34-24"),
                province("p63-27", "Tỉnh Bắc Ninh", "p34-24"),
                province("p63-24", "Tỉnh Bắc Giang", "p34-24"),
                province("p34-01", "Thành phố Hà Nội", "p34-01"),
                province("p63-01", "Thành phố Hà Nội", "p34-01"),
                {"locality_key": "country", "full_name_vi": "Cả nước", "locality_level": "country"},
            ],
        ),
        (
            "bridge_locality_succession",
            [
                {"locality_key": old, "successor_locality_key": new, "relation": relation}
                | {"effective_date": MERGED_ON, "legal_basis": "202/2025/QH15"}
                for old, new, relation in [
                    ("p63-27", "p34-24", "merged"),
                    ("p63-24", "p34-24", "merged"),
                    ("p63-01", "p34-01", "unchanged"),
                ]
            ],
        ),
        (
            "dim_document",
            [
                document(
                    "plan", "Kế hoạch <b>CCHC</b>", url="https://example.org/a?b=1&c=2", locality_key="p63-24"
                ),
                document("news", "Tin", url="javascript:alert(1)", redistribution="excerpt"),
                document("table", "Bảng PAR INDEX", kind="indicator_export", address="/secret/place/par.csv"),
            ],
        ),
    )


def province(key: str, full_name: str, today: str) -> dict[str, Any]:
    stands = key.startswith("p34")
    return {
        "locality_key": key,
        "code": key[-2:],
        "units": key[1:3],
        "locality_level": "province",
        "full_name_vi": full_name,
        "name_vi": full_name.removeprefix("Tỉnh ").removeprefix("Thành phố "),
        "stands_today": stands,
        "valid_to": None if stands else LAST_DAY,
        "today_province_locality_key": today,
        "province_locality_key": key,
        "region_vi": "Vùng thử",
    }


def document(key: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "document_key": key,
        "source_id": key,
        "kind": "plan_text",
        "title": title,
        "publisher": "UBND tỉnh",
        "licence": "own",
        "redistribution": "open",
        "authority": "report",
        "document_number": "5/KH-UBND",
        "document_date": date(2021, 2, 1),
        "known_from": date(2026, 11, 22),
        "sha256": "0" * 64,
        "is_current": True,
        "is_in_force": True,
        "cites": "",
        "row_count": 3,
        "problem_count": 1,
        **more,
    }


# key, place, year, status, reason, result
PROMISES = (
    ("t1", "p63-24", 2023, "met", "actual_meets_target", 92.0),
    ("t2", "p63-24", 2024, "missed", "actual_below_target", 88.5),
    ("t3", "p63-27", 2023, "unknown", "no_actual_published", None),
    ("t4", "p34-24", 2030, "unknown", "due_later_no_actual", None),
    ("t5", "p63-24", 2030, "on_track", "already_at_target", 91.0),
    ("t6", "country", 2030, "behind", "behind_pace", 70.0),
)


def facts() -> tuple[tuple[str, list[dict[str, Any]]], ...]:
    targets = [target(key, place, year) for key, place, year, *_ in PROMISES]
    results = [actual(f"a{key}", value) for key, _, _, _, _, value in PROMISES if value is not None]
    scores = [cell(year, score) for year, score in ((2021, 80.25), (2022, 81.5), (2023, 83.0))]
    return (
        ("fct_target", targets),
        ("fct_actual", results + scores),
        ("fct_attainment", [judged(*promise) for promise in PROMISES]),
        ("fct_target_today", [today(key, place) for key, place, *_ in PROMISES if place != "country"]),
        (
            "fct_index_history",
            [history(year, score) for year, score in ((2021, 80.25), (2022, 81.5), (2023, 83.0))],
        ),
        (
            "fct_national_target",
            [
                {"national_target_key": "n1", "document_number": "76/NQ-CP", "indicator_text_vi": "đúng hạn"}
                | {"level_text_vi": "tỉnh", "is_verified": False, "issued_on": date(2021, 7, 15)}
            ],
        ),
        (
            "bridge_national_target_source",
            [
                {
                    "national_target_key": "n1",
                    "national_source_id": "S1",
                    "title": "Nghị quyết",
                    "licence": "",
                }
                | {"address": "https://example.org/76"}
            ],
        ),
        (
            "fct_promise_comparison",
            [
                {
                    "promise_comparison_key": "c1",
                    "target_key": "t5",
                    "national_target_key": "n1",
                    "unit": "percent",
                }
                | {"indicator_key": "on_time", "locality_key": "p63-24", "level_key": "all", "year_key": 2030}
                | {
                    "change": "",
                    "promise_comparator": ">=",
                    "promise_value": 90.0,
                    "national_unit": "percent",
                }
                | {"national_comparator": ">=", "national_value": 95.0, "national_level_key": "all"}
                | {"national_document_number": "76/NQ-CP", "national_is_verified": False, "difference": -5.0}
                | {"level_relation": "same_level", "comparison": "weaker", "reason": "figures_compared"}
                | {"scope_relation": "same"}
            ],
        ),
        (
            "fct_target_conflict",
            [
                {"conflict_key": "x1", "kind": "one_asks_more", "is_contradiction": True, "unit": "percent"}
                | {"found_in": "two_documents", "indicator_key": "on_time", "locality_key": "p63-24"}
                | {"level_key": "all", "year_key": 2030, "scope": "", "change": "", "target_key": "t5"}
                | {"comparator": ">=", "value_low": 90.0, "later_target_key": "t2", "later_comparator": ">"}
                | {"later_value_low": 90.0}
            ],
        ),
        (
            "fct_responsibility",
            [
                {"responsibility_key": "r1", "document_key": "plan", "locality_key": "p63-24", "role": "lead"}
                | {
                    "area_key": "procedures",
                    "area_found_by": "statement",
                    "agency": "Sở Nội vụ",
                    "is_in_force": True,
                }
                | {
                    "agency_text": "Sở Nội vụ",
                    "agency_start": 500,
                    "agency_end": 509,
                    "quote": "Sở Nội vụ chủ trì",
                }
                | {"quote_start": 500, "quote_end": 517}
            ],
        ),
        (
            "fct_rollup_today",
            [
                {"rollup_key": "u1", "figure_kind": "target", "today_province_locality_key": "p34-24"}
                | {
                    "indicator_key": "on_time",
                    "level_key": "all",
                    "year_key": 2023,
                    "unit": "percent",
                    "change": "",
                }
                | {"measured_group": "", "scope": "", "predecessor_count": 2, "stating_count": 2}
                | {"reason": "same_in_all"}
                | {"comparator": ">=", "value_low": 90.0}
            ],
        ),
        (
            "fct_change",
            [{"position": 1, "kind": "no_run_before", "sentence_vi": "Lần chạy đầu <i>tiên</i>."}],
        ),
    )


def sentence(start: int, value: str) -> dict[str, Any]:
    """Return a sentence with ``value`` in it, that begins at ``start`` of its document."""
    quote = f"{EVIL}{value} hồ sơ."
    return {
        "quote": quote,
        "quote_start": start,
        "quote_end": start + len(quote),
        "value_text": value,
        "value_start": start + len(EVIL),
        "value_end": start + len(EVIL) + len(value),
        "section": "I > <i>Mục tiêu</i>",
    }


def target(key: str, place: str, year: int) -> dict[str, Any]:
    return {
        "target_key": key,
        "document_key": "plan",
        "indicator_key": "on_time",
        "locality_key": place,
        "level_key": "all",
        "year_key": year,
        "comparator": ">=",
        "value_low": 90.0,
        "unit": "percent",
        "change": "",
        "scope": "",
        "is_derived": False,
        "is_corrected": False,
        **sentence(1000 * int(key[1:]), "tối thiểu 90%"),
    }


def actual(key: str, value: float) -> dict[str, Any]:
    return {
        "actual_key": key,
        "document_key": "news",
        "comparator": "=",
        "value_low": value,
        "unit": "percent",
        "level_key": "all",
        "change": "",
        "scope": "",
        **sentence(1000 * int(key[2:]), f"{value}%"),
    }


def cell(year: int, score: float) -> dict[str, Any]:
    return {
        "actual_key": f"s{year}",
        "document_key": "table",
        "comparator": "=",
        "value_low": score,
        "unit": "percent",
        "level_key": "all",
        "change": "",
        "scope": "",
        "sheet": "Điểm",
        "row_number": year - 2000,
        "column_name": "score",
        "cell_text": f"{score}",
        "value_text": f"{score}",
        "quote": f"Bắc Giang | {score}",
    }


def judged(key: str, place: str, year: int, status: str, reason: str, value: float | None) -> dict[str, Any]:
    found = (
        {}
        if value is None
        else {
            "actual_key": f"a{key}",
            "actual_value": value,
            "actual_year_key": min(year, 2024),
            "actual_comparator": "=",
            "gap": value - 90,
        }
    )
    return {
        "attainment_key": key,
        "target_key": key,
        "document_key": "plan",
        "indicator_key": "on_time",
        "locality_key": place,
        "level_key": "all",
        "year_key": year,
        "unit": "percent",
        "change": "",
        "scope": "",
        "comparator": ">=",
        "target_low": 90.0,
        "is_due": year < 2026,
        "status": status,
        "reason": reason,
        **found,
    }


def today(key: str, place: str) -> dict[str, Any]:
    year = next(year for name, _, year, *_ in PROMISES if name == key)
    return {
        "target_key": key,
        "locality_key": place,
        "today_province_locality_key": "p34-24",
        "level_status": "stands",
        "indicator_key": "on_time",
        "level_key": "all",
        "year_key": year,
        "unit": "percent",
        "change": "",
        "scope": "",
        "measured_group": "",
        "scope_meaning": "",
        "value_low": 90.0,
    }


def history(year: int, score: float) -> dict[str, Any]:
    is_new = year == 2022
    return {
        "index_key": "par_index",
        "locality_key": "p63-24",
        "year_key": year,
        "score": score,
        "score_unit": "percent",
        "score_actual_key": f"s{year}",
        "rank": year - 2018,
        "is_rank_derived": False,
        "rank_actual_key": f"s{year}",
        "method_version": "2016-2021" if year < 2022 else "2022",
        "is_first_after_break": is_new,
        "score_change_on_year": 1.5 if year == 2023 else None,
        "score_change_reason": "compared"
        if year == 2023
        else "method_changed"
        if is_new
        else "first_year_known",
        "region_vi": "Vùng thử",
        "region_average": 79.0,
        "region_provinces_known": 1,
        "region_provinces": 14,
        "country_average": 78.0,
        "country_provinces_known": 9,
        "country_provinces": 63,
    }

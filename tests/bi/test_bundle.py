"""The folder of dashboards holds together, and goes into a ZIP and back."""

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.folders import SEEDS
from warehouse.bi.bundle import ASSETS, BadBundle, pack, unpack, written
from warehouse.bi.cleaning import without_server
from warehouse.dbt import PROJECT

MARTS = Path("/data/warehouse/marts.duckdb")
TABLES = re.compile(r"(?:from|join) ((?:dim|fct|bridge)_\w+)")


def files(kind: str) -> dict[str, Any]:
    """Each file of a kind, by its UUID."""
    told = [yaml.safe_load(file.read_text("utf-8")) for file in sorted((ASSETS / kind).glob("*.yaml"))]
    assert len({each["uuid"] for each in told}) == len(told) > 0
    return {each["uuid"]: each for each in told}


def charts_of(board: dict[str, Any]) -> set[str]:
    parts = (part for part in board["position"].values() if isinstance(part, dict))
    return {part["meta"]["uuid"] for part in parts if part.get("type") == "CHART"}


def test_a_bundle_points_to_the_marts_read_only_and_locked() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(ASSETS, MARTS))) as bundle:
        (name,) = [name for name in bundle.namelist() if "/databases/" in name]
        database = yaml.safe_load(bundle.read(name))
    assert database["sqlalchemy_uri"] == "duckdb:////data/warehouse/marts.duckdb?access_mode=read_only"
    config = database["extra"]["engine_params"]["connect_args"]["config"]
    assert config["lock_configuration"] and not config["enable_external_access"]
    assert not any(
        database[allowed] for allowed in ("allow_dml", "allow_ctas", "allow_cvas", "allow_file_upload")
    )


def test_any_path_of_the_marts_stands_as_it_is() -> None:
    odd = Path("/da ta/it's #1: x/marts.duckdb")
    with zipfile.ZipFile(io.BytesIO(pack(ASSETS, odd))) as bundle:
        (name,) = [name for name in bundle.namelist() if "/databases/" in name]
        assert yaml.safe_load(bundle.read(name))["sqlalchemy_uri"].startswith(f"duckdb:///{odd}?")
    with pytest.raises(BadBundle, match="question mark"):
        pack(ASSETS, Path("/why?/marts.duckdb"))


def test_what_is_exported_unchanged_changes_nothing(tmp_path: Path) -> None:
    assert len(unpack(pack(ASSETS, MARTS), tmp_path)) == len(list(ASSETS.rglob("*.yaml")))
    assert unpack(pack(ASSETS, Path("/elsewhere/marts.duckdb")), tmp_path) == []
    here = {file.relative_to(ASSETS): file.read_text("utf-8") for file in ASSETS.rglob("*.yaml")}
    assert {file.relative_to(tmp_path): file.read_text("utf-8") for file in tmp_path.rglob("*.yaml")} == here


def test_a_renamed_chart_keeps_its_file(tmp_path: Path) -> None:
    unpack(pack(ASSETS, MARTS), tmp_path)
    exported = io.BytesIO()
    with zipfile.ZipFile(exported, "w") as bundle:
        told = yaml.safe_load((tmp_path / "charts" / "overview_areas.yaml").read_text("utf-8"))
        told["params"]["datasource"] = "7__table"  # a number of that server
        bundle.writestr("export/charts/Ten_moi_99.yaml", written({**told, "slice_name": "Tên mới"}))
    (changed,) = unpack(exported.getvalue(), tmp_path)
    assert changed.name == "overview_areas.yaml"
    assert "Tên mới" in changed.read_text("utf-8") and "7__table" not in changed.read_text("utf-8")


def test_charts_are_numbered_alike_by_every_server() -> None:
    def exported(first: int, second: int) -> dict[str, Any]:
        parts = {"b": first, "a": second}
        position = {key: {"type": "CHART", "meta": {"uuid": key, "chartId": parts[key]}} for key in parts}
        metadata = {
            "native_filter_configuration": [{"scope": {"excluded": [first]}}],
            "expanded_slices": {str(second): True},
            "chart_configuration": {
                str(first): {"id": first, "crossFilters": {"chartsInScope": [second, 99]}}
            },
            "map_label_colors": {"x": "#fff"},
        }
        return {"position": {**position, "VERSION": "v2"}, "metadata": metadata}

    cleaned = without_server("dashboards", exported(7, 3))
    assert cleaned == without_server("dashboards", exported(120, 88))
    assert cleaned["metadata"] == {
        "native_filter_configuration": [{"scope": {"excluded": [2]}}],
        "expanded_slices": {"1": True},
        "chart_configuration": {"2": {"id": 2, "crossFilters": {"chartsInScope": [1]}}},
    }


def test_a_folder_without_dashboards_or_without_a_place_for_the_marts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBundle, match="holds no dashboards"):
        pack(tmp_path, MARTS)
    (tmp_path / "databases").mkdir()
    (tmp_path / "databases" / "mine.yaml").write_text(
        "sqlalchemy_uri: duckdb:////home/me/marts.duckdb\n", "utf-8"
    )
    with pytest.raises(BadBundle, match="must hold the word MARTS"):
        pack(tmp_path, MARTS)


@given(st.recursive(st.text() | st.integers() | st.none(), lambda parts: st.dictionaries(st.text(), parts)))
def test_what_is_written_reads_the_same(content: Any) -> None:
    assert yaml.safe_load(written({"content": content})) == {"content": content}


def test_every_chart_asks_for_columns_and_measures_that_its_dataset_has() -> None:
    datasets = files("datasets")
    for chart in files("charts").values():
        dataset = datasets[chart["dataset_uuid"]]
        columns = {each["column_name"] for each in dataset["columns"]}
        known = columns | {each["metric_name"] for each in dataset["metrics"]}
        params = chart["params"]
        asked = [*params.get("all_columns", []), *params.get("groupby", []), *params.get("metrics", [])]
        asked += [
            params[name] for name in ("x_axis", "x_axis_sort", "timeseries_limit_metric") if params.get(name)
        ]
        asked += [each["subject"] for each in params["adhoc_filters"]]
        assert set(asked) <= known, chart["slice_name"]
        template = re.findall(r"\{\{(?!#|/)(\w+)\}\}", params.get("handlebarsTemplate", ""))
        assert set(template) <= set(asked), chart["slice_name"]


def test_every_chart_is_on_one_dashboard_and_every_filter_has_its_column() -> None:
    datasets, boards = files("datasets"), files("dashboards")
    placed = [chart for board in boards.values() for chart in charts_of(board)]
    assert sorted(placed) == sorted(files("charts"))
    for board in boards.values():
        filters = board["metadata"]["native_filter_configuration"]
        names = [each["name"].partition(" · ")[0] for each in filters]
        assert {"Tỉnh, thành phố", "Lĩnh vực", "Cấp", "Năm"} <= set(names)
        for target in (target for each in filters for target in each["targets"]):
            columns = {each["column_name"] for each in datasets[target["datasetUuid"]]["columns"]}
            assert target["column"]["name"] in columns


def test_every_name_on_screen_is_vietnamese_first_with_english_beside() -> None:
    names = [chart["slice_name"] for chart in files("charts").values()]
    names += [board["dashboard_title"] for board in files("dashboards").values()]
    for name in names:
        vietnamese, _, english = name.partition(" · ")
        assert not vietnamese.isascii() and english.isascii(), name


def test_the_exposures_name_what_the_dashboards_read() -> None:
    exposures = yaml.safe_load((PROJECT / "models" / "semantic" / "_exposures.yml").read_text("utf-8"))[
        "exposures"
    ]
    declared = {
        each["url"].rstrip("/").rsplit("/", 1)[1]: {ref[5:-2] for ref in each["depends_on"]}
        for each in exposures
        if each["type"] == "dashboard"
    }
    datasets, charts = files("datasets"), files("charts")
    for board in files("dashboards").values():
        used = {charts[chart]["dataset_uuid"] for chart in charts_of(board)}
        for each in board["metadata"]["native_filter_configuration"]:
            used |= {target["datasetUuid"] for target in each["targets"]}
        read = {table for uuid in used for table in TABLES.findall(datasets[uuid]["sql"])}
        assert declared[board["slug"]] == read, board["slug"]
    assert len(declared) == len(files("dashboards"))


def test_what_a_filter_begins_with_is_in_the_codebook() -> None:
    names = set()
    for seed in ("indicators", "levels"):
        with (SEEDS / f"{seed}.csv").open(encoding="utf-8") as file:
            names |= {row["name_vi"] for row in csv.DictReader(file)}
    (board,) = (each for each in files("dashboards").values() if each["slug"] == "chi-tieu")
    for each in board["metadata"]["native_filter_configuration"]:
        if each["targets"][0]["column"]["name"] in ("indicator", "level"):
            assert set(each["defaultDataMask"]["filterState"]["value"]) <= names


def test_every_code_on_a_dashboard_has_its_words() -> None:
    with (SEEDS / "labels.csv").open(encoding="utf-8") as file:
        labelled = {(row["kind"], row["code"]) for row in csv.DictReader(file)}
    accepted = _accepted_values()
    for kind, model, column in (
        ("status", "fct_attainment", "status"),
        ("reason", "fct_attainment", "reason"),
        ("comparator", "fct_target", "comparator"),
        ("unit", "fct_target", "unit"),
        ("unit", "fct_actual", "unit"),
        ("figure", "fct_target", "unit"),
        ("figure", "fct_actual", "unit"),
        ("source_kind", "dim_document", "kind"),
        ("comparison", "fct_promise_comparison", "comparison"),
        ("run_state", "dim_run", "state"),
        ("gate", "dim_run", "raw_gate"),
        ("outcome", "fct_source_freshness", "last_outcome"),
        ("freshness", "fct_source_freshness", "freshness"),
        ("decision", "fct_quarantine", "decision"),
        ("kept_apart", "fct_quarantine", "what"),
        ("promise_conflict", "fct_target_conflict", "kind"),
    ):
        assert {(kind, code) for code in accepted[model, column]} <= labelled, (kind, model)


def _accepted_values() -> dict[tuple[str, str], list[str]]:
    found = {}
    for file in (PROJECT / "models" / "marts").rglob("*.yml"):
        for model in yaml.safe_load(file.read_text("utf-8")).get("models", []):
            for test in model.get("data_tests", []):
                values = test.get("keeps_its_rules", {}).get("arguments", {}).get("values", {})
                found |= {(model["name"], column): accepted for column, accepted in values.items()}
    return found


def test_the_tile_maps_show_every_province_and_the_islands() -> None:
    with (SEEDS / "tile_map.csv").open(encoding="utf-8") as file:
        tiles = list(csv.DictReader(file))
    for units in ("63", "34"):
        with (SEEDS / f"provinces_{units}.csv").open(encoding="utf-8") as file:
            provinces = {(row["gso_code"], row["name_vi"]) for row in csv.DictReader(file)}
        mine = [tile for tile in tiles if tile["units"] == units]
        assert {(t["gso_code"], t["name_vi"]) for t in mine if t["tile_kind"] == "province"} == provinces
        islands = {(t["name_vi"], t["gso_code"]) for t in mine if t["tile_kind"] == "archipelago"}
        assert islands == {("Quần đảo Hoàng Sa", "48"), ("Quần đảo Trường Sa", "56")}

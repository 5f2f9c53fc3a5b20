"""What belongs to one server is taken out of an export, so that only changes of the dashboards show."""

from typing import Any

PLACE_OF_MARTS = "MARTS"  # stands in the folder for the absolute path of the published file
# Numbers of the server that exports, and what a browser notes down when somebody opens a dashboard: they tell
# nothing about the dashboards.
_OF_THE_SERVER = (
    "datasource",
    "dashboardId",
    "map_label_colors",
    "shared_label_colors",
    "color_scheme_domain",
)
_NAMED_BY = {"metrics": "metric_name", "columns": "column_name"}  # Superset gives them in any order
_LISTS_OF_CHARTS = ("excluded", "chartsInScope", "timed_refresh_immune_slices")
_KEYED_BY_CHARTS = ("expanded_slices", "chart_configuration")


def without_server(kind: str, content: Any) -> Any:
    """Take out what belongs to the one server: its numbers, and where its marts lie."""
    content = _pruned(content)
    if kind == "datasets":
        for part, name in _NAMED_BY.items():
            content[part] = sorted(content[part], key=lambda each: str(each[name]))
    if kind == "dashboards":
        content = _renumbered(content)
    if kind == "databases":
        query = content["sqlalchemy_uri"].partition("?")[2]
        content["sqlalchemy_uri"] = f"duckdb:///{PLACE_OF_MARTS}" + (f"?{query}" if query else "")
    return content


def _renumbered(dashboard: Any) -> Any:
    """Number the charts of a dashboard from 1 in the order of their UUIDs, wherever it names them."""
    metas = [part["meta"] for part in dashboard["position"].values() if _is_chart(part)]
    ordered = sorted(metas, key=lambda meta: str(meta["uuid"]))
    numbers = {meta["chartId"]: number for number, meta in enumerate(ordered, 1)}
    for meta in metas:
        meta["chartId"] = numbers[meta["chartId"]]
    return {**dashboard, "metadata": _with_numbers(dashboard.get("metadata", {}), numbers)}


def _is_chart(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") == "CHART"


def _with_numbers(told: Any, numbers: dict[int, int]) -> Any:
    """Return metadata in which each chart's number of the server is its number in the folder."""
    if isinstance(told, list):
        return [_with_numbers(each, numbers) for each in told]
    if not isinstance(told, dict):
        return told
    content: dict[Any, Any] = {}
    for key, value in told.items():
        if key in _LISTS_OF_CHARTS and isinstance(value, list):
            content[key] = sorted(numbers[each] for each in value if each in numbers)
        elif key in _KEYED_BY_CHARTS and isinstance(value, dict):
            content[key] = {
                str(numbers[int(each)]): {**_with_numbers(about, numbers), "id": numbers[int(each)]}
                if isinstance(about, dict)
                else about
                for each, about in value.items()
                if int(each) in numbers
            }
        else:
            content[key] = _with_numbers(value, numbers)
    return content


def _pruned(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _pruned(told) for key, told in content.items() if key not in _OF_THE_SERVER}
    if isinstance(content, list):
        return [_pruned(told) for told in content]
    return content

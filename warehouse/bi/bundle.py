"""The folder of dashboards and the ZIP that Superset imports and exports, one made from the other.

``assets/`` holds Superset's export format: one YAML file for the database, each dataset, chart and dashboard,
tied to each other by UUID. Where the marts lie is not in the folder: it is put in when the ZIP is made.
"""

import io
import zipfile
from pathlib import Path
from typing import Any

import yaml

ASSETS = Path(__file__).resolve().parent / "assets"
PLACE_OF_MARTS = "MARTS"  # stands in the folder for the absolute path of the published file
KINDS = ("databases", "datasets", "charts", "dashboards")
# Superset writes a moment into each export; a fixed one keeps an unchanged folder unchanged.
METADATA = "version: 1.0.0\ntype: assets\ntimestamp: '2026-01-01T00:00:00+00:00'\n"
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


class BadBundle(Exception):
    """The folder or the ZIP is not what Superset exports; the sentence names the file."""


def pack(folder: Path, marts: Path) -> bytes:
    """Return the ZIP to import, with the marts' path put in. Raises ``BadBundle``."""
    files = sorted(file for kind in KINDS for file in (folder / kind).rglob("*.yaml"))
    if not files:
        raise BadBundle(f"{folder} holds no dashboards; expected {', '.join(KINDS)} with YAML files")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("assets/metadata.yaml", METADATA)
        for file in files:
            text = file.read_text("utf-8")
            if file.relative_to(folder).parts[0] == "databases":
                text = _with_path(text, file, marts)
            bundle.writestr(f"assets/{file.relative_to(folder).as_posix()}", text)
    return packed.getvalue()


def _with_path(text: str, file: Path, marts: Path) -> str:
    if PLACE_OF_MARTS not in text:
        raise BadBundle(f"{file}: sqlalchemy_uri must hold the word {PLACE_OF_MARTS} where the path belongs")
    return text.replace(PLACE_OF_MARTS, marts.absolute().as_posix())


def unpack(exported: bytes, folder: Path) -> list[Path]:
    """Write what Superset exported into the folder and return the files that are other than before.

    A file keeps its name as long as its UUID is the same; what the export lacks is left alone.
    Raises ``BadBundle``.
    """
    names = _names_by_uuid(folder)
    changed = []
    with zipfile.ZipFile(io.BytesIO(exported)) as bundle:
        for member in sorted(bundle.namelist()):
            kind, _, rest = member.partition("/")[2].partition("/")
            if kind not in KINDS or not rest.endswith(".yaml"):
                continue
            content = yaml.safe_load(bundle.read(member))
            file = names.get(str(content.get("uuid")), folder / kind / rest)
            text = written(_without_server(kind, content))
            if not file.exists() or file.read_text("utf-8") != text:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")
                changed.append(file)
    return changed


def _names_by_uuid(folder: Path) -> dict[str, Path]:
    found = {}
    for file in folder.rglob("*.yaml"):
        found[str(yaml.safe_load(file.read_text("utf-8")).get("uuid"))] = file
    return found


def _without_server(kind: str, content: Any) -> Any:
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


class _Readable(yaml.SafeDumper):
    """Texts of several lines stand as they are written; nothing points elsewhere."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write what occurs twice twice."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    odd_breaks = set(text) & {"\r", "\x85", "\u2028", "\u2029"}  # YAML would read them as ends of lines
    style = '"' if odd_breaks else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Readable.add_representer(str, _text)


def written(content: Any) -> str:
    """Return the YAML of one file, for people to read and compare: NFC text, no escapes, one line a value."""
    return yaml.dump(content, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=10_000)

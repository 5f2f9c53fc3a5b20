"""The folder of dashboards and the ZIP that Superset imports and exports, one made from the other.

``assets/`` holds Superset's export format: one YAML file for the database, each dataset, chart and dashboard,
tied to each other by UUID. Where the marts lie is not in the folder: it is put in when the ZIP is made.
"""

import io
import zipfile
from pathlib import Path
from typing import Any

import yaml

from warehouse.bi.cleaning import PLACE_OF_MARTS, without_server

ASSETS = Path(__file__).resolve().parent / "assets"
KINDS = ("databases", "datasets", "charts", "dashboards")
# Superset writes a moment into each export; a fixed one keeps an unchanged folder unchanged.
METADATA = "version: 1.0.0\ntype: assets\ntimestamp: '2026-01-01T00:00:00+00:00'\n"


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
                text = _with_path(yaml.safe_load(text), file, marts)
            bundle.writestr(f"assets/{file.relative_to(folder).as_posix()}", text)
    return packed.getvalue()


def _with_path(database: dict[str, Any], file: Path, marts: Path) -> str:
    path = marts.absolute().as_posix()
    if PLACE_OF_MARTS not in database["sqlalchemy_uri"]:
        raise BadBundle(f"{file}: sqlalchemy_uri must hold the word {PLACE_OF_MARTS} where the path belongs")
    if "?" in path:
        raise BadBundle(f"{path} holds a question mark, where an address ends; move the data folder")
    return written({**database, "sqlalchemy_uri": database["sqlalchemy_uri"].replace(PLACE_OF_MARTS, path)})


def unpack(exported: bytes, folder: Path) -> list[Path]:
    """Write what Superset exported into the folder and return the files that are other than before.

    A file keeps its name as long as its UUID is the same; what the export lacks is left alone.
    Raises ``BadBundle``.
    """
    names = _names_by_uuid(folder)
    changed = []
    try:
        bundle = zipfile.ZipFile(io.BytesIO(exported))
    except zipfile.BadZipFile as error:
        raise BadBundle(f"what Superset sent is no ZIP file: {error}") from error
    with bundle:
        for member in sorted(bundle.namelist()):
            kind, _, rest = member.partition("/")[2].partition("/")
            if kind not in KINDS or not rest.endswith(".yaml"):
                continue
            content = yaml.safe_load(bundle.read(member))
            file = names.get(str(content.get("uuid")), folder / kind / rest)
            text = written(without_server(kind, content))
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

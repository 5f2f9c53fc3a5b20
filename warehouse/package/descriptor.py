"""``datapackage.json``: the package described for machines (Frictionless, version 1), and its checksums."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from warehouse.package.schema import Column, Mart

CHECKSUMS = "SHA256SUMS"
DESCRIPTOR = "datapackage.json"

_TYPES = {
    "varchar": "string",
    "double": "number",
    "integer": "integer",
    "bigint": "integer",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
}


def write_descriptor(
    folder: Path, marts: Sequence[Mart], sources: Sequence[Mapping[str, Any]], manifest: Mapping[str, Any]
) -> None:
    """Write ``datapackage.json`` over all files of ``folder``, then ``SHA256SUMS`` over all of them and it.

    ``sources`` are the documents' publishers, titles and addresses. ``manifest`` is that of the version; its
    run and date name the package.
    """
    known = {mart.name: mart for mart in marts}
    files = sorted(file for file in folder.iterdir() if file.name not in (DESCRIPTOR, CHECKSUMS))
    descriptor = {
        "profile": "data-package",
        "name": "thuoc-do",
        "title": "Thước đo: promises and results of Vietnam's provinces in administrative reform",
        "version": manifest["run_date"],
        "created": f"{manifest['run_date']}T00:00:00+07:00",
        "thuocdo": {key: manifest[key] for key in ("run_id", "run_date", "catalogue", "code_version")},
        "sources": list(sources),
        "resources": [_resource(file, known[file.stem]) for file in files if file.suffix == ".csv"],
        "files": [_file(file) for file in files if file.suffix != ".csv"],
    }
    body = json.dumps(descriptor, ensure_ascii=False, indent=1)
    (folder / DESCRIPTOR).write_text(body + "\n", "utf-8")
    sums = [f"{_sha256(file)}  {file.name}\n" for file in sorted([*files, folder / DESCRIPTOR])]
    (folder / CHECKSUMS).write_text("".join(sums), "utf-8")


def _file(file: Path) -> dict[str, Any]:
    return {"path": file.name, "bytes": file.stat().st_size, "hash": f"sha256:{_sha256(file)}"}


def _resource(file: Path, mart: Mart) -> dict[str, Any]:
    """Describe a CSV; validators read every resource, so the same rows in other formats are no resources."""
    return {
        "name": mart.name,
        "title": mart.words.vi,
        "description": mart.words.en,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_file(file),
        "schema": _schema(mart),
    }


def _schema(mart: Mart) -> dict[str, Any]:
    return {
        "fields": [_field(column) for column in mart.columns],
        "missingValues": [""],
        "primaryKey": list(mart.keys),
        "foreignKeys": [
            {
                "fields": [column],
                "reference": {
                    "resource": "" if reference.mart == mart.name else reference.mart,
                    "fields": [reference.column],
                },
            }
            for column, reference in mart.references
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    kind = _TYPES[column.data_type]
    field: dict[str, Any] = {
        "name": column.name,
        "type": kind,
        "description": column.words.en,
        "description_vi": column.words.vi,
    }
    constraints: dict[str, Any] = {}
    if column.is_required and kind != "string":  # an empty text is written as nothing at all
        constraints["required"] = True
    if column.values and kind == "string":
        constraints["enum"] = [value for value in column.values if value]
    return {**field, **({"constraints": constraints} if constraints else {})}


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()

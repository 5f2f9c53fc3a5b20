"""A few small tables and their manifest, as the build step leaves them for the package."""

import json
from pathlib import Path
from typing import Any

import duckdb

from warehouse.package.schema import Mart, read_marts

DOCUMENTS = {
    "dim_document": "document_key:varchar:key source_id title publisher licence redistribution url "
    "is_current:boolean",
    "fct_actual": "actual_key:varchar:key document_key>dim_document indicator_key locality_key "
    "value_low:double quote known_from:date"
    " reader_version",
    "fct_attainment": "attainment_key:varchar:key actual_key>fct_actual status",
}


def small_marts(folder: Path) -> tuple[Path, list[Mart]]:
    """Create the empty tables in ``folder/marts.duckdb``; return the file and what they are."""
    nodes: dict[str, Any] = {}
    file = folder / "marts.duckdb"
    with duckdb.connect(str(file)) as connection:
        for table, columns in DOCUMENTS.items():
            told = [_column(table, words, nodes) for words in columns.split()]
            nodes[f"model.{table}"] = _model(table, {column["name"]: column for column in told})
            types = ", ".join(f"{column['name']} {column['data_type']}" for column in told)
            connection.execute(f"create table {table} ({types})")
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps({"nodes": nodes}), "utf-8")
    return file, read_marts(manifest)


def _model(table: str, columns: dict[str, Any]) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "unique_id": f"model.{table}",
        "name": table,
        "path": f"marts/{table}.sql",
        "description": f"The {table}. / Bảng {table}.",
        "columns": columns,
    }


def _column(table: str, words: str, nodes: dict[str, Any]) -> dict[str, Any]:
    name, _, rest = words.partition(":")
    name, _, target = name.partition(">")
    if target:
        rules = nodes.setdefault(f"test.{table}", _rules(table))["test_metadata"]["kwargs"]
        field = f"{target.split('_')[1]}_key"
        rules["references"][name] = {"table": f"ref('{target}')", "column": field}
    return {
        "name": name,
        "data_type": rest.split(":")[0] or "varchar",
        "description": "A column. / Một cột.",
        "constraints": [{"type": "primary_key"}] if rest.endswith(":key") else [],
    }


def _rules(table: str) -> dict[str, Any]:
    return {
        "resource_type": "test",
        "attached_node": f"model.{table}",
        "test_metadata": {"name": "keeps_its_rules", "kwargs": {"references": {}}},
    }

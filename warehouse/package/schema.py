"""What the marts are: their columns, keys and references, as the dbt manifest tells them."""

import dataclasses
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_KINDS = ("dim", "bridge", "fct")
_REFERENCED = re.compile(r"ref\('(\w+)'\)")


@dataclass(frozen=True, slots=True)
class Words:
    """A description in both languages."""

    en: str
    vi: str

    @classmethod
    def of(cls, description: str) -> "Words":
        """Divide "English. / Tiếng Việt." at its first slash between spaces."""
        en, _, vi = " ".join(description.split()).partition(" / ")
        return cls(en, vi)


@dataclass(frozen=True, slots=True)
class Reference:
    """The column of another mart in which a column's values stand."""

    mart: str
    column: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a mart; ``values`` are the only ones it may have, where they are few."""

    name: str
    data_type: str
    words: Words
    is_required: bool = False
    values: tuple[str, ...] = ()
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Mart:
    """One table of the marts. ``keys`` are the columns that tell its rows apart."""

    name: str
    words: Words
    columns: tuple[Column, ...]
    keys: tuple[str, ...]

    @property
    def row_key(self) -> str:
        """Return the SQL of what tells its rows apart, as one text."""
        if len(self.keys) == 1:
            return f"cast({self.name}.{self.keys[0]} as varchar)"
        return f"concat_ws('|', {', '.join(f'{self.name}.{key}' for key in self.keys)})"

    @property
    def references(self) -> tuple[tuple[str, Reference], ...]:
        """Return the columns that point to another mart, each with where it points."""
        return tuple((column.name, column.reference) for column in self.columns if column.reference)


def read_marts(manifest: Path) -> list[Mart]:
    """Return the marts of a dbt manifest: dimensions, bridges, facts, each by name."""
    nodes: Mapping[str, Any] = json.loads(manifest.read_text("utf-8"))["nodes"]
    rules = {
        node["attached_node"]: node["test_metadata"]["kwargs"]
        for node in nodes.values()
        if node["resource_type"] == "test" and node["test_metadata"]["name"] == "keeps_its_rules"
    }
    marts = [
        _mart(node, rules.get(node["unique_id"], {}))
        for node in nodes.values()
        if node["resource_type"] == "model" and node["path"].startswith("marts")
    ]
    names = {mart.name for mart in marts}
    marts = [dataclasses.replace(mart, columns=tuple(_within(mart, names))) for mart in marts]
    return sorted(marts, key=lambda mart: (_KINDS.index(mart.name.split("_")[0]), mart.name))


def _mart(node: Mapping[str, Any], rules: Mapping[str, Any]) -> Mart:
    columns = tuple(_column(column, rules) for column in node["columns"].values())
    return Mart(node["name"], Words.of(node["description"]), columns, _keys(node, rules))


def _within(mart: Mart, names: Collection[str]) -> Iterator[Column]:
    """Yield the columns; what points to a seed or another model that is not published points nowhere."""
    for column in mart.columns:
        is_known = column.reference is None or column.reference.mart in names
        yield column if is_known else dataclasses.replace(column, reference=None)


def _keys(node: Mapping[str, Any], rules: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the first column where dbt proves it unique, else the first combination that it does."""
    first = next(iter(node["columns"].values()))
    unique: Sequence[str | Sequence[str]] = rules.get("unique", [])
    if first["name"] in unique or any(rule["type"] == "primary_key" for rule in first["constraints"]):
        return (first["name"],)
    for columns in unique:
        if not isinstance(columns, str):
            return tuple(columns)
    raise ValueError(
        f"{node['name']}: its first column is no key; test it as unique, or a combination of columns."
    )


def _column(column: Mapping[str, Any], rules: Mapping[str, Any]) -> Column:
    name = column["name"]
    kinds = {constraint["type"] for constraint in column.get("constraints", [])}
    return Column(
        name=name,
        data_type=(column["data_type"] or "varchar").lower(),
        words=Words.of(column["description"]),
        is_required=bool(kinds & {"not_null", "primary_key"}),
        values=tuple(map(str, rules.get("values", {}).get(name, ()))),
        reference=_reference(name, rules.get("references", {}).get(name)),
    )


def _reference(column: str, told: str | Mapping[str, str] | None) -> Reference | None:
    if told is None:
        return None
    table, field = (told, column) if isinstance(told, str) else (told["table"], told["column"])
    (mart,) = _REFERENCED.findall(table)
    return Reference(mart, field)

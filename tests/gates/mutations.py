"""Data errors as data: what each plants, where, and which words in a message would name it."""

import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("mutations.yml")
KEYS = {
    "documents": "document_key",
    "measures": "measure_key",
    "texts": "reading_key",
    "values": "value_key",
    "fct_actual": "actual_key",
    "fct_attainment": "attainment_key",
    "fct_conflict": "conflict_key",
    "fct_index_history": "index_history_key",
    "fct_promise_comparison": "promise_comparison_key",
}
# A message names a row by its key, or by its source and its place in the text or table.
MARKS = {
    "measures": ("{measure_key}", "{source_id} & place={value_start},"),
    "values": ("{value_key}", "{source_id} & place={place},"),
    "documents": ("{document_key}", "source_id={source_id}"),
    "texts": ("{reading_key}", "{document_key}", "source_id={source_id}"),
    "fct_index_history": ("index_key={index_key} & locality_key={locality_key} & year_key={year_key}",),
}
# With what a row of raw is named: its source, and where it stands in a table.
_NAMED = """
    select picked.*, documents.source_id as named_source, {place} as place
    from "{table}" as picked left join (select distinct document_key, source_id from documents) as documents
    on documents.document_key = picked.document_key where picked.{key} = ?"""


class Mutation(BaseModel):
    """One kind of error; the fields are explained at the head of ``mutations.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    into: Literal["sources", "raw", "facts"]
    alone: bool = False
    table: str = ""
    pick: str = "true"
    change: str = ""
    run: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    # of a file: one of these says what becomes of it
    file: str = ""
    source: str = ""
    replace: str = ""
    by: str = ""
    append_line: int | None = None
    first_line: str | None = None
    content: str | None = None
    keep: float = 1.0
    copy_of: str = ""
    remove: bool = False

    @property
    def is_of_document(self) -> bool:
        """Whether the error is about a whole document, so that no row of it can tell of another one."""
        return self.table in ("documents", "texts")


def mutations(into: str) -> list[Mutation]:
    """Return the mutations of one place, in the order of the file."""
    entries = yaml.safe_load(FILE.read_text("utf-8"))
    return [found for found in map(Mutation.model_validate, entries) if found.into == into]


class Picker:
    """Picks a row for each mutation by a seed: none twice, nor one of a document that is hit as a whole.

    What fits few rows picks first: which rows the seed means changes with every version of the reader.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, seed: int) -> None:
        self._connection = connection
        self._seed = seed
        self._taken: set[tuple[Any, ...]] = set()
        self._whole: set[Any] = set()

    def pick_all(self, planted: Iterable[Mutation]) -> list[tuple[Mutation, dict[str, Any]]]:
        """Return each mutation with the row that it hits, or an empty one where it hits none by itself."""
        by_choice = sorted(planted, key=lambda one: len(self._fitting(one)) if one.table else 0)
        return [(one, self.pick(one) if one.table else {}) for one in by_choice]

    def _fitting(self, mutation: Mutation) -> list[tuple[Any]]:
        key = KEYS[mutation.table]
        sql = f'select {key} from "{mutation.table}" where {mutation.pick} order by {key}'
        return self._connection.execute(sql).fetchall()

    def pick(self, mutation: Mutation) -> dict[str, Any]:
        """Return the picked row, with its source and its place. Raises ``LookupError`` when none fits."""
        key, found = KEYS[mutation.table], self._fitting(mutation)
        random.Random(f"{self._seed} {mutation.name}").shuffle(found)
        for (value,) in found:
            row = self._row(mutation.table, key, value)
            document, place = row.get("document_key"), (row.get("document_key"), row.get("place") or value)
            if place in self._taken or (document is not None and document in self._whole):
                continue
            if mutation.is_of_document and any(document == taken for taken, _ in self._taken):
                continue
            self._taken.add(place)
            if mutation.is_of_document:
                self._whole.add(document)
            return row
        raise LookupError(f"mutation {mutation.name!r}: no row of {mutation.table} fits {mutation.pick!r}")

    def _row(self, table: str, key: str, value: str) -> dict[str, Any]:
        places = {
            "measures": "picked.value_start::varchar",
            "values": "concat_ws(' ', picked.sheet, picked.row_number, picked.column_name)",
        }
        if table in ("measures", "values", "texts"):
            sql = _NAMED.format(table=table, key=key, place=places.get(table, "null"))
        else:
            sql = f'select *, null as named_source, null as place from "{table}" where {key} = ?'
        result = self._connection.execute(sql, [value])
        names = [column[0] for column in result.description or []]
        row = dict(zip(names, result.fetchone() or (), strict=True))
        return {**row, "source_id": row.get("source_id") or row["named_source"], "key": value}


def statements(mutation: Mutation, row: Mapping[str, Any]) -> list[str]:
    """Return the SQL that plants the error in the picked row."""
    planted = [statement.format(**row) if row else statement for statement in mutation.run]
    if mutation.change:
        key = KEYS[mutation.table]
        planted.append(f"update \"{mutation.table}\" set {mutation.change} where {key} = '{row['key']}'")
    return planted


def plant(connection: duckdb.DuckDBPyConnection, mutation: Mutation, row: Mapping[str, Any]) -> None:
    """Plant the error. Raises ``LookupError`` when no row changes: what was not planted cannot be caught."""
    for number, statement in enumerate(statements(mutation, row)):
        (changed,) = connection.execute(statement).fetchone() or (0,)
        if number == 0 and not changed:
            raise LookupError(f"mutation {mutation.name!r} changes no row: {statement}")


def marks(mutation: Mutation, row: Mapping[str, Any]) -> list[str]:
    """Return the marks that tell a message about this error; none means: any that a clean run lacks."""
    if mutation.alone:
        return []
    if mutation.into == "sources":
        return [mutation.source]
    named = MARKS.get(mutation.table, ()) + mutation.marks
    return ["{key}".format(**row), *(mark.format(**row) for mark in named)]


def names(mark: str, message: str) -> bool:
    """Tell whether all parts of a mark stand in the message."""
    return all(part in message for part in mark.split(" & "))


def names_any(wanted: Sequence[str], message: str) -> bool:
    """Tell whether one of the marks names the message; no marks name every one."""
    return not wanted or any(names(mark, message) for mark in wanted)

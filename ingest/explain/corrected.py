"""Corrections laid over one document by the very SQL that dbt runs: the rule stands in one place only.

The two models read three inputs, which are made here from one document and one corrections file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

import duckdb
import jinja2
import pyarrow as pa

from ingest.explain.document import Outcome, Row
from ingest.folders import REPOSITORY
from ingest.keys import key_of
from ingest.read import measure_key
from ingest.records import CORRECTIONS, MEASURES, Correction, Measure

MODELS = REPOSITORY / "dbt_project" / "models" / "intermediate"
READING = DOCUMENT = "d"  # there is one reading of one document
STAGED_NAMES = {"derived": "is_derived", "locality": "locality_text"}


def lay_over(
    sha256: str, text: str, measures: Sequence[Measure], corrections: Sequence[Correction]
) -> tuple[tuple[Row, ...], tuple[Outcome, ...]]:
    """Return the rows in the order of the text, and what became of each usable correction.

    ``sha256`` is the document's; corrections of other documents are left alone.
    """
    own = [line for line in corrections if not line.problem and line.corrected_sha256 == sha256]
    read = {measure_key(DOCUMENT, measure): measure for measure in measures}
    lines = {key_of(line.row_number): line for line in own}
    with duckdb.connect() as connection:
        _make_inputs(connection, text, read, lines)
        for model in ("int_corrections_matched", "int_measures_corrected"):
            connection.execute(f"create table {model} as {_model(model)}")
        kept = _rows(connection, "select * from int_measures_corrected order by value_start, value_end")
        told = dict(
            connection.execute("select correction_key, outcome from int_corrections_matched").fetchall()
        )
    rows = [_row(row, read, lines) for row in kept]
    return tuple(rows), tuple(Outcome(line, told[key]) for key, line in lines.items())


def _make_inputs(
    connection: duckdb.DuckDBPyConnection,
    text: str,
    read: Mapping[str, Measure],
    lines: Mapping[str, Correction],
) -> None:
    common = {"reading_key": READING, "document_key": DOCUMENT, "sha256": "", "reader_version": ""}
    measures = [{**common, "measure_key": key, **asdict(measure)} for key, measure in read.items()]
    corrections = [{**common, "correction_row_key": key, **asdict(line)} for key, line in lines.items()]
    texts = pa.table({"reading_key": [READING], "text": pa.array([text], pa.large_string())})
    inputs = {
        "measures": pa.Table.from_pylist(measures, schema=MEASURES),
        "corrections": pa.Table.from_pylist(corrections, schema=CORRECTIONS),
        "stg_raw__texts": texts,
    }
    for name, table in inputs.items():
        connection.register(name, table)
    renamed = ", ".join(f"{old} as {new}" for old, new in STAGED_NAMES.items())
    connection.execute(
        f"create table stg_raw__measures as select * exclude (derived, locality), {renamed} from measures"
    )
    connection.execute(
        "create table int_corrections_placed as "
        "select * exclude (problem, locality), locality as locality_text, '' as source_id, "
        "correction_row_key as correction_key, document_key as correction_document_key from corrections"
    )


@cache
def _model(name: str) -> str:
    """Return a model's SQL with every ``ref()`` made a plain table name."""
    environment = jinja2.Environment(autoescape=False)
    template = environment.from_string((MODELS / f"{name}.sql").read_text("utf-8"))
    return template.render(ref=lambda table: table, config=lambda **_: "")


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    result = connection.execute(sql)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _row(row: Mapping[str, Any], read: Mapping[str, Measure], lines: Mapping[str, Correction]) -> Row:
    if not row["is_corrected"]:
        measure = read[row["measure_key"]]
        return Row(measure, measure)
    fields = {name: row[STAGED_NAMES.get(name, name)] for name in Measure.__dataclass_fields__}
    return Row(
        measure=Measure(**fields),
        read=read.get(row["read_measure_key"]),
        correction=lines[row["correction_key"]],
        read_as=row["read_as"],
    )

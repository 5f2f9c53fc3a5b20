"""The SQL of attainment run on a handful of rows: the models as dbt has them, on an empty database."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pyarrow as pa

from ingest.folders import REPOSITORY, SEEDS

PROJECT = REPOSITORY / "dbt_project"
MODELS = (  # in the order in which they build on each other
    "intermediate/int_actuals_kept",
    "intermediate/int_actuals_ranked",
    "marts/fct_actual",
    "intermediate/int_localities_continued",
    "intermediate/int_targets_ruled",
    "intermediate/int_actuals_chosen",
    "intermediate/int_latest_actuals_found",
    "intermediate/int_targets_compared",
    "intermediate/int_paces_stepped",
    "intermediate/int_histories_summed",
    "intermediate/int_baselines_chosen",
    "intermediate/int_paces_measured",
    "intermediate/int_near_actuals_found",
    "marts/fct_attainment",
)
INPUTS = {
    "dim_indicator": "indicator_key varchar, better varchar, is_in_codebook boolean",
    "dim_level": "level_key varchar, valid_to date",
    "dim_locality": "locality_key varchar, valid_to date, successor_locality_key varchar, "
    "successor_relation varchar",
    "dim_document": "document_key varchar, document_date date, authority varchar",
    "int_documents_described": "document_key varchar, document_date date, authority varchar",
    "int_indices_of_indicators": "indicator_key varchar, index_code varchar",
    "index_methods": "index_code varchar, first_year integer, last_year integer, method_version varchar",
    "fct_target": "target_key varchar, document_key varchar, indicator_key varchar, locality_key varchar, "
    "level_key varchar, year_key integer, unit varchar, change varchar, scope varchar, "
    "measured_group varchar, comparator varchar, value_low double, value_high double, "
    "baseline_year integer, period_start integer, "
    "is_lead boolean, is_in_force boolean",
    "int_actuals_united": "actual_key varchar, document_key varchar, indicator_key varchar, "
    "locality_key varchar, level_key varchar, year_key integer, unit varchar, change varchar, "
    "scope varchar, measured_group varchar, comparator varchar, value_low double, value_high double, "
    "baseline_year integer, period_start integer, is_current boolean, known_from date, is_derived boolean, "
    "is_year_assumed boolean, index_code varchar, value_start bigint, row_number bigint, "
    "counted_from integer",
}


def attain(
    connection: duckdb.DuckDBPyConnection, run_date: date, inputs: Mapping[str, Sequence[Mapping[str, Any]]]
) -> None:
    """Fill the input tables with the rows given and build the models on them, down to ``fct_attainment``."""
    for seed in ("pace_rules", "source_authorities"):
        connection.execute(f"create or replace table {seed} as from read_csv('{SEEDS / seed}.csv')")
    for table, columns in INPUTS.items():
        connection.execute(f"create or replace table {table} ({columns})")
        if inputs[table]:
            connection.register("rows", pa.Table.from_pylist(list(inputs[table])))
            connection.execute(f"insert into {table} by name from rows")
    for model in MODELS:
        sql = _template(model).render(
            ref=lambda table: table,
            config=lambda **_: "",
            is_incremental=lambda: False,
            env_var=lambda _: run_date.isoformat(),
        )
        connection.execute(f"create or replace table {Path(model).name} as {sql}")


@cache
def _template(model: str) -> jinja2.Template:
    macros = "".join(
        (PROJECT / "macros" / f"{name}.sql").read_text("utf-8")
        for name in ("run_date", "attainment", "demands", "to_build")
    )
    sql = (PROJECT / "models" / f"{model}.sql").read_text("utf-8")
    return jinja2.Environment(autoescape=False).from_string(macros + sql)

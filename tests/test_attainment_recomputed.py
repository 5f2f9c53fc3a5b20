"""Every judgement is made twice, in SQL and in plain Python, and both agree.

The samples are compared in ``tests/dbt_project/test_dbt.py``, on a database that dbt has built.
"""

from datetime import date
from typing import Any

import duckdb
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.folders import REPOSITORY
from tests.attainment.comparing import differences
from tests.attainment.models import attain
from tests.attainment.worlds import DIMENSIONS, Dice, Row, actual, statement, target

RUN_DATES = [date(2025, 12, 30), date(2025, 12, 31), date(2026, 6, 30)]
MARTS = REPOSITORY / "dbt_project" / "models" / "marts" / "_marts.yml"


def judge(
    connection: duckdb.DuckDBPyConnection, run_date: date, targets: list[Row], actuals: list[Row]
) -> None:
    inputs = {
        **DIMENSIONS,
        "fct_target": [{"target_key": f"t{place:04}", **row} for place, row in enumerate(targets)],
        "int_actuals_united": [{"actual_key": f"a{place:04}", **row} for place, row in enumerate(actuals)],
    }
    attain(connection, run_date, inputs)


def throw(dice: Dice) -> tuple[list[Row], list[Row]]:
    """Return the targets and the results of a few series."""
    targets, actuals = [], []
    for _ in range(dice.randint(1, 5)):
        series = statement(dice)
        targets += [target(dice, like=series) for _ in range(dice.randint(1, 6))]
        actuals += [actual(dice, like=series) for _ in range(dice.randint(0, 10))]
    return targets, actuals


@settings(max_examples=30)
@given(st.randoms(use_true_random=False), st.sampled_from(RUN_DATES))
def test_whatever_the_rows_sql_and_python_judge_alike(dice: Dice, run_date: date) -> None:
    with duckdb.connect() as connection:
        judge(connection, run_date, *throw(dice))
        assert list(differences(connection, run_date)) == []


def test_every_reason_is_judged_alike() -> None:
    reasons = set()
    with duckdb.connect() as connection:
        for seed in range(240):
            judge(connection, RUN_DATES[seed % 3], *throw(Dice(seed)))
            assert list(differences(connection, RUN_DATES[seed % 3])) == []
            reasons |= {
                reason for (reason,) in connection.execute("select reason from fct_attainment").fetchall()
            }
    assert reasons == _reasons()


def _reasons() -> set[str]:
    """Return the reasons that the mart accepts."""
    models: list[dict[str, Any]] = yaml.safe_load(MARTS.read_text("utf-8"))["models"]
    (mart,) = (model for model in models if model["name"] == "fct_attainment")
    (rules,) = (test["keeps_its_rules"] for test in mart["data_tests"])
    return set(rules["arguments"]["values"]["reason"])

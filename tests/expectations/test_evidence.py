"""A figure beside its own words: what counts as the number that they write, without Great Expectations."""

import duckdb
import great_expectations.expectations as gxe
import pytest

from expectations import evidence
from expectations.checkpoints import MARTS_RULES, RAW_RULES
from expectations.limits import limits
from expectations.rules import Rule


def _is_broken(must: str, *, value_text: str, value: float) -> bool:
    """Ask one rule of ``measures`` about one figure."""
    (rule,) = (rule for rule in evidence.MEASURES if rule.must == must)
    query = str(rule.arguments["unexpected_rows_query"]).format(batch="measures")
    with duckdb.connect() as connection:
        connection.execute(
            "create table measures as select 'm' as measure_key, ? as value_text, 'words' as quote, "
            "?::double as value_low, false as derived",
            [value_text, value],
        )
        return bool(connection.execute(query).fetchall())


@pytest.mark.parametrize(
    ("value_text", "value"),
    [
        ("7,77%", 7.77),
        ("7.77%", 7.77),
        ("1.046", 1046),
        ("1,046", 1046),
        ("44.530", 44530),
        ("1.234.567,8", 1234567.8),
        ("4/63", 4),
        ("1,5 triệu", 1_500_000),
        ("25% - 35%", 25),
    ],
)
def test_a_value_is_the_number_as_written(value_text: str, value: float) -> None:
    rule = "value_low must be the number that value_text writes"
    assert not _is_broken(rule, value_text=value_text, value=value)
    assert _is_broken(rule, value_text=value_text, value=value * 100)
    assert _is_broken(rule, value_text=value_text, value=value / 100)
    assert _is_broken(rule, value_text=value_text, value=value + 1)


def test_the_limits_have_words_of_every_level_that_can_be_named() -> None:
    assert set(limits().levels) == {"every", "province", "district", "commune", "village", "national"}


@pytest.mark.parametrize("rules", [RAW_RULES, MARTS_RULES], ids=["raw", "marts"])
def test_the_rules_of_a_checkpoint_are_well_written(rules: tuple[Rule, ...]) -> None:
    assert len({rule.name for rule in rules}) == len(rules)
    for rule in rules:
        assert "must " in rule.must, rule
        assert rule.because and not rule.because.endswith("."), rule
        getattr(gxe, rule.expectation)(**rule.arguments)

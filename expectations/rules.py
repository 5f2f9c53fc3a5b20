"""The words a gate is written in: one rule is one expectation, how bad its failure is, and why it stands.

Great Expectations takes seconds to import, so a rule names its expectation's class as a string; only
``expectations.gate`` imports the library.

A query inside a rule selects the rows that must not exist. It reads the rule's table as ``{batch}``;
the helpers below call it ``this``. Great Expectations hands the query to ``str.format`` and to
``sqlalchemy.text``: so it may hold no other brace and no word with a colon before it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["critical", "warning"]
CRITICAL: Final = "critical"  # stops the run before anything is published
WARNING: Final = "warning"  # is reported, and the run goes on

# The columns by which a reader finds a row again, for the examples of a failed rule.
EXAMPLE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "documents": ("document_key", "source_id"),
    "readings": ("reading_key", "source_id"),
    "texts": ("reading_key", "document_key"),
    "measures": ("measure_key", "value_text"),
    "relations": ("relation_key", "related_number"),
    "responsibilities": ("responsibility_key", "agency_text"),
    "values": ("value_key", "row_number", "cell_text"),
    "corrections": ("correction_row_key", "row_number"),
    "sources": ("source_id",),
    "fetch_log": ("attempt_key", "source_id"),
    "dim_document": ("document_key",),
    "fct_target": ("target_key", "document_key"),
    "fct_actual": ("actual_key", "document_key"),
    "fct_attainment": ("attainment_key", "target_key"),
    "fct_responsibility": ("responsibility_key", "agency"),
    "fct_correction": ("correction_key", "row_number"),
    "fct_revision": ("revision_key", "source_id"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold in one table.

    ``must`` continues the table's name as a sentence does: ``unit must be one of ...`` for a column,
    ``must hold at least one row`` for the table itself.
    """

    table: str
    expectation: str  # the class's name in great_expectations.expectations
    arguments: Mapping[str, object]
    severity: Severity
    must: str
    because: str

    @property
    def name(self) -> str:
        """Return the rule as a short readable sentence: ``measures.unit must be one of ...``."""
        joint = " " if self.must.startswith("must ") else "."
        return f"{self.table}{joint}{self.must}"


def row_count(table: str, because: str, at_least: int = 1, severity: Severity = CRITICAL) -> Rule:
    """The table holds at least so many rows."""
    rows = "one row" if at_least == 1 else f"{at_least} rows"
    arguments = {"min_value": at_least}
    must = f"must hold at least {rows}"
    return Rule(table, "ExpectTableRowCountToBeBetween", arguments, severity, must, because)


def present(table: str, column: str, because: str, severity: Severity = CRITICAL) -> Rule:
    """The column has a value in every row."""
    arguments = {"column": column}
    must = f"{column} must not be null"
    return Rule(table, "ExpectColumnValuesToNotBeNull", arguments, severity, must, because)


def one_of(
    table: str, column: str, allowed: Iterable[str], because: str, severity: Severity = CRITICAL
) -> tuple[Rule, Rule]:
    """Every row has one of a few words in the column: two rules, since a null passes for any word."""
    values = list(allowed)
    words = ", ".join(value or "empty" for value in values)
    arguments = {"column": column, "value_set": values}
    must = f"{column} must be one of {words}"
    words_rule = Rule(table, "ExpectColumnValuesToBeInSet", arguments, severity, must, because)
    return present(table, column, because, severity), words_rule


def no_rows(table: str, must: str, query: str, because: str, severity: Severity = CRITICAL) -> Rule:
    """The query finds nothing. Its rows come in one order, so that every run names the same examples."""
    arguments = {"unexpected_rows_query": f"{query} ORDER BY ALL"}
    return Rule(table, "UnexpectedRowsExpectation", arguments, severity, must, because)


def never(
    table: str, must: str, shown: str, condition: str, because: str, severity: Severity = CRITICAL
) -> Rule:
    """No row meets the condition; ``shown`` lists the columns that make an example readable."""
    # The inner SELECT lets "this" be a valid alias whether or not the condition holds a JOIN:
    # without one, Great Expectations gives {batch} an alias of its own.
    query = f"SELECT {shown} FROM (SELECT * FROM {{batch}}) AS this WHERE {condition}"
    return no_rows(table, must, query, because, severity)


def unique(table: str, columns: str, because: str, severity: Severity = CRITICAL) -> Rule:
    """No two rows share the same values of the columns (written as in SQL: ``a, b``)."""
    # Counting groups is cheaper than the library's own expectation, which ranks every row in a window.
    query = f"SELECT {columns}, count(*) AS times FROM {{batch}} GROUP BY {columns} HAVING count(*) > 1"
    return no_rows(table, f"{columns} must be unique", query, because, severity)


def refers(
    table: str, column: str, other: str, shown: str, because: str, severity: Severity = CRITICAL
) -> Rule:
    """Every key in the column stands in the other table, in the column of that name (null is allowed)."""
    condition = (
        f"this.{column} IS NOT NULL AND NOT EXISTS "
        f"(SELECT 1 FROM {other} AS other WHERE other.{column} = this.{column})"
    )
    return never(table, f"{column} must stand in {other}", shown, condition, because, severity)


def rare(
    table: str,
    must: str,
    shown: str,
    condition: str,
    share: float,
    because: str,
    severity: Severity = WARNING,
) -> Rule:
    """At most this share of the rows meets the condition (of plain columns); beyond it, all of them show."""
    too_many = f"(SELECT count(*) FILTER ({condition}) > {share} * count(*) FROM {{batch}})"
    return never(table, must, shown, f"({condition}) AND {too_many}", because, severity)

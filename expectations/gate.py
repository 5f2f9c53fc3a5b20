"""A gate: check every rule in the database, keep what was found, and say whether data may go on.

The outcome is a plain JSON file that two runs over the same data write byte for byte alike, beside the
pages of Great Expectations (Data Docs), which show the time of the run.
"""

import html
import json
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb

from expectations.duckdb_dialect import connection_string
from expectations.rules import CRITICAL, EXAMPLE_COLUMNS, WARNING, Rule
from ingest.records import GateResult

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.data_context.data_context.abstract_data_context import AbstractDataContext
    from great_expectations.datasource.fluent.sql_datasource import SQLDatasource

EXAMPLES: Final = 3
LONGEST_VALUE: Final = 160  # an example is for reading; the database has the rest
NOT_CHECKED: Final = "could not be checked: "


@dataclass(frozen=True, slots=True)
class GateReport:
    """What a gate found. ``success`` is false when a critical rule failed."""

    gate: str
    success: bool
    results: tuple[GateResult, ...]
    message: str  # failed rules, one a line, or one line that says that all held


class GateFailed(Exception):
    """A critical rule failed; nothing behind the gate may be touched."""

    def __init__(self, report: GateReport) -> None:
        super().__init__(report.message)
        self.report = report


def run_gate(
    gate: str, rules: Sequence[Rule], database: Path, results_file: Path, docs_folder: Path | None
) -> GateReport:
    """Check all rules in the DuckDB file, opened for reading only, and keep the outcome.

    The pages of the gate are written to the folder ``docs_folder / gate``, so that gates can share one.
    No other connection of this process may have the file open for writing.
    """
    columns = _columns(database)
    missing = [rule.table for rule in rules if rule.table not in columns]
    found: dict[int, GateResult] = {}
    checkable = {number: rule for number, rule in enumerate(rules) if rule.table in columns}
    if checkable:
        found = _check(gate, checkable, columns, database, docs_folder)
    results = [_missing_table(gate, table) for table in dict.fromkeys(missing)]
    results += [found[number] for number in sorted(found)]
    report = _report(gate, results)
    _write(report, results_file)
    return report


def _columns(database: Path) -> dict[str, list[str]]:
    """Return the columns of every table and view; nothing when there is no database."""
    if not database.exists():
        return {}
    query = """
        SELECT table_name, list(column_name ORDER BY ordinal_position) FROM information_schema.columns
        WHERE table_schema = 'main' GROUP BY table_name
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        return dict(connection.execute(query).fetchall())


def _missing_table(gate: str, table: str) -> GateResult:
    because = "what is not there cannot be checked, and an absent table must not pass for a clean one"
    return GateResult(gate, table, f"{table} must exist", CRITICAL, because, False, 0, ("no such table",))


def _check(
    gate: str,
    rules: Mapping[int, Rule],
    columns: Mapping[str, Sequence[str]],
    database: Path,
    docs_folder: Path | None,
) -> dict[int, GateResult]:
    """Let Great Expectations check the rules, one batch a table; results carry their rule's number."""
    context = _quiet_context()
    source = context.data_sources.add_sql(
        f"{gate} gate", connection_string=connection_string(str(database)), create_temp_table=False
    )
    tables: defaultdict[str, dict[int, Rule]] = defaultdict(dict)
    for number, rule in rules.items():
        tables[rule.table][number] = rule
    found: dict[int, GateResult] = {}
    try:
        for table, table_rules in tables.items():
            shown = [column for column in EXAMPLE_COLUMNS.get(table, ()) if column in columns[table]]
            found |= _check_table(gate, context, source, table, table_rules, shown)
        if docs_folder is not None:
            _build_docs(context, docs_folder / gate)
    finally:
        # A pooled connection would keep the file open, and nobody could write it afterwards.
        source.get_engine().dispose()
        source.get_execution_engine().close()
    return found


def _check_table(
    gate: str,
    context: "AbstractDataContext",
    source: "SQLDatasource",
    table: str,
    rules: Mapping[int, Rule],
    shown: Sequence[str],
) -> dict[int, GateResult]:
    """Check one table's rules. Each gets a result, also where the table itself cannot be read."""
    from great_expectations.exceptions.exceptions import GreatExpectationsError

    try:
        outcomes = _validate(context, source, table, rules, shown)
    except (GreatExpectationsError, ConnectionError) as error:
        return {number: _unchecked(gate, rule, str(error)) for number, rule in rules.items()}
    found = {_rule_number(outcome): outcome for outcome in outcomes}
    return {
        number: _result(gate, rule, found[number])
        if number in found
        else _unchecked(gate, rule, "Great Expectations gave no result")
        for number, rule in rules.items()
    }


def _quiet_context() -> "AbstractDataContext":
    """Return a context that lives in memory, reports to nobody and draws no progress bars."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when the library is imported
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


def _validate(
    context: "AbstractDataContext",
    source: "SQLDatasource",
    table: str,
    rules: Mapping[int, Rule],
    shown: Sequence[str],
) -> "list[ExpectationValidationResult]":
    """Validate one table's rules in one batch."""
    import great_expectations as gx
    import great_expectations.expectations as gxe

    suite = context.suites.add(gx.ExpectationSuite(name=table))
    for number, rule in rules.items():
        expectation = getattr(gxe, rule.expectation)
        suite.add_expectation(
            expectation(
                **rule.arguments,
                severity=rule.severity,
                description=html.escape(rule.name),  # the pages would take "<=" for a tag
                notes=html.escape(rule.because),
                meta={"rule": number},
            )
        )
    batch = source.add_table_asset(table, table_name=table).add_batch_definition_whole_table("all rows")
    definition = gx.ValidationDefinition(name=table, data=batch, suite=suite)
    result_format: dict[str, Any] = {"result_format": "COMPLETE", "partial_unexpected_count": EXAMPLES}
    if shown:
        result_format["unexpected_index_column_names"] = list(shown)
    outcome = context.validation_definitions.add(definition).run(result_format=result_format)
    return outcome.results


def _rule_number(outcome: "ExpectationValidationResult") -> int:
    """Return which rule the outcome is about: they come back in an order of the library's own."""
    config = outcome.expectation_config
    if config is None:
        raise ValueError("Great Expectations returned an outcome that names no expectation")
    return int(config.meta["rule"])


def _result(gate: str, rule: Rule, outcome: "ExpectationValidationResult") -> GateResult:
    """Translate the library's outcome of one rule into ours."""
    error = _error(outcome.exception_info)
    if error:
        return _unchecked(gate, rule, error)
    success = bool(outcome.success)
    count, examples = (0, ()) if success else _unexpected(outcome.result)
    return GateResult(gate, rule.table, rule.name, rule.severity, rule.because, success, count, examples)


def _unchecked(gate: str, rule: Rule, error: str) -> GateResult:
    """A rule that could not be checked has failed, and is critical whatever it was: nobody looked."""
    sentence = (error.strip() or "no reason was given").splitlines()[0]
    examples = (NOT_CHECKED + re.sub(r"\(\S+Exception\) ", "", sentence),)
    return GateResult(gate, rule.table, rule.name, CRITICAL, rule.because, False, 0, examples)


def _error(info: Mapping[str, Any] | None) -> str:
    """Return what the exception said that the expectation raised, or nothing.

    The library gives either one description or one for each metric that failed.
    """
    infos = [info or {}, *(part for part in (info or {}).values() if isinstance(part, Mapping))]
    messages = {str(part.get("exception_message")) for part in infos if part.get("raised_exception")}
    return min(messages) if messages else ""


def _unexpected(result: Mapping[str, Any]) -> tuple[int, tuple[str, ...]]:
    """Return how many rows broke the rule, and some of them in words.

    Where rows are looked at one by one the library counts them; a query's own rows are its details; and
    what is left looks at the table as a whole and has one observed value.
    """
    if "unexpected_count" in result:
        rows = result.get("partial_unexpected_index_list") or result.get("partial_unexpected_list") or []
        return int(result["unexpected_count"]), _examples(rows)
    if "details" in result:
        return int(result["observed_value"]), _examples(result["details"]["unexpected_rows"])
    return 0, (f"found {result.get('observed_value')}",)


def _examples(rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(_words(row) for row in list(rows)[:EXAMPLES])


def _words(row: object) -> str:
    """Write a row as ``column=value, column=value``."""
    if not isinstance(row, Mapping):
        return _shortened(row)
    return ", ".join(f"{column}={_shortened(value)}" for column, value in row.items())


def _shortened(value: object) -> str:
    text = "empty" if value is None or value == "" else " ".join(str(value).split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _report(gate: str, results: Sequence[GateResult]) -> GateReport:
    """Decide, and put it in words: critical failures first, then warnings."""
    failed = [result for result in results if not result.success]
    failed.sort(key=lambda result: result.severity != CRITICAL)
    success = all(result.severity != CRITICAL for result in failed)
    lines = [_sentence(result) for result in failed]
    if success:
        lines.insert(0, f"{gate} gate: passed, {len(results)} expectations checked, warnings: {len(failed)}")
    return GateReport(gate, success, tuple(results), "\n".join(lines))


def _sentence(result: GateResult) -> str:
    """Say which rule failed, why it stands, how many rows broke it, and name some."""
    warning = "warning, " if result.severity == WARNING else ""
    examples = "; ".join(result.examples)
    if result.unexpected_count:
        rows = "1 row" if result.unexpected_count == 1 else f"{result.unexpected_count:,} rows"
        examples = f"{rows}, e.g. {examples}"
    return f"{result.gate} gate: {warning}{result.expectation} (because {result.because}): {examples}"


def _write(report: GateReport, results_file: Path) -> None:
    """Keep the report as JSON, put in place whole: a reader never meets half of it."""
    failed = [result.severity for result in report.results if not result.success]
    counts = {
        "checked": len(report.results),
        "failed_critical": failed.count(CRITICAL),
        "failed_warning": failed.count(WARNING),
    }
    content = {
        "gate": report.gate,
        "success": report.success,
        "counts": counts,
        "results": [asdict(result) for result in report.results],
    }
    results_file.parent.mkdir(parents=True, exist_ok=True)
    aside = results_file.with_name(results_file.name + ".new")
    aside.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    aside.replace(results_file)


def _build_docs(context: "AbstractDataContext", folder: Path) -> None:
    """Write the pages of this gate beside the old ones, then take their place.

    The library would add each run's pages to the old ones for ever.
    """
    aside = folder.with_name(folder.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(aside.absolute())}
    site: Any = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": store,
    }
    context.update_data_docs_site("local_site", site)
    aside.parent.mkdir(parents=True, exist_ok=True)
    context.build_data_docs(["local_site"])
    shutil.rmtree(folder, ignore_errors=True)
    aside.replace(folder)

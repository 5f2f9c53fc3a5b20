"""Each rule is shown the error it is there for: a check that was never seen to fail is not known to work.

Great Expectations is slow to start and a gate call costs a second or two, so many independent errors are
seeded into one database, and each test looks for its own.
"""

import csv
import json
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import great_expectations.expectations as gxe
import pytest

from expectations import duckdb_dialect, marts, raw
from expectations.gate import GateFailed, GateReport, run_gate
from expectations.rules import CRITICAL, WARNING, Rule, row_count
from ingest import codebook
from ingest.folders import SEEDS
from ingest.records import GateResult
from tests.expectations.small_databases import make_marts, make_raw


@dataclass(frozen=True)
class Seed:
    """One error: the statement that plants it and what the gate must say about it."""

    statement: str
    rule: str  # part of the failed rule's name
    example: str  # part of one of its examples
    severity: str = CRITICAL
    count: int = 1

    def __str__(self) -> str:
        return self.rule


def _measure(key: str, change: str) -> str:
    return f"UPDATE measures SET {change} WHERE measure_key = '{key}'"


def _figure(key: str, change: str) -> str:
    return f"UPDATE \"values\" SET {change} WHERE value_key = '{key}'"


def _correction(key: str, cells: str) -> str:
    named = f"'{key}' AS correction_row_key, 'gone' AS reading_key"
    return f"INSERT INTO corrections BY NAME SELECT {named}, {cells}"


PLANTED = "SELECT 1"  # the error follows from those of other seeds

RAW_SEEDS = (
    Seed(
        "INSERT INTO documents SELECT * FROM documents WHERE document_key = 'd0'",
        "documents.document_key must be unique",
        "document_key=d0, times=2",
    ),
    Seed(
        "UPDATE documents SET sha256 = upper(sha256) WHERE document_key = 'd2'",
        "documents.sha256 must be 64 hexadecimal digits",
        "document_key=d2, sha256=0A0A",
    ),
    Seed(
        "UPDATE documents SET byte_length = 0 WHERE document_key = 'd2'",
        "documents.byte_length must be above 0",
        "document_key=d2, source_id=s2, byte_length=0",
        WARNING,
    ),
    Seed(
        "INSERT INTO documents SELECT * REPLACE ('d9' AS document_key, 's9' AS source_id) "
        "FROM documents WHERE document_key = 'd1'",
        "documents.source_id must stand in sources",
        "document_key=d9, source_id=s9",
    ),
    Seed(PLANTED, "documents.document_key must have a reading", "document_key=d9"),
    Seed(
        "INSERT INTO sources VALUES ('s7', 'plan_text')",
        "sources.source_id must have a current document",
        "source_id=s7",
        WARNING,
    ),
    Seed(
        "INSERT INTO sources VALUES ('s8', 'plan_text'); "
        "INSERT INTO documents SELECT * REPLACE ('d8' AS document_key, 's8' AS source_id) "
        "FROM documents WHERE document_key = 'd1'; "
        "INSERT INTO readings BY NAME SELECT 'r8' AS reading_key, 'd8' AS document_key, "
        "'s8' AS source_id, 'unreadable' AS status, 'a scan without text' AS message, 0 AS row_count, "
        "0 AS problem_count",
        "sources.source_id must have given a measure or a value",
        "source_id=s8",
        WARNING,
    ),
    Seed(PLANTED, "readings.status must not be unreadable", "source_id=s8, status=unreadable", WARNING),
    Seed(
        "UPDATE fetch_log SET outcome = 'failed', message = 'no answer' WHERE source_id = 's2'",
        "fetch_log must hold a success for every source that was tried",
        "source_id=s2",
        WARNING,
    ),
    Seed(PLANTED, "readings.row_count must be the number", "row_count=20, found=21", count=3),
    Seed(
        "INSERT INTO texts BY NAME SELECT 'r7' AS reading_key, 'd1' AS document_key, 'x' AS text",
        "texts.reading_key must stand in readings",
        "reading_key=r7",
    ),
    Seed(_measure("m0", "value_low = 2500"), "value_low must lie between 0 and 1000", "value_low=2500.0"),
    Seed(
        PLANTED, "value_low must lie between 0 and 100 where", "value_low=250.0", WARNING, count=2
    ),  # m0, m2
    Seed(_measure("m1", "value_low = -5, unit = 'day'"), "value_low must not be negative", "value_low=-5.0"),
    Seed(
        _measure("m2", "value_low = 250, value_start = value_start + 1"),
        "value_text must stand in the text",
        "measure_key=m2, value_text=90%, found=0%",
        count=2,  # and m23
    ),
    Seed(
        _measure("m3", "document_key = 'gone'"),
        "measures.document_key must stand in documents",
        "measure_key=m3, document_key=gone",
    ),
    Seed(_measure("m4", "document_key = NULL"), "measures.document_key must not be null", "measure_key=m4"),
    Seed(_measure("m5", "reading_key = 'r8'"), "measures.reading_key must stand in texts", "reading_key=r8"),
    Seed(
        "INSERT INTO measures SELECT * FROM measures WHERE measure_key IN ('m6', 'm7')",
        "measures.measure_key must be unique",
        "measure_key=m7, times=2",
        count=2,
    ),
    Seed(_measure("m8", "level = 'quarter'"), "measures.level must be one of", "level=quarter"),
    Seed(_measure("m9", "kind = NULL"), "measures.kind must not be null", "measure_key=m9"),
    Seed(_measure("m10", "unit = 'kg'"), "measures.unit must be one of", "unit=kg"),
    Seed(_measure("m11", "comparator = '!='"), "measures.comparator must be one of", "comparator=!="),
    Seed(_measure("m12", "change = 'steady'"), "measures.change must be one of", "change=steady"),
    Seed(_measure("m13", "indicator = 'happiness'"), "measures.indicator must stand", "indicator=happiness"),
    Seed(_measure("m14", "quote = ' '"), "measures.quote must not be empty", "measure_key=m14"),
    Seed(
        _measure("m15", "quote = 'Không có số liệu'"),
        "measures.quote must contain value_text",
        "quote=Không có số liệu",
        count=2,  # and m14
    ),
    Seed(
        _measure("m16", "comparator = 'between', value_high = 80"),
        "measures.value_high must be given exactly where comparator is between",
        "value_low=90.0, value_high=80.0",
        count=3,
    ),
    Seed(_measure("m17", "comparator = 'between'"), "measures.value_high must", "measure_key=m17", count=3),
    Seed(_measure("m18", "value_high = 95"), "measures.value_high must", "measure_key=m18", count=3),
    Seed(_measure("m19", "unit = 'rank', value_low = 0"), "where unit is rank and", "value_low=0.0"),
    Seed(
        _measure("m20", "unit = 'rank', value_low = 112"),
        "value_low must be at most 64",
        "value_low=112.0",
        WARNING,
    ),
    Seed(_measure("m21", "year = 1089"), "measures.year must lie between 1945 and 2100", "year=1089"),
    Seed(_measure("m22", "baseline_year = 2205"), "measures.baseline_year must lie", "baseline_year=2205"),
    Seed(
        _measure("m23", "value_end = value_start"), "value_start must be before value_end", "measure_key=m23"
    ),
    Seed(
        _measure("m24", "value_low = 'nan', unit = 'score'"),
        "value_low must be a finite number",
        "value_low=nan",
    ),
    Seed(
        "UPDATE measures SET indicator = 'other' WHERE substr(measure_key, 2)::INTEGER >= 14",
        "indicator other must stay at or below 60 percent",
        "measure_key=m14",
        WARNING,
        count=26,
    ),
    Seed(_figure("v0", "document_key = 'gone'"), "values.document_key must stand", "value_key=v0"),
    Seed(_figure("v1", "row_number = NULL"), "values.row_number must not be null", "value_key=v1"),
    Seed(
        _figure("v2", "problem = 'Hà Nọi is no province', year = NULL, locality_code = ''"),
        "values.problem must be empty",
        "problem=Hà Nọi is no province",
        WARNING,
    ),
    Seed(_figure("v3", "locality_code = ''"), "values.value, year and locality must be", "value_key=v3"),
    Seed(_figure("v4", "indicator = 'happiness'"), "values.indicator must stand", "value_key=v4"),
    Seed(_figure("v5", "level = 'quarter'"), "values.level must be one of", "level=quarter"),
    Seed(_figure("v6", "unit = NULL"), "values.unit must be one of", "unit=empty"),
    Seed(_figure("v7", "value = -3"), "values.value must lie between 0 and 1000", "value=-3.0"),
    Seed(_figure("v8", "value = 108"), "values.value must lie between 0 and 100 ", "value=108.0", WARNING),
    Seed(
        _figure("v9", "year = 2020"),
        "values must hold one figure of an export",
        "year=2020, lowest=79.0, highest=85.0",
    ),
    Seed(_figure("v10", "year = 1889"), "values.year must lie", "year=1889"),
    Seed(
        'INSERT INTO "values" SELECT * FROM "values" WHERE value_key = \'v11\'',
        "values.value_key must be unique",
        "value_key=v11, times=2",
    ),
    Seed(
        _correction("c1", "2 AS row_number, '`reason` is empty' AS problem"),
        "corrections.problem must be empty",
        "row_number=2",
        WARNING,
    ),
    Seed(
        _correction("c2", "3 AS row_number, 'An' AS author, '' AS problem"),
        "corrections.author, corrected_on and reason must be given",
        "row_number=3",
    ),
    Seed(
        "UPDATE relations SET quote_start = 1 WHERE relation_key = 'l1'",
        "relations.quote must stand in the text",
        "relation_key=l1",
    ),
    Seed("UPDATE relations SET relation = 'cites'", "relations.relation must be one of", "cites", count=2),
    Seed(
        "UPDATE responsibilities SET agency_end = 4 WHERE responsibility_key = 'o0'",
        "responsibilities.agency_text must stand in the text",
        "responsibility_key=o0",
    ),
    Seed(PLANTED, "corrections.reading_key must stand in readings", "reading_key=gone", count=2),
)


def _target(key: str, change: str) -> str:
    return f"UPDATE fct_target SET {change} WHERE target_key = '{key}'"


def _actual(key: str, change: str) -> str:
    return f"UPDATE fct_actual SET {change} WHERE actual_key = '{key}'"


def _judgement(key: str, change: str) -> str:
    return f"UPDATE fct_attainment SET {change} WHERE attainment_key = '{key}'"


MARTS_SEEDS = (
    Seed(
        "DELETE FROM dim_locality WHERE locality_key = 'p63-1'",
        "fct_target.locality_key must stand in dim_locality",
        "target_key=t1, locality_key=p63-1",
    ),
    Seed(PLANTED, "fct_actual.locality_key must stand in dim_locality", "locality_key=p63-1"),
    Seed(PLANTED, "fct_attainment.locality_key must stand in dim_locality", "locality_key=p63-1"),
    Seed(PLANTED, "dim_locality must hold at least 14153 rows", "found 14152"),
    Seed("INSERT INTO dim_level VALUES ('all')", "dim_level.level_key must be unique", "times=2"),
    Seed(
        "INSERT INTO fct_run_step VALUES ('night read')",
        "fct_run_step.run_step_key must be unique",
        "times=2",
    ),
    Seed("INSERT INTO dim_run VALUES ('night')", "dim_run.run_key must be unique", "times=2"),
    Seed(
        "UPDATE fct_change SET kind = 'new_document'",
        "fct_change must begin with one line that names the two runs",
        "lines=0",
    ),
    Seed(
        "INSERT INTO fct_change SELECT * FROM fct_change", "fct_change.change_key must be unique", "times=2"
    ),
    Seed(
        "DELETE FROM fct_target_today WHERE target_key = 't4'",
        "fct_target.target_key must have its row in fct_target_today",
        "target_key=t4",
    ),
    Seed(
        "UPDATE fct_target_conflict SET later_target_key = 'gone'",
        "fct_target_conflict.target_key and later_target_key must be promises in force",
        "later_target_key=gone",
    ),
    Seed("INSERT INTO dim_year VALUES (2205)", "dim_year.year_key must lie", "year_key=2205"),
    Seed(
        "INSERT INTO dim_document VALUES ('d7', 's1', 'plan_text', true)",
        "dim_document.document_key must have a fact",
        "document_key=d7",
        WARNING,
    ),
    Seed(PLANTED, "dim_document must hold one current version", "source_id=s1, versions=2"),
    Seed(PLANTED, "dim_indicator.area_key must stand in dim_reform_area", "area_key=procedures"),
    Seed("DELETE FROM dim_reform_area", "dim_reform_area must hold at least one row", "found 0"),
    Seed(_target("t2", "level_key = NULL"), "fct_target.level_key must not be null", "target_key=t2"),
    Seed(_target("t3", "quote = ''"), "fct_target.quote must not be empty", "target_key=t3"),
    Seed(_target("t4", "value_start = NULL"), "fct_target.value_start must be before", "target_key=t4"),
    Seed(_target("t5", "value_low = -1"), "fct_target.value_low must lie between 0 and 1000", "=-1.0"),
    Seed(_target("t6", "value_low = 250"), "fct_target.value_low must lie between 0 and 100 ", "t6", WARNING),
    Seed(_target("t7", "unit = 'kg'"), "fct_target.unit must be one of", "unit=kg"),
    Seed(_target("t8", "comparator = NULL"), "fct_target.comparator must not be null", "target_key=t8"),
    Seed(PLANTED, "fct_target must hold one lead target", "commitment_key=c9, leads=2"),
    Seed(
        "UPDATE fct_responsibility SET area_key = 'gone', agency_text = ''",
        "fct_responsibility.area_key must stand in dim_reform_area",
        "area_key=gone",
    ),
    Seed(PLANTED, "fct_responsibility.quote and agency_text must not be empty", "agency=Sở Nội vụ"),
    Seed(
        "INSERT INTO fct_target SELECT * FROM fct_target WHERE target_key = 't9'",
        "fct_target.target_key must be unique",
        "target_key=t9, times=2",
    ),
    Seed(
        "UPDATE fct_target SET year_key = 0 WHERE substr(target_key, 2)::INTEGER >= 20",
        "fct_target.year_key must be stated in 70 percent",
        "target_key=t20",
        WARNING,
        count=20,
    ),
    Seed(
        "UPDATE fct_actual SET locality_key = 'unknown' WHERE substr(actual_key, 2)::INTEGER >= 37",
        "fct_actual.locality_key must be known in 95 percent",
        "actual_key=a37",
        WARNING,
        count=3,
    ),
    Seed(_actual("a5", "cell_text = NULL"), "fct_actual.row_number and cell_text must be", "actual_key=a5"),
    Seed(_actual("a6", "origin = 'rumour'"), "fct_actual.origin must be one of", "origin=rumour"),
    Seed(_actual("a7", "document_key = 'gone'"), "fct_actual.document_key must stand", "document_key=gone"),
    Seed(_actual("a8", "value_end = value_start"), "fct_actual.value_start must be before", "actual_key=a8"),
    Seed(
        "DELETE FROM fct_attainment WHERE target_key = 't10'",
        "fct_target.target_key must have its row in fct_attainment",
        "target_key=t10",
    ),
    Seed(
        "INSERT INTO fct_attainment SELECT * REPLACE ('j99' AS attainment_key) "
        "FROM fct_attainment WHERE target_key = 't11'",
        "fct_attainment.target_key must be unique",
        "target_key=t11, times=2",
    ),
    Seed(
        _target("t12", "is_in_force = false"),
        "fct_attainment.target_key must be a lead target in force",
        "target_key=t12",
    ),
    Seed(_judgement("j13", "status = 'nearly'"), "fct_attainment.status must be one of", "status=nearly"),
    Seed(_judgement("j14", "shortfall = 4"), "shortfall must be 0 where status is met", "shortfall=4.0"),
    Seed(
        _judgement("j15", "status = 'missed', actual_key = NULL"),
        "actual_key must be given where status is not unknown",
        "attainment_key=j15",
    ),
    Seed(_judgement("j18", "status = 'missed', is_due = false"), "is_due must be true where", "is_due=False"),
    Seed(_judgement("j19", "baseline_value = 70"), "baseline_source must be given", "baseline_value=70.0"),
    Seed(_judgement("j16", "actual_key = 'gone'"), "fct_attainment.actual_key must stand", "actual_key=gone"),
    Seed(_judgement("j17", "reason = NULL"), "fct_attainment.reason must not be empty", "attainment_key=j17"),
    Seed(
        "UPDATE fct_correction SET outcome = 'place_not_found'",
        "fct_correction.outcome must not be place_not_found",
        "row_number=2",
        WARNING,
    ),
    Seed(
        "INSERT INTO fct_correction VALUES ('c1', 'row_made', 3, 'line')",
        "fct_correction.outcome must not be row_made",
        "row_number=3",
        WARNING,
    ),
    Seed(
        _target("t18", "is_corrected = true, correction_key = 'c0', correction_author = 'An'"),
        "fct_target.correction_key, author, date and reason",
        "target_key=t18",
    ),
    Seed(
        _actual(
            "a18",
            "is_corrected = true, correction_author = 'An', correction_key = 'gone', "
            "correction_date = DATE '2026-01-01', correction_reason = 'x'",
        ),
        "fct_actual.correction_key, author, date and reason",
        "correction_key=gone",
    ),
)

RULES = {"raw": raw.RULES, "marts": marts.RULES}


def _run(
    gate: str, database: Path, rules: Sequence[Rule] | None = None, docs: Path | None = None
) -> GateReport:
    return run_gate(gate, rules or RULES[gate], database, database.with_suffix(".json"), docs)


def _failed(report: GateReport, name: str) -> GateResult:
    """Return the one failed rule whose name holds these words."""
    found = [result for result in report.results if name in result.expectation and not result.success]
    assert len(found) == 1, report.message
    return found[0]


@pytest.fixture(scope="module")
def raw_errors(tmp_path_factory: pytest.TempPathFactory) -> GateReport:
    path = tmp_path_factory.mktemp("raw") / "raw.duckdb"
    return _run("raw", make_raw(path, *(seed.statement for seed in RAW_SEEDS)))


@pytest.fixture(scope="module")
def marts_errors(tmp_path_factory: pytest.TempPathFactory) -> GateReport:
    path = tmp_path_factory.mktemp("marts") / "marts.duckdb"
    return _run("marts", make_marts(path, *(seed.statement for seed in MARTS_SEEDS)))


def _assert_caught(report: GateReport, seed: Seed) -> None:
    result = _failed(report, seed.rule)
    assert result.severity == seed.severity
    assert any(seed.example in example for example in result.examples), result
    assert len(result.examples) == min(3, seed.count)
    if not result.examples[0].startswith("found "):
        assert result.unexpected_count == seed.count
    line = next(line for line in report.message.splitlines() if result.expectation in line)
    assert result.because in line
    assert all(example in line for example in result.examples)
    assert ("warning" in line.split(seed.rule)[0]) == (seed.severity == WARNING)
    rows = "1 row, e.g. " if result.unexpected_count == 1 else f"{result.unexpected_count} rows, e.g. "
    assert rows in line or result.unexpected_count == 0


@pytest.mark.parametrize("seed", RAW_SEEDS, ids=str)
def test_raw_gate_catches(seed: Seed, raw_errors: GateReport) -> None:
    _assert_caught(raw_errors, seed)


@pytest.mark.parametrize("seed", MARTS_SEEDS, ids=str)
def test_marts_gate_catches(seed: Seed, marts_errors: GateReport) -> None:
    _assert_caught(marts_errors, seed)


def test_only_what_was_seeded_fails(raw_errors: GateReport, marts_errors: GateReport) -> None:
    for report, seeds in ((raw_errors, RAW_SEEDS), (marts_errors, MARTS_SEEDS)):
        failed = [result.expectation for result in report.results if not result.success]
        assert [name for name in failed if not any(seed.rule in name for seed in seeds)] == []
        assert not report.success
        assert not any("could not be checked" in line for line in report.message.splitlines())


@pytest.mark.parametrize(("gate", "make"), [("raw", make_raw), ("marts", make_marts)])
def test_clean_data_passes_quietly_and_offline(
    gate: str,
    make: Callable[[Path], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def no_network(*_: object) -> None:
        raise AssertionError("the gate must not use the network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    database, docs = make(tmp_path / "clean.duckdb"), tmp_path / "docs" / gate
    (docs / "old").mkdir(parents=True)
    report = _run(gate, database, docs=docs.parent)
    assert report.success
    assert report.message.endswith("warnings: 0"), report.message
    assert len(report.results) == len(RULES[gate])
    assert (docs / "index.html").exists()
    assert not (docs / "old").exists(), "the pages are those of the last run only"
    assert capfd.readouterr() == ("", "")
    first = (tmp_path / "clean.json").read_bytes()
    with duckdb.connect(str(database)) as connection:  # the gate let go of the file
        connection.execute("CREATE TABLE still_writable AS SELECT 1 AS one")
    _run(gate, database)
    assert (tmp_path / "clean.json").read_bytes() == first


def test_a_failing_report_is_the_same_in_two_runs(tmp_path: Path) -> None:
    database = make_marts(tmp_path / "marts.duckdb", *(seed.statement for seed in MARTS_SEEDS))
    reports = [_run("marts", database), _run("marts", database)]
    assert reports[0] == reports[1]
    content = json.loads((tmp_path / "marts.json").read_text(encoding="utf-8"))
    assert (content["gate"], content["success"]) == ("marts", False)
    failed = [result for result in content["results"] if not result["success"]]
    assert content["counts"]["failed_critical"] + content["counts"]["failed_warning"] == len(failed)
    assert content["counts"]["checked"] == len(content["results"]) == len(marts.RULES)


def test_warnings_do_not_stop_the_run(tmp_path: Path) -> None:
    warnings = [seed.statement for seed in RAW_SEEDS if "outcome = 'failed'" in seed.statement]
    report = _run("raw", make_raw(tmp_path / "raw.duckdb", *warnings, _figure("v8", "value = 108")))
    assert report.success
    assert report.message.splitlines()[0].endswith("warnings: 2")
    assert report.message.count("raw gate: warning, ") == 2


def test_no_documents_at_all(tmp_path: Path) -> None:
    emptied = [f'DELETE FROM "{table}"' for table in ("documents", "readings", "texts", "measures", "values")]
    report = _run("raw", make_raw(tmp_path / "raw.duckdb", *emptied))
    assert _failed(report, "documents must hold at least one row").examples == ("found 0",)
    assert _failed(report, "readings must hold at least one with status read").severity == CRITICAL
    assert "could not be checked" not in report.message


def test_half_of_the_documents_unreadable(tmp_path: Path) -> None:
    broken = "UPDATE readings SET status = 'unreadable' WHERE reading_key IN ('r0', 'r1')"
    report = _run("raw", make_raw(tmp_path / "raw.duckdb", broken))
    assert _failed(report, "must stay at or below half").unexpected_count == 2
    assert not report.success


def test_half_of_the_exports_unreadable(tmp_path: Path) -> None:
    broken = "UPDATE readings SET status = 'unreadable', kind = 'indicator_export' WHERE reading_key <> 'r2'"
    report = _run("raw", make_raw(tmp_path / "raw.duckdb", broken))
    assert report.success, "each has its own mapping and publisher to blame; the others are published"


def test_what_cannot_be_checked_has_failed(tmp_path: Path) -> None:
    gone = tmp_path / "texts.parquet"
    changes = (
        "DROP TABLE measures",
        f"COPY texts TO '{gone}'",
        "DROP TABLE texts",
        f"CREATE VIEW texts AS FROM '{gone}'",
        "ALTER TABLE readings DROP status",
    )
    database = make_raw(tmp_path / "raw.duckdb", *changes)
    gone.unlink()
    report = _run("raw", database)
    missing = _failed(report, "measures must exist")
    assert (missing.severity, missing.examples) == (CRITICAL, ("no such table",))
    assert "No files found" in _failed(report, "texts.reading_key must be unique").examples[0]
    warning = _failed(report, "readings.status must not be unreadable")
    assert warning.severity == CRITICAL, "nobody looked, so nobody knows that it is only a warning"
    assert warning.examples[0].startswith("could not be checked: ")
    assert "\n[SQL" not in report.message


def test_a_database_that_does_not_exist(tmp_path: Path) -> None:
    report = _run("marts", tmp_path / "none.duckdb")
    assert not report.success
    assert "marts gate: fct_target must exist" in report.message
    assert not (tmp_path / "none.duckdb").exists()
    with pytest.raises(GateFailed, match="fct_target must exist") as raised:
        raise GateFailed(report)
    assert raised.value.report is report


def test_counts_are_exact_beyond_the_rows_kept_in_memory(tmp_path: Path) -> None:
    """And a bad row fails: through the plain dialect nothing could be counted at all."""
    rows = 5 * duckdb_dialect.MOST_ROWS
    database = tmp_path / "raw.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            f"CREATE TABLE measures AS SELECT 'm' AS measure_key, 'kg' AS unit FROM range({rows})"
        )
    rules = [rule for rule in raw.MEASURES if "measures.unit must" in rule.name]
    rules += [row_count("measures", "enough rows", 2 * rows)]
    report = _run("raw", database, rules)
    assert _failed(report, "must be one of").unexpected_count == rows
    assert _failed(report, f"at least {2 * rows} rows").examples == (f"found {rows}",)


def test_levels_and_units_are_those_of_the_codebook() -> None:
    with (SEEDS / "levels.csv").open(encoding="utf-8", newline="") as seed:
        assert {row["code"] for row in csv.DictReader(seed)} == set(codebook.LEVELS)
    assert raw.LEVELS is codebook.LEVELS
    assert raw.UNITS is codebook.UNITS is marts.UNITS


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_rules_are_well_written(rules: tuple[Rule, ...]) -> None:
    assert len({rule.name for rule in rules}) == len(rules)
    for rule in rules:
        assert "must " in rule.must, rule
        assert rule.because and not rule.because.endswith("."), rule
        getattr(gxe, rule.expectation)(**rule.arguments)

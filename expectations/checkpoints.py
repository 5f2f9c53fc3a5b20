"""The two checkpoints of a run: raw before anything is built, the marts before they are published."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from expectations import consistency, evidence, marts, published, raw
from expectations.gate import GateFailed, run_gate
from expectations.published import add_published
from expectations.rules import Rule
from ingest.folders import Folders, file_name_of
from ingest.raw import RawZone
from ingest.raw_slice import write_raw_slice
from ingest.runs import load_run, step
from warehouse.build import MARTS, check_whole

RAW_RULES: Final = raw.RULES + evidence.RULES + published.RULES
MARTS_RULES: Final = marts.RULES + consistency.RULES


@step("gate_raw")
def check_raw(folders: Folders, run_id: str) -> dict[str, Any]:
    """Check what the run read before anything is built from it. Raises ``GateFailed``."""
    run = load_run(folders, run_id)
    database = write_raw_slice(folders, run, folders.build(run_id) / "raw_slice.duckdb")
    add_published(folders, run, database)
    return _check(folders, run_id, "raw", RAW_RULES, database)


@step("gate_marts")
def check_marts(folders: Folders, run_id: str) -> dict[str, Any]:
    """Check the very file that is to be published. Raises ``GateFailed``, or ``VersionDamaged``."""
    version = folders.build(run_id) / "version"
    check_whole(version)
    database = version / MARTS
    return _check(folders, run_id, "marts", MARTS_RULES, database)


def _check(folders: Folders, run_id: str, gate: str, rules: Sequence[Rule], database: Path) -> dict[str, Any]:
    """Run the gate, keep its results in raw, and return what the summary shows."""
    results_file = folders.build(run_id) / f"gate_{gate}.json"
    report = run_gate(gate, rules, database, results_file, folders.gate_docs)
    results = json.loads(results_file.read_text("utf-8"))
    RawZone(folders.raw).keep_json(f"gates/{file_name_of(run_id)}.{gate}.json", results)
    if not report.success:
        raise GateFailed(report)
    warnings = [result for result in report.results if not result.success]
    return {"rules": len(report.results), "warnings": len(warnings), "message": report.message}

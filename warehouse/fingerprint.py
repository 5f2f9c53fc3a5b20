"""What the marts depend on, as one short string: equal fingerprints mean equal marts."""

import json

from ingest.folders import Folders
from ingest.keys import key_of
from ingest.raw import RawZone
from ingest.runs import Run, load_declared, load_run, step
from ingest.version import code_version, reader_version


def fingerprint_of(folders: Folders, run: Run) -> str:
    """Return a key of the documents and decisions known to the run, its catalogue (as declared, and with what
    its listings found), its date and the code."""
    raw = RawZone(folders.raw)
    decisions = raw.query(
        "select decision_key from quarantine_decisions where decided_on <= $run_date order by decision_key",
        {"run_date": run.run_date},
    )
    seen = raw.query(
        """
        select source_id, document_key, run_date, attempted_at
        from fetch_log
        where outcome in ('fetched', 'unchanged') and run_date <= $run_date and list_contains($ids, source_id)
        order by run_date, attempted_at, attempt_key
        """,
        {"run_date": run.run_date, "ids": [source["source_id"] for source in run.sources]},
    )
    latest = {row["source_id"]: row["document_key"] for row in seen}
    known_from = {row["document_key"]: row["run_date"].isoformat() for row in reversed(seen)}
    return key_of(
        json.dumps([known_from, latest, [row["decision_key"] for row in decisions]], sort_keys=True),
        run.catalogue_sha256,
        load_declared(folders, run.run_id).catalogue_sha256,
        run.run_date,
        reader_version(),
        code_version(),
    )


@step("decide")
def has_changed(folders: Folders, run_id: str) -> bool:
    """Tell whether this run would publish anything else than what is published already."""
    return not is_published(folders, load_run(folders, run_id))


def is_published(folders: Folders, run: Run) -> bool:
    """Tell whether the published version was already made from exactly what this run would use."""
    manifest = folders.warehouse / "current" / "manifest.json"
    if not manifest.exists() or not (folders.warehouse / "marts.duckdb").exists():
        return False
    return bool(json.loads(manifest.read_text("utf-8"))["fingerprint"] == fingerprint_of(folders, run))

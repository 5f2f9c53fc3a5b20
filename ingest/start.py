"""The first step of a run: check the catalogue, keep it, and say what it declares."""

import json
from datetime import datetime
from pathlib import Path

from ingest.batches import Batch, group_into_batches
from ingest.catalog import as_json, load_catalogue
from ingest.complete import check_complete, check_follows
from ingest.folders import Folders, file_name_of
from ingest.raw import RawZone, sha256_of
from ingest.runs import catalogue_file, day_at_home


def start_run(
    folders: Folders, catalog: Path, run_id: str, moment: datetime, *, is_as_of: bool = False
) -> list[Batch]:
    """Keep what the run was told and return the batches of its declared documents.

    What its listings find comes on top, in the step behind (``ingest.listings.discover``).

    ``moment`` is the run's logical date (or ``run_after``); its day in Vietnam is the run's date.
    ``is_as_of``: it makes a past day again, and is no night of its own.
    Raises ``CatalogueError`` when the catalogue has errors, and ``ValueError`` when the run is already
    known with another catalogue or date (a run means one thing for ever), when a later day is published
    already, or when raw has lost what the runs before have kept (``ingest.complete``).
    """
    catalogue = load_catalogue(catalog)
    raw = RawZone(folders.raw)
    raw.prepare()
    check_complete(folders, raw)
    entries = catalogue.entries()
    raw.keep_file(f"catalogs/{sha256_of(catalogue.text)}.yml", catalogue.text)
    raw.keep_file(str(catalogue_file(folders, catalogue.sha256()).relative_to(folders.raw)), as_json(entries))
    told: dict[str, str | bool] = {
        "run_id": run_id,
        "run_date": day_at_home(moment).isoformat(),
        "catalogue_name": catalogue.name,
        "catalogue_folder": str(catalogue.file.parent),
        "catalogue_sha256": catalogue.sha256(),
        "catalogue_text_sha256": sha256_of(catalogue.text),
    }
    if catalogue.allow_private_addresses:  # not told otherwise, as in runs from before there was the field
        told["allow_private_addresses"] = True
    if is_as_of:
        told["is_as_of"] = True
    run_file = folders.run(run_id) / "run.json"
    if run_file.exists() and json.loads(run_file.read_text("utf-8")) != told:
        raise ValueError(
            f"run {run_id}: already started with another catalogue or date; give the new run a new name."
        )
    if not is_as_of:
        check_follows(folders, catalogue.name, day_at_home(moment))
    raw.keep_json(f"runs/{file_name_of(run_id)}/run.json", told)
    return group_into_batches([entry for entry in entries if entry["kind"] != "listing"])

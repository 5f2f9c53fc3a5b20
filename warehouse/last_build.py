"""The last build's DuckDB file, which the next night continues instead of building everything from raw.

What a night has to build anew, the models find out themselves (``int_document_states``). Here stands only
whether they may: the rest of what the marts depend on must be the same.
"""

import calendar
import json
import shutil
from pathlib import Path

import duckdb

from ingest.folders import Folders
from ingest.runs import Run
from ingest.version import code_version, reader_version

_TOLD = "made_by.json"
_FILE = "warehouse.duckdb"


def take_last_build(folders: Folders, run: Run, warehouse: Path) -> bool:
    """Move the last build's file to ``warehouse`` where this run may continue it; tell whether it may.

    The file is taken away: a build that breaks off leaves none half changed, and the next builds everything.
    """
    last = folders.last_build
    may = _is_readable(last / _FILE) and _told(last) == _made_by(run)
    if may:
        (last / _FILE).rename(warehouse)
    shutil.rmtree(last, ignore_errors=True)
    return may


def keep_last_build(folders: Folders, run: Run, warehouse: Path) -> None:
    """Keep a finished build's file for the next night; what it was made by is written last."""
    last = folders.last_build
    shutil.rmtree(last, ignore_errors=True)
    last.mkdir(parents=True)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("checkpoint")  # all in the one file that moves
    warehouse.rename(last / _FILE)
    (last / _TOLD).write_text(json.dumps(_made_by(run)), "utf-8")


def _made_by(run: Run) -> dict[str, str]:
    """Return all that the models depend on besides raw and the catalogue.

    Judgements change with the run's date at the end of a year; units and levels of the country begin and end
    with a month (a test says so of the seeds). So the first night of a month builds everything, and so does
    the last day of a year.
    """
    day = run.run_date
    is_last = day.month == 12 and day.day == calendar.monthrange(day.year, 12)[1]
    return {
        "code": code_version(),
        "reader": reader_version(),
        "duckdb": duckdb.__version__,
        "period": "last day of " + str(day.year) if is_last else f"{day:%Y-%m}",
    }


def _told(last: Path) -> dict[str, str] | None:
    try:
        told: dict[str, str] = json.loads((last / _TOLD).read_text("utf-8"))
    except (OSError, ValueError):  # none, or a night that was stopped while it wrote
        return None
    return told


def _is_readable(file: Path) -> bool:
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            connection.execute("select count(*) from fct_attainment")
    except duckdb.Error:  # none, or broken
        return False
    return True

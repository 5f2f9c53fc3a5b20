"""dbt, in a process of its own: DuckDB takes one writing process per file."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from ingest.faults import sentence_in
from ingest.folders import REPOSITORY, Folders
from ingest.runs import Run, catalogue_file, load_declared, run_before, sentence_list
from ingest.sql import quoted
from ingest.version import code_version, reader_version

PROJECT = REPOSITORY / "dbt_project"
_NO_RUN = {  # what to parse takes, of no run at all
    f"THUOCDO_{name}": ""
    for name in (
        "RAW_FOLDER",
        "CATALOGUE_FILE",
        "CATALOGUE_FILE_DECLARED",
        "RUN_ID",
        "READER_VERSION",
        "RUN_ID_BEFORE",
        "CATALOGUE_FILE_BEFORE",
    )
} | {"THUOCDO_RUN_DATE": "2026-01-01"}


class BuildFailed(Exception):
    """dbt could not build the marts; the message names the model or test and what it said."""


class BuildKilled(Exception):
    """dbt was killed from outside; another try may help."""


@contextlib.contextmanager
def only_build(folders: Folders) -> Iterator[None]:
    """Wait for another build in the same data folder, and let others wait for this one.

    dbt inherits the lock: when the process that called it is killed, the next build waits until dbt, which
    lives on, has ended too.
    """
    folders.data.mkdir(parents=True, exist_ok=True)
    with (folders.data / "build.lock").open("ab") as lock:
        os.set_inheritable(lock.fileno(), True)
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_dbt(folders: Folders, run: Run, warehouse: Path, *, with_unit_tests: bool = False) -> None:
    """Run ``dbt build`` once: seeds, models and data tests, into ``warehouse``, a file ``warehouse.duckdb``.

    The unit tests of the models' logic need no data; they run before a change ships, not every night.
    Raises ``BuildFailed``.
    """
    options = [] if with_unit_tests else ["--exclude-resource-type", "unit_test"]
    results = _target(folders) / "run_results.json"
    results.unlink(missing_ok=True)  # of the night before
    done = _call(folders, run, warehouse, "build", *options)
    if done.returncode != 0:
        raise BuildFailed("dbt build failed: " + _what_failed(results, warehouse, done.stdout))


def run_models(folders: Folders, run: Run, warehouse: Path) -> None:
    """Run seeds and models without their tests, to measure them: one by one, so that their times add up.

    Raises ``BuildFailed``.
    """
    for command in ("seed", "run"):
        done = _call(folders, run, warehouse, command, "--threads", "1")
        if done.returncode != 0:
            raise BuildFailed(f"dbt {command} failed: {_said(done.stdout)}")


def write_site(folders: Folders, run: Run, warehouse: Path) -> Path:
    """Write dbt's documentation with its lineage as one page, anew only when the code is another.

    Raises ``BuildFailed``.
    """
    page = folders.dbt_docs / "index.html"
    mark = folders.dbt_docs / "code_version"
    if page.exists() and mark.exists() and mark.read_text("utf-8") == code_version():
        return page
    done = _call(folders, run, warehouse, "docs", "generate", "--static", "--no-compile")
    if done.returncode != 0:
        raise BuildFailed("dbt docs failed: " + _said(done.stdout))
    folders.dbt_docs.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_target(folders) / "static_index.html", page)
    mark.write_text(code_version(), "utf-8")
    return page


def parse_project(folder: Path) -> Path:
    """Parse the project as it stands into an empty folder, without any data; return its manifest.

    Raises ``BuildFailed``.
    """
    done = _run(folder, folder, _NO_RUN, "parse")
    if done.returncode != 0:
        raise BuildFailed(f"dbt parse failed: {_said(done.stdout)}")
    return folder / "manifest.json"


def manifest_file(folders: Folders) -> Path:
    """Return the manifest that the last call of dbt left."""
    return _target(folders) / "manifest.json"


def _call(folders: Folders, run: Run, warehouse: Path, *command: str) -> subprocess.CompletedProcess[str]:
    done = _run(_target(folders), warehouse.parent, variables_of(folders, run), *command)
    print(done.stdout, done.stderr)  # noqa: T201  (the task's log)
    if done.returncode < 0:
        how = signal.Signals(-done.returncode).name
        raise BuildKilled(
            f"dbt {command[0]} was ended from outside ({how}); most often the machine had too little memory: "
            "give it more or let less run beside it, then run again."
        )
    if fault := sentence_in(done.stdout + done.stderr, str(folders.data)) if done.returncode else None:
        raise BuildFailed(f"dbt {command[0]} failed: {fault}")
    return done


def _run(
    target: Path, folder: Path, variables: Mapping[str, str], *command: str
) -> subprocess.CompletedProcess[str]:
    """Run dbt in ``folder``, where its DuckDB file is; what it says of itself goes to ``target``."""
    dbt = str(Path(sys.executable).parent / "dbt")
    # what dbt would note of each node in its log costs a fifth of the build; its errors are printed
    whole = [dbt, "--no-use-colors", "--quiet", "--log-level-file", "none"]
    whole += ["--log-path", str(target / "logs"), *command]
    whole += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    whole += ["--target-path", str(target)]
    environment = {**os.environ, **variables, "DO_NOT_TRACK": "1"}
    return subprocess.run(
        whole,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        close_fds=False,  # the lock of only_build
    )


def variables_of(folders: Folders, run: Run) -> dict[str, str]:
    """Return what dbt is told of the run, as environment: all that the models depend on besides the raw zone.

    It is no ``--vars``, for then dbt would parse the whole project again as soon as one of them is another.
    """
    before, declared = run_before(folders, run), load_declared(folders, run.run_id)
    told = {  # names and paths stand inside SQL strings
        "raw_folder": quoted(folders.raw),
        "catalogue_file": quoted(catalogue_file(folders, run.catalogue_sha256)),
        "catalogue_file_declared": quoted(catalogue_file(folders, declared.catalogue_sha256)),
        "run_date": run.run_date.isoformat(),
        "run_id": quoted(run.run_id),
        "reader_version": reader_version(),
        "run_id_before": quoted(before.run_id) if before else "",
        "catalogue_file_before": quoted(catalogue_file(folders, before.catalogue_sha256)) if before else "",
    }
    return {f"THUOCDO_{name.upper()}": value for name, value in told.items()}


def _target(folders: Folders) -> Path:
    """Return where dbt leaves its manifest, its results and its logs."""
    return folders.data / "dbt"


def _what_failed(results: Path, warehouse: Path, output: str) -> str:
    """Return one line per model that could not be built, and per rule that a table breaks."""
    failed: list[dict[str, Any]] = []
    if results.exists():
        told = json.loads(results.read_text("utf-8"))["results"]
        failed = [result for result in told if result["status"] in ("error", "fail")]
    lines = [line for result in failed for line in _told_of(result, warehouse)]
    return sentence_list(lines) if lines else _said(output)


def _told_of(result: dict[str, Any], warehouse: Path) -> list[str]:
    """Return what went wrong with a model or a test: of rules, which are broken and an example."""
    name = result["unique_id"].split(".")[2]
    if result["status"] == "error" or not name.endswith("_keeps_its_rules"):
        return [f"{name}: {' '.join(str(result['message']).split())}"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        broken = connection.execute(result["compiled_code"]).fetchall()
    table = name.removesuffix("_keeps_its_rules")
    return [
        f"{table}: not so in {rows} rows: {rule}" + (f" (e.g. {example})" if example else "")
        for rule, example, rows in broken
    ]


def _said(output: str) -> str:
    lines = [line for line in output.splitlines() if "rror" in line][-3:]
    return sentence_list(lines or ["see the log of this task"])

"""What one run was told, and what its steps did: kept in raw, because it cannot be derived again."""

import contextlib
import dataclasses
import functools
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from ingest.faults import sentence_of
from ingest.folders import Folders, file_name_of
from ingest.raw import RawZone

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
SOURCES_FILE = "sources.json"  # kept by the step "discover" of a run that has listings


@dataclass(frozen=True, slots=True)
class Run:
    """One nightly run. ``sources`` are the entries of its catalogue, as ``ingest.catalog`` wrote them."""

    run_id: str
    run_date: date
    catalogue_name: str
    catalogue_folder: Path  # relative paths of sources start here
    catalogue_sha256: str
    sources: tuple[Mapping[str, Any], ...]
    allow_private: bool = False  # what the catalogue says of addresses inside private networks


def day_at_home(moment: datetime) -> date:
    """Return the calendar day in Vietnam: 02:00 there is still the previous day in UTC."""
    return moment.astimezone(HOME).date()


def catalogue_file(folders: Folders, catalogue_sha256: str) -> Path:
    """Return the path of the kept, parsed catalogue (JSON array of sources)."""
    return folders.raw / "catalogs" / f"{catalogue_sha256}.json"


def load_declared(folders: Folders, run_id: str) -> Run:
    """Return what ``ingest.start`` kept of the run; its sources are the catalogue's, with the listings.

    Raises ``LookupError`` when the run never started.
    """
    file = folders.run(run_id) / "run.json"
    if not file.exists():
        raise LookupError(
            f"run {run_id}: nothing is kept of it in {file.parent}; its first step (start) must succeed."
        )
    told = json.loads(file.read_text("utf-8"))
    return Run(
        run_id=told["run_id"],
        run_date=date.fromisoformat(told["run_date"]),
        catalogue_name=told["catalogue_name"],
        catalogue_folder=Path(told["catalogue_folder"]),
        catalogue_sha256=told["catalogue_sha256"],
        sources=_sources(folders, told["catalogue_sha256"]),
        allow_private=told.get("allow_private_addresses", False),
    )


def load_run(folders: Folders, run_id: str) -> Run:
    """Return the run with all its documents: what its catalogue declares and what its listings have found.

    Raises ``LookupError`` when the run never started, or its listings were never looked at.
    """
    declared = load_declared(folders, run_id)
    if not any(source["kind"] == "listing" for source in declared.sources):
        return declared
    file = folders.run(run_id) / SOURCES_FILE
    if not file.exists():
        raise LookupError(f"run {run_id}: its listings were not looked at; its step discover must succeed.")
    sha256 = json.loads(file.read_text("utf-8"))["catalogue_sha256"]
    return dataclasses.replace(declared, catalogue_sha256=sha256, sources=_sources(folders, sha256))


def run_before(folders: Folders, run: Run) -> Run | None:
    """Return the newest published run of the same catalogue on an earlier day, or ``None``.

    A second run of the same day is compared with the same run as the first, so that it hides nothing that
    is new since the day before.
    """
    published = [file.parent for file in (folders.raw / "runs").glob("*/publish*.json") if _ended_well(file)]
    told = [json.loads((folder / "run.json").read_text("utf-8")) for folder in set(published)]
    earlier = [
        entry
        for entry in told
        if entry["catalogue_name"] == run.catalogue_name and entry["run_date"] < run.run_date.isoformat()
    ]
    if not earlier:
        return None
    newest_day = max(entry["run_date"] for entry in earlier)
    same_day = [entry["run_id"] for entry in earlier if entry["run_date"] == newest_day]
    return load_run(folders, _last_of(folders, same_day))


def _ended_well(step_file: Path) -> bool:
    return "outcome" in json.loads(step_file.read_text("utf-8"))


def _last_of(folders: Folders, run_ids: Sequence[str]) -> str:
    """Return the run that asked a source last; of two that did so at once, the later by name."""
    if len(run_ids) == 1:
        return run_ids[0]
    rows = RawZone(folders.raw).query(
        """
        select run_id from fetch_log where list_contains($ids, run_id)
        group by run_id order by max(attempted_at) desc, run_id desc limit 1
        """,
        {"ids": list(run_ids)},
    )
    return str(rows[0]["run_id"]) if rows else max(run_ids)


def _sources(folders: Folders, catalogue_sha256: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(catalogue_file(folders, catalogue_sha256).read_text("utf-8")))


_is_again = ContextVar("_is_again", default=False)


@contextlib.contextmanager
def again() -> Iterator[None]:
    """Let steps of a past run be done again without a trace: what raw keeps of the run stays as it was."""
    token = _is_again.set(True)
    try:
        yield
    finally:
        _is_again.reset(token)


StepArguments = ParamSpec("StepArguments")
Outcome = TypeVar("Outcome")


def step(
    name: str,
) -> Callable[
    [Callable[Concatenate[Folders, str, StepArguments], Outcome]],
    Callable[Concatenate[Folders, str, StepArguments], Outcome],
]:
    """Keep the outcome of a step function in raw, or the sentence it failed with.

    The function takes the folders and the run's id first, and returns what can be written as JSON. Beside
    it stand when the step began and how many seconds it took. A second try is kept beside the first.
    """

    def keeping(
        function: Callable[Concatenate[Folders, str, StepArguments], Outcome],
    ) -> Callable[Concatenate[Folders, str, StepArguments], Outcome]:
        @functools.wraps(function)
        def kept(
            folders: Folders, run_id: str, /, *args: StepArguments.args, **kwargs: StepArguments.kwargs
        ) -> Outcome:
            began_at, started = datetime.now(UTC).isoformat(timespec="milliseconds"), time.monotonic()

            def keep(told: Mapping[str, Any]) -> None:
                if _is_again.get():
                    return
                seconds = round(time.monotonic() - started, 3)
                _keep(folders, run_id, name, {**told, "began_at": began_at, "seconds": seconds})

            try:
                outcome = function(folders, run_id, *args, **kwargs)
            except Exception as error:
                keep({"error": sentence_of(error, folders.data)})
                raise
            keep({"outcome": outcome})
            return outcome

        return kept

    return keeping


def _keep(folders: Folders, run_id: str, name: str, told: Mapping[str, Any]) -> None:
    RawZone(folders.raw).keep_json(f"runs/{file_name_of(run_id)}/{name}.json", told)


def steps_of(folders: Folders, run_id: str) -> dict[str, dict[str, Any]]:
    """Return what the newest try of every step kept, by its name.

    That is its ``outcome`` or its ``error``, and with each ``began_at`` and ``seconds``.
    """
    numbered: dict[str, tuple[int, dict[str, Any]]] = {}
    for file in folders.run(run_id).glob("*.json"):
        name, number = _name_and_try(file.stem)
        if number >= numbered.get(name, (0, {}))[0]:
            numbered[name] = (number, json.loads(file.read_text("utf-8")))
    return {name: outcome for name, (_, outcome) in numbered.items()}


def _name_and_try(stem: str) -> tuple[str, int]:
    match = re.fullmatch(r"(.+)\.try(\d+)", stem)
    return (match[1], int(match[2])) if match else (stem, 1)


def sentence_list(items: Sequence[str], most: int = 3) -> str:
    """Join up to ``most`` items with commas and count the rest: ``a, b, c and 4 more``."""
    shown = ", ".join(items[:most])
    return shown if len(items) <= most else f"{shown} and {len(items) - most} more"

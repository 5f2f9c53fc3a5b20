"""``thuocdo runs``: the last runs as raw keeps them, with those that published nothing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.folders import Folders
from ingest.invisible import shown
from ingest.runs import HOME, steps_of

ORDER = ("discover", "read", "decide", "gate_raw", "build", "gate_marts", "publish", "keep", "finish")


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run; ``steps`` as kept in raw, in their order."""

    run_id: str
    run_date: str
    catalogue: str
    began_at: datetime | None
    steps: Mapping[str, Mapping[str, Any]]

    @property
    def state(self) -> str:
        """Return what became of it: published, unchanged, kept as of, not published or unfinished."""
        if "outcome" in self.steps.get("publish", {}):
            return "published"
        if "outcome" in self.steps.get("keep", {}):
            return "kept as of"
        if self.steps.get("decide", {}).get("outcome") is False:
            return "unchanged"
        failed = any("error" in step for step in self.steps.values())
        return "not published" if failed or "finish" in self.steps else "unfinished"

    @property
    def exit_code(self) -> int | None:
        """Return the code that the command ended with; ``None`` when the last step is missing."""
        finished = self.steps.get("finish", {}).get("outcome")
        return finished["exit_code"] if finished else None

    @property
    def seconds(self) -> float:
        """Return how long its steps took together; fetching is not among them."""
        return float(sum(step.get("seconds", 0) for step in self.steps.values()))

    @property
    def said(self) -> str:
        """Return why nothing was published, or how the run ended, in one line."""
        wrong = next((self.steps[name]["error"] for name in ORDER if "error" in self.steps.get(name, {})), "")
        finished = self.steps.get("finish", {}).get("outcome")
        return str(wrong or (finished["headline"] if finished else "")).partition("\n")[0]


def last_runs(folders: Folders, most: int) -> list[PastRun]:
    """Return the last runs, the newest first."""
    runs = [_load(folders, file.parent.name) for file in (folders.raw / "runs").glob("*/run.json")]
    runs.sort(key=lambda run: (run.run_date, run.began_at or datetime.min.replace(tzinfo=HOME)), reverse=True)
    return runs[:most]


def _load(folders: Folders, name: str) -> PastRun:
    told = json.loads((folders.run(name) / "run.json").read_text("utf-8"))
    steps = steps_of(folders, name)
    began = [datetime.fromisoformat(step["began_at"]) for step in steps.values() if "began_at" in step]
    known = {step: steps[step] for step in ORDER if step in steps}
    return PastRun(
        told["run_id"],
        told["run_date"],
        told["catalogue_name"],
        min(began).astimezone(HOME) if began else None,
        known,
    )


def print_runs(runs: list[PastRun], console: Console) -> None:
    """Print one row for each run."""
    table = Table("run", "date", "catalogue", "state", "exit", "seconds")
    table.add_column("what it said", overflow="fold", ratio=1)
    for run in runs:
        style = "red" if run.state in ("not published", "unfinished") else "green"
        code = "" if run.exit_code is None else str(run.exit_code)
        names = tuple(Text(shown(name)) for name in (run.run_id, run.run_date, run.catalogue))
        cells: tuple[str | Text, ...] = (*names, Text(run.state, style), code)
        table.add_row(*cells, f"{run.seconds:.1f}", Text(shown(run.said)))
    console.print(table)


def print_steps(run: PastRun, console: Console) -> None:
    """Print one row for each step of a run that was kept."""
    table = Table(
        "step", "began", "seconds", "state", title=Text(shown(f"run {run.run_id}")), title_justify="left"
    )
    table.add_column("what came of it", overflow="fold", ratio=1)
    for name, step in run.steps.items():
        failed = "error" in step
        began = datetime.fromisoformat(step["began_at"]).astimezone(HOME) if "began_at" in step else None
        table.add_row(
            name,
            f"{began:%H:%M:%S}" if began else "",
            f"{step.get('seconds', 0):.1f}",
            Text("failed", "red") if failed else Text("passed", "green"),
            Text(shown(step["error"]) if failed else ", ".join(_counts(step["outcome"]))),
        )
    console.print(table)


def _counts(outcome: Any) -> Iterator[str]:
    """Say briefly what a step returned: its numbers, or how many things it listed."""
    if isinstance(outcome, Mapping):
        yield from (f"{name} {value}" for name, value in outcome.items() if isinstance(value, int | float))
    elif isinstance(outcome, list):
        yield f"{len(outcome)} batches"
    else:
        yield {True: "changed", False: "nothing has changed"}.get(outcome, str(outcome))

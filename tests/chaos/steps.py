"""The steps of a night in a process of their own, from a named one on: what a scheduler's retry does.

    python -m tests.chaos.steps <data> <catalogue> <run> <moment> <first step> [<operation> [<last step>]]

It calls the functions of the DAG's tasks in the DAG's order, says each step that it begins and ends, with its
seconds and its file operations (those that Python reports to its audit hooks), and kills itself when it is
about to do the operation whose number is given.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ingest.fetch import fetch_batch
from ingest.folders import Folders
from ingest.listings.discover import discover_documents
from ingest.read import read_documents
from ingest.runs import steps_of
from ingest.start import start_run

STEPS = [
    "start",
    "discover",
    "fetch",
    "read",
    "decide",
    "gate_raw",
    "build",
    "gate_marts",
    "publish",
    "finish",
]  # of which decide leads on when something changed, as here
OPERATIONS = ("open", "os.rename", "os.remove", "os.symlink", "os.mkdir", "os.rmdir", "shutil.rmtree")


def steps(folders: Folders, catalogue: Path, run: str, moment: datetime) -> dict[str, Callable[[], object]]:
    from expectations.checkpoints import check_marts, check_raw
    from warehouse.build import build_marts
    from warehouse.fingerprint import has_changed
    from warehouse.finish import finish_run
    from warehouse.publish import publish_marts

    def fetch() -> None:
        for batch in steps_of(folders, run)["discover"]["outcome"]:
            fetch_batch(folders, run, batch)

    return {
        "start": lambda: start_run(folders, catalogue, run, moment),
        "discover": lambda: discover_documents(folders, run),
        "fetch": fetch,
        "read": lambda: read_documents(folders, run),
        "decide": lambda: has_changed(folders, run),
        "gate_raw": lambda: check_raw(folders, run),
        "build": lambda: build_marts(folders, run),
        "gate_marts": lambda: check_marts(folders, run),
        "publish": lambda: publish_marts(folders, run),
        "finish": lambda: finish_run(folders, run),
    }


class Operations:
    """Counts operations on files of a folder; kills this process when it is about to do the last allowed."""

    def __init__(self, folder: Path) -> None:
        self.inside, self.done, self.last = str(folder), 0, 0
        sys.addaudithook(self._count)

    def _count(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in OPERATIONS and str(arguments[event == "os.symlink"]).startswith(self.inside):
            self.done += 1
            if self.done == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(
    data: str,
    catalogue: str,
    run: str,
    moment: str,
    first: str,
    last_operation: str = "0",
    last: str = "finish",
) -> None:
    folders = Folders(Path(data))
    todo = steps(folders, Path(catalogue), run, datetime.fromisoformat(moment))
    operations = Operations(folders.data)
    operations.last = int(last_operation)
    for name in STEPS[STEPS.index(first) : STEPS.index(last) + 1]:
        begun, before = time.monotonic(), operations.done
        say(f"begins {name}")
        todo[name]()
        say(f"ended {name} {time.monotonic() - begun:.3f} {operations.done - before}")


if __name__ == "__main__":
    main(*sys.argv[1:])

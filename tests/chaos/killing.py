"""Nights that are killed and begun again: by their steps, as a scheduler does it, or whole."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import duckdb

from ingest.folders import REPOSITORY, Folders
from tests.chaos.content import Content, marts_of, raw_of
from tests.chaos.steps import STEPS
from tests.chaos.world import SECOND, World
from tests.nights import THUOCDO

RUN = f"{SECOND}_night"
SHORT = 0.2  # seconds: steps below are killed at an operation, not at a moment


@dataclass(frozen=True)
class Length:
    """What a step takes when nothing disturbs it."""

    seconds: float
    operations: int


@dataclass(frozen=True)
class Kill:
    """One SIGKILL: the step it hit, at which moment or operation, of the process or its whole group."""

    step: str
    at: str
    whom: str


@dataclass
class Undisturbed:
    """What the night before left, what an undisturbed night makes of it, and what its steps take."""

    before: Content
    marts: Content
    raw: Content
    lengths: dict[str, Length] = field(default_factory=dict)

    def whole(self) -> tuple[Content, Content]:
        return self.before, self.marts


def undisturbed_night(world: World) -> Undisturbed:
    folders = world.copy("undisturbed")
    lengths = {}
    for first, last in (("start", "build"), ("gate_marts", "finish")):
        with begun(folders, world, first, last=last) as running:
            for line in running.stdout or ():
                words = line.split()
                if words and words[0] == "ended":
                    lengths[words[1]] = Length(float(words[2]), int(words[3]))
        assert running.returncode == 0, (folders.data / "errors.txt").read_text("utf-8")
        if last == "build":
            world.copy("built", folders)
    assert list(lengths) == STEPS, f"{lengths}"
    before, after = (marts_of(one.warehouse / "marts.duckdb") for one in (world.base, folders))
    assert before != after
    return Undisturbed(before, after, raw_of(folders), lengths)


@contextlib.contextmanager
def begun(
    folders: Folders, world: World, step: str, operation: int = 0, last: str = "finish"
) -> Iterator[subprocess.Popen[str]]:
    """Run the night from a step to the last or another, in a session of its own whose errors go to a file."""
    told = [
        str(folders.data),
        str(world.catalogue),
        RUN,
        f"{SECOND}T02:00:00+07:00",
        step,
        str(operation),
        last,
    ]
    with (folders.data / "errors.txt").open("a") as errors:
        running = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.steps", *told],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        with running:
            try:
                yield running
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)


def kill_in_step(
    folders: Folders, world: World, step: str, length: Length, chance: random.Random
) -> Kill | None:
    """Run from ``step`` on and kill it at random; ``None`` when the night ended before."""
    whom = chance.choice(("process", "group"))
    operation = chance.randint(1, length.operations) if length.operations else 0
    seconds = chance.random() * length.seconds
    by_operation = length.seconds < SHORT or (operation > 0 and chance.random() < 0.5)
    with begun(folders, world, step, operation if by_operation else 0) as running:
        hit = step
        if by_operation and operation:
            hit = [line.split()[1] for line in running.stdout or () if line.startswith("begins ")][-1]
        else:
            assert running.stdout
            while not running.stdout.readline().startswith("begins "):
                assert running.poll() is None, (folders.data / "errors.txt").read_text("utf-8")
            time.sleep(seconds)
            os.kill(running.pid, signal.SIGKILL) if whom == "process" else os.killpg(
                running.pid, signal.SIGKILL
            )
            hit = ([step] + [line.split()[1] for line in running.stdout if line.startswith("begins ")])[-1]
        running.wait()
    if running.returncode != -signal.SIGKILL:
        assert running.returncode == 0, (folders.data / "errors.txt").read_text("utf-8")
        return None
    return Kill(hit, f"operation {operation}" if by_operation and operation else f"{seconds:.2f} s", whom)


def kill_whole_night(
    folders: Folders, world: World, seconds: float, command: str, chance: random.Random
) -> Kill | None:
    """Run the whole command and kill it at a random moment of its length."""
    moment = chance.random() * seconds
    # Airflow's own processes would go on without the command that started them
    whom = chance.choice(("process", "group")) if command == "run" else "group"
    before = set((folders.raw / "runs").iterdir())
    running = subprocess.Popen(
        [THUOCDO, command, "--catalog", str(world.catalogue), "--date", SECOND],
        env={**os.environ, "THUOCDO_DATA": str(folders.data), "THUOCDO_RETRY_SECONDS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = running.wait(moment)
    except subprocess.TimeoutExpired:
        os.kill(running.pid, signal.SIGKILL) if whom == "process" else os.killpg(running.pid, signal.SIGKILL)
        code = running.wait()
    new = set((folders.raw / "runs").iterdir()) - before
    kept = {file.stem.split(".")[0] for folder in new for file in folder.iterdir()} if new else set()
    if code != -signal.SIGKILL:
        assert code == 0, code
        return None
    if whom == "process":
        time.sleep(chance.random() * 2)  # what it left behind goes on for a while beside the next
    return Kill(_step_after(kept), f"{moment:.1f} s", whom)


def _step_after(kept: set[str]) -> str:
    """Return the step that a run was in which has kept the outcomes of these."""
    if not kept:
        return "start"
    if "finish" in kept:
        return "finish"
    done = [name for name in STEPS if name in kept or (name == "start" and "run" in kept)]
    return STEPS[STEPS.index(done[-1]) + 1] if done else "start"


@contextlib.contextmanager
def reading(folders: Folders, whole: Sequence[Content]) -> Iterator[list[str]]:
    """Let a reader open the published marts again and again; give what it saw that is no whole version."""
    wrong: list[str] = []
    allowed = [{table: rows for table, (rows, _) in version.items()} for version in whole]
    is_over = Event()

    def read() -> None:
        while not is_over.wait(0.25):
            try:
                seen = _counted(folders.warehouse / "marts.duckdb", list(allowed[0]))
            except (OSError, duckdb.Error) as error:
                wrong.append(str(error))
            else:
                if seen not in allowed:
                    wrong.append(f"neither old nor new: {seen}")

    thread = Thread(target=read)
    thread.start()
    try:
        yield wrong
    finally:
        is_over.set()
        thread.join()


def _counted(file: Path, tables: Sequence[str]) -> dict[str, int]:
    counts = ", ".join(f"(select count(*) from {table})" for table in tables)
    with duckdb.connect(str(file), read_only=True) as connection:
        row = connection.execute(f"select {counts}").fetchone() or ()
    return dict(zip(tables, row, strict=True))

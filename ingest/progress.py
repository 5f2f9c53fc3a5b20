"""Long work shows how far it is: a bar on a terminal, plain lines elsewhere.

    with progress("fetch", total=120) as step:
        for source in sources:
            ...
            step(1)

Both go to the standard error, so that what a command prints can be piped.
"""

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

LINE_SECONDS = 10.0  # between two plain lines; shorter work prints none

_SCREEN = threading.Lock()  # a terminal has room for one bar: of several threads' the first is shown

LINE = re.compile(r"(?P<label>[^:]+): (?P<done>[\d,]+) of (?P<total>[\d,]+), (?P<told>.+ (?:left|known))$")

Step = Callable[[int], None]


@contextlib.contextmanager
def progress(
    label: str, total: int, *, console: Console | None = None, clock: Callable[[], float] = time.monotonic
) -> Iterator[Step]:
    """Give a function to call with the number of items done since the last call.

    ``console`` and ``clock`` (seconds) are the standard error and the system's, unless given.
    """
    console = console or Console(stderr=True)
    shown = _bar(label, total, console) if console.is_terminal else _lines(label, total, console, clock)
    with shown as step:
        yield step


def follow(
    log: Path, is_running: Callable[[], bool], *, console: Console | None = None, pause: float = 0.5
) -> None:
    """Show here the plain lines that another process writes to ``log``, until it runs no more."""
    console = console or Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"))
    with (
        log.open(encoding="utf-8", errors="replace") as file,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar,
    ):
        task = bar.add_task("", told="", visible=False)
        going = True
        while going:
            time.sleep(pause)
            going = is_running()  # asked before the log is read, so that nothing of its end is missed
            for line in filter(None, map(LINE.search, file.read().splitlines())):
                done, total = (int(line[name].replace(",", "")) for name in ("done", "total"))
                bar.update(task, description=line["label"], completed=done, total=total, told=line["told"])
                bar.update(task, visible=True)
                if not console.is_terminal:
                    _print(console, line[0])


@contextlib.contextmanager
def _bar(label: str, total: int, console: Console) -> Iterator[Step]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(compact=True),
    )
    is_free = _SCREEN.acquire(blocking=False)
    try:
        with Progress(*columns, console=console, transient=True, disable=not is_free) as bar:
            task = bar.add_task(label, total=total)
            yield lambda count: bar.advance(task, count)
    finally:
        if is_free:
            _SCREEN.release()


@contextlib.contextmanager
def _lines(label: str, total: int, console: Console, clock: Callable[[], float]) -> Iterator[Step]:
    begun = told = clock()
    done = 0

    def step(count: int) -> None:
        nonlocal done, told
        done += count
        now = clock()
        if now - told >= LINE_SECONDS:
            told = now
            _print(console, _line(label, done, total, now - begun))

    yield step


def _print(console: Console, line: str) -> None:
    console.print(line, highlight=False, markup=False, soft_wrap=True)


def _line(label: str, done: int, total: int, seconds: float) -> str:
    """Return how far the work is.

    >>> _line("read", 30, 120, 10.0)
    'read: 30 of 120, 3.0 a second, 30 s left'
    """
    rate = done / seconds
    left = f"{(total - done) / rate:.0f} s left" if done else "time left not known"
    return f"{label}: {done:,} of {total:,}, {_told(rate)}, {left}"


class _Rate(ProgressColumn):
    """How fast it goes."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(_told(speed) if speed else "", style="progress.data.speed")


def _told(rate: float) -> str:
    return f"{rate:.1f} a second" if rate >= 1 else f"{60 * rate:.1f} a minute"

"""Clocks: wall time of an action, process time of one core, time of a function called elsewhere."""

import contextlib
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any


@contextlib.contextmanager
def clock(seconds: list[float]) -> Iterator[None]:
    """Append the wall-clock seconds of the block to ``seconds``."""
    started = time.perf_counter()
    try:
        yield
    finally:
        seconds.append(time.perf_counter() - started)


def timed(action: Callable[[], object]) -> float:
    """Return the wall-clock seconds of one call."""
    seconds: list[float] = []
    with clock(seconds):
        action()
    return seconds[0]


def work(action: Callable[[], object], rounds: int = 3) -> float:
    """Return the least process time (seconds of one core) of some calls."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        action()
        best = min(best, time.process_time() - started)
    return best


def clocked(function: Callable[..., Any], seconds: list[float]) -> Callable[..., Any]:
    """Return the function, made to append the time of each call to ``seconds``."""

    def timed_call(*args: Any, **kwargs: Any) -> Any:
        with clock(seconds):
            return function(*args, **kwargs)

    return timed_call


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command quietly; raise when it fails."""
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)

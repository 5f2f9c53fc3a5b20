"""Tasks in real processes: in order, each for itself, none taking another with it."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from ingest import workers
from ingest.workers import Lost, map_in_processes


def square(number: int, rest: float = 0.0) -> tuple[int, int]:
    time.sleep(rest)
    return number * number, os.getpid()


def fate(word: str) -> str:
    if word == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "leaves":
        os._exit(7)
    if word == "sleeps":
        time.sleep(60)
    if word == "grows":
        return str(len(bytearray(2 * workers.MOST_MEMORY)))
    if word == "errs":
        raise LookupError("a mistake")
    return word


def fates(*words: str, seconds: float = 60.0) -> list[str | Lost]:
    return [outcome for _, outcome in map_in_processes(fate, [(word,) for word in words], 2, seconds)]


def test_outcomes_come_in_the_order_of_the_tasks_and_from_several_processes() -> None:
    tasks = [(number, 0.05 if number % 7 == 0 else 0.0) for number in range(60)]
    seen = list(map_in_processes(square, tasks, 3, 60))
    assert [task for task, _ in seen] == tasks
    outcomes = [outcome for _, outcome in seen if not isinstance(outcome, Lost)]
    assert [squared for squared, _ in outcomes] == [number * number for number in range(60)]
    processes = {process for _, process in outcomes}
    assert len(processes) == 3 and os.getpid() not in processes


def test_a_task_that_ends_its_worker_is_lost_alone() -> None:
    before, killed, between, left, after = fates("one", "killed", "two", "leaves", "three")
    assert (before, between, after) == ("one", "two", "three")
    assert isinstance(killed, Lost) and "(SIGKILL, 2 times)" in killed.said
    assert isinstance(left, Lost) and "(exit code 7, 2 times)" in left.said


def test_a_task_that_takes_too_long_is_given_up() -> None:
    started = time.monotonic()
    before, slept, after = fates("one", "sleeps", "two", seconds=5)
    assert (before, after) == ("one", "two")
    assert isinstance(slept, Lost) and "within 5 seconds" in slept.said
    assert time.monotonic() - started < 30


def test_a_task_that_needs_too_much_memory_gets_an_error_not_the_machine() -> None:
    with pytest.raises(MemoryError):
        fates("grows")


def test_an_error_in_a_task_is_raised_and_the_workers_end() -> None:
    with pytest.raises(LookupError, match="a mistake"):
        fates("one", "errs", "sleeps", "sleeps")


def test_few_tasks_are_taken_ahead() -> None:
    taken = []

    def tasks() -> Iterator[tuple[int]]:
        for number in range(200):
            taken.append(number)
            yield (number,)

    outcomes = map_in_processes(square, tasks(), 2, 60)
    next(outcomes)
    assert len(taken) <= 2 * workers.WAITING_PER_WORKER
    outcomes.close()  # type: ignore[attr-defined]

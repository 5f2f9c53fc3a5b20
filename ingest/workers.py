"""Many tasks in processes of their own, so that all cores work and no task can take the others with it.

A worker is a fresh Python process: a fork of a process with DuckDB's or Arrow's threads may hang, and
``multiprocessing`` would import the main program, here Airflow, once more in every worker. Each worker has
one task at a time, so it is known which task killed it or takes too long. For POSIX systems.
"""

import contextlib
import os
import pickle
import queue
import resource
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Outcome = TypeVar("Outcome")
Task = TypeVar("Task", bound=tuple[Any, ...])

TRIES = 2  # of a task whose worker died: another program's hunger for memory may have killed it
MOST_MEMORY = 4 * 2**30  # bytes of address space of a worker; more is a MemoryError in its task
WAITING_PER_WORKER = 8  # tasks handed out but not yet given back: what bounds the memory


@dataclass(frozen=True, slots=True)
class Lost:
    """A task without an outcome; ``said`` continues a sentence that names the task."""

    said: str


def usable_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_in_processes(
    function: Callable[..., Outcome], tasks: Iterable[Task], processes: int, seconds: float
) -> Iterator[tuple[Task, Outcome | Lost]]:
    """Yield every task with ``function(*task)``, in the order of the tasks.

    ``function`` is a module's own; it, the tasks and the outcomes are pickled. A task gives ``Lost`` when its
    worker dies twice or it takes longer than ``seconds``; an error in it is raised here. Tasks are taken from
    the iterable only as workers come free.
    """
    workers = [_Worker() for _ in range(processes)]
    idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def run(task: Task) -> Outcome | Lost:
        worker = idle.get()
        try:
            outcome: Outcome | Lost = worker.run(function, task, seconds)
            return outcome
        finally:
            idle.put(worker)

    waiting: deque[tuple[Task, Future[Outcome | Lost]]] = deque()
    threads = ThreadPoolExecutor(processes)
    try:
        for task in tasks:
            waiting.append((task, threads.submit(run, task)))
            if len(waiting) >= WAITING_PER_WORKER * processes:
                yield _first_of(waiting)
        while waiting:
            yield _first_of(waiting)
    finally:
        for worker in workers:
            worker.stop()
        threads.shutdown(cancel_futures=True)
        for worker in workers:
            worker.clear()


def _first_of(waiting: deque[tuple[Task, Future[Outcome]]]) -> tuple[Task, Outcome]:
    task, outcome = waiting.popleft()
    return task, outcome.result()


class _Worker:
    """A process that runs one task after the other; started when first needed, and again after it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._is_stopped = False

    def run(self, function: Callable[..., Any], task: tuple[Any, ...], seconds: float) -> Any:
        """Return the outcome of one task, or ``Lost``; raise the error that the task ended with."""
        message = pickle.dumps((function, task), pickle.HIGHEST_PROTOCOL)
        for _ in range(TRIES):
            try:
                connection = self._connected()
                connection.send_bytes(message)
                if not connection.poll(seconds):
                    self.clear()
                    return Lost(f"was not read within {seconds:g} seconds and was given up; it is kept")
                outcome, error = connection.recv()
            except (EOFError, OSError):
                how = self.clear(patience=1.0)
                if self._is_stopped:
                    break
            else:
                if error is not None:
                    raise error
                return outcome
        return Lost(f"ended the process that read it ({how}, {TRIES} times); report it, the document is kept")

    def stop(self) -> None:
        """End the process from another thread; the task it runs is lost, and none is begun."""
        self._is_stopped = True
        if self._process is not None:
            self._process.kill()

    def clear(self, patience: float = 0.0) -> str:
        """End the process after ``patience`` seconds; return how it ended. The next task starts another."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if connection is not None:
            connection.close()
        if process is None:
            return "not started"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience)
        process.kill()
        code = process.wait()
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def _connected(self) -> Connection:
        if self._connection is None:
            if self._is_stopped:
                raise OSError("the worker is stopped")
            ours, theirs = socket.socketpair()
            with theirs:
                paths = os.pathsep.join(path for path in sys.path if path)
                self._process = subprocess.Popen(
                    [sys.executable, "-m", __name__, str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    env={**os.environ, "PYTHONPATH": paths},
                )
            self._connection = Connection(ours.detach())
        return self._connection


def serve(connection: Connection) -> None:
    """Run the tasks that come through the connection, until it is closed."""
    while True:
        try:
            function, task = connection.recv()
        except EOFError:
            return
        try:
            answer: tuple[Any, Exception | None] = (function(*task), None)
        except Exception as error:  # noqa: BLE001  (raised again in the process that asked)
            answer = (None, _portable(error))
        connection.send(answer)


def _portable(error: Exception) -> Exception:
    """Return the error, or one that says the same when it cannot be pickled."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001  (whatever its class does when it is pickled)
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _limit_memory() -> None:
    with contextlib.suppress(ValueError, OSError):  # a system that knows no such limit, or a lower one
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.RLIM_INFINITY))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asked ends the workers
    _limit_memory()
    serve(Connection(int(sys.argv[1])))

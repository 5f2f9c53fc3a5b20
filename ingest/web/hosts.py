"""Turns at a host: few requests at a time and a pause between two, for all processes on this machine.

What the processes share are small files in one folder; the locks on them end with the process that holds
them, however it ends.
"""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.fetched import FetchFailed
from ingest.folders import file_name_of
from ingest.limits import Limits

LOOK_AGAIN_SECONDS = 0.1


class HostTurns:
    """Gives out turns at hosts; ``folder`` is shared by all processes of one data folder."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder, self._limits = folder, limits
        self._closed: dict[str, FetchFailed] = {}

    @contextlib.contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Hold one of the host's places, begun a pause after the last request to it.

        Raises ``FetchFailed`` when the host wants no more requests in this run (``close``), or when no place
        came free in time.
        """
        if host in self._closed:
            raise self._closed[host]
        self._folder.mkdir(parents=True, exist_ok=True)
        place = self._free_place(host)
        try:
            self._wait(host)
            yield
        finally:
            place.release()

    def postpone(self, host: str, seconds: float) -> None:
        """Let no process ask the host for so long; at most ``most_wait_seconds``."""
        self._next_moment(host, min(seconds, self._limits.most_wait_seconds))

    def close(self, host: str, failure: FetchFailed) -> None:
        """Ask the host no more through this object; every further turn raises ``failure``."""
        self._closed[host] = failure

    def _free_place(self, host: str) -> FileLock:
        files = [self._file(host, f"{number}.lock") for number in range(self._limits.parallel_per_host)]
        give_up = time.monotonic() + self._limits.whole_seconds
        while time.monotonic() < give_up:
            for file in files:
                place = FileLock(file, blocking=False)
                with contextlib.suppress(Timeout):
                    place.acquire()
                    return place
            time.sleep(LOOK_AGAIN_SECONDS)
        said = f"had to wait too long for other requests to {host}; another try may help"
        raise FetchFailed("busy", said, is_final=False)

    def _wait(self, host: str) -> None:
        own = self._next_moment(host, 0, self._limits.pause_seconds)
        time.sleep(max(0.0, own - time.time()))

    def _next_moment(self, host: str, seconds: float, pause: float = 0.0) -> float:
        """Return the moment from which the host may be asked, at least ``seconds`` from now.

        The one who comes next must wait until ``pause`` after that.
        """
        file = self._file(host, "next")
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._file(host, "next.lock")):
            now = time.time()
            moment = max(now + seconds, _moment_in(file))
            if moment > now + self._longest_wait():
                moment = now + seconds  # the clock was set back
            file.write_text(repr(moment + pause), "ascii")
        return moment

    def _longest_wait(self) -> float:
        limits = self._limits
        return limits.most_wait_seconds + limits.pause_seconds * (limits.parallel_per_host + 1)

    def _file(self, host: str, what: str) -> Path:
        return self._folder / f"{file_name_of(host)}.{what}"


def _moment_in(file: Path) -> float:
    """Return the moment kept in the file (seconds since 1970), or 0 when it holds none."""
    try:
        return float(file.read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return 0.0

"""Turns at a host: they hold across processes, with a pause between two."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ingest.web import hosts
from ingest.web.hosts import HostTurns
from tests.web_server import HURRIED, Handler, Site

FETCHING = """
import sys
from pathlib import Path
from ingest.web.client import open_client
from ingest.web.download import fetch_page
from tests.web.conftest import entry
from tests.web_server import HURRIED

folder, most, *urls = sys.argv[1:]
with open_client(Path(folder), HURRIED.changed(parallel_per_host=int(most))) as client:
    for url in urls:
        fetch_page(client, entry(url), None, Path)
"""


@pytest.mark.parametrize("most", [1, 2])
def test_two_processes_share_the_turns_at_a_host(site: Site, tmp_path: Path, most: int) -> None:
    """Each answer waits a moment for company, so that without turns two would be answered at once."""
    company, now, seen = threading.Barrier(2), [0], [0]

    def answer(handler: Handler) -> None:
        now[0] += 1
        seen[0] = max(seen[0], now[0])
        try:
            company.wait(60 if most == 2 else 0.5)
        except threading.BrokenBarrierError:
            company.reset()
        now[0] -= 1
        handler.answer(200, b"x")

    site.pages["/a"] = answer
    command = [sys.executable, "-c", FETCHING, str(tmp_path), str(most), site.url("/a"), site.url("/a")]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert (site.count("/a"), seen[0]) == (4, most)


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(hosts, "time", clock)
    return clock


def moments(turns: HostTurns, clock: Clock, *wanted: str) -> list[float]:
    begun = []
    for host in wanted:
        with turns.turn(host):
            begun.append(clock.now - 1_000_000.0)
    return begun


def test_requests_to_one_host_are_a_pause_apart(tmp_path: Path, clock: Clock) -> None:
    turns = HostTurns(tmp_path, HURRIED.changed(pause_seconds=2))
    assert moments(turns, clock, "a.vn", "a.vn", "b.vn", "a.vn") == [0, 2, 2, 4]
    clock.now += 60
    assert moments(turns, clock, "a.vn") == [64]


def test_a_host_that_asks_for_a_wait_gets_it_from_everybody(tmp_path: Path, clock: Clock) -> None:
    HostTurns(tmp_path, HURRIED).postpone("a.vn", 30)
    assert moments(HostTurns(tmp_path, HURRIED), clock, "b.vn", "a.vn", "a.vn") == [0, 30, 30]


def test_a_clock_that_was_set_back_stops_nothing(tmp_path: Path, clock: Clock) -> None:
    turns = HostTurns(tmp_path, HURRIED.changed(pause_seconds=2))
    moments(turns, clock, "a.vn")
    clock.now -= 500_000
    assert moments(turns, clock, "a.vn") == [-500_000]


def test_no_place_in_time_is_a_failure_that_may_pass(tmp_path: Path, clock: Clock) -> None:
    turns = HostTurns(tmp_path, HURRIED.changed(parallel_per_host=1, whole_seconds=60))
    with turns.turn("a.vn"), pytest.raises(hosts.FetchFailed, match="other requests to a.vn") as failed:
        moments(HostTurns(tmp_path, HURRIED.changed(parallel_per_host=1)), clock, "a.vn")
    assert not failed.value.is_final

"""Progress: a bar on a terminal, a plain line now and then elsewhere, nothing for short work."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from ingest.progress import follow, progress


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def written(*steps: tuple[float, int], total: int, terminal: bool = False) -> str:
    """Return what is written while each step takes so many seconds and does so many items."""
    output, clock = StringIO(), Clock()
    console = Console(file=output, force_terminal=terminal, width=100)
    with progress("fetch", total, console=console, clock=clock) as step:
        for seconds, count in steps:
            clock.now += seconds
            step(count)
    return output.getvalue()


def test_a_line_tells_rate_and_time_left_at_most_every_ten_seconds() -> None:
    assert written(*[(4, 10)] * 6, total=100).splitlines() == [
        "fetch: 30 of 100, 2.5 a second, 28 s left",
        "fetch: 60 of 100, 2.5 a second, 16 s left",
    ]


def test_slow_work_is_counted_by_the_minute() -> None:
    assert written((0, 0), (20, 0), (20, 1), total=3) == (
        "fetch: 0 of 3, 0.0 a minute, time left not known\nfetch: 1 of 3, 1.5 a minute, 80 s left\n"
    )


def test_short_work_writes_nothing() -> None:
    assert written((1, 5), (1, 5), total=10) == ""


def test_a_terminal_shows_a_bar() -> None:
    shown = written((1, 5), (1, 5), total=10, terminal=True)
    assert "fetch" in shown
    assert "10/10" in shown


def test_names_are_not_read_as_markup() -> None:
    output, clock = StringIO(), Clock()
    with progress("fetch [red]a.vn[/] 1", 2, console=Console(file=output), clock=clock) as step:
        clock.now += 20
        step(1)
    assert output.getvalue().startswith("fetch [red]a.vn[/] 1: 1 of 2")


@pytest.mark.parametrize("terminal", [False, True])
def test_the_progress_of_another_process_is_shown_here(tmp_path: Path, terminal: bool) -> None:
    log, output = tmp_path / "night.log", StringIO()
    log.write_text("INFO - started: 3 of them\n", "utf-8")
    lines = [
        "fetch a.vn 1: 1,030 of 2,060, 3.0 a second, 343 s left\n",
        "read: 8 of 9, 2.0 a second, 0 s left\n",
    ]

    def is_running() -> bool:
        with log.open("a", encoding="utf-8") as file:
            file.write(lines.pop(0))
        return bool(lines)

    follow(log, is_running, console=Console(file=output, force_terminal=terminal, width=100), pause=0)
    if terminal:
        assert "2.0 a second, 0 s left" in output.getvalue()
    else:
        assert output.getvalue().splitlines() == [
            "fetch a.vn 1: 1,030 of 2,060, 3.0 a second, 343 s left",
            "read: 8 of 9, 2.0 a second, 0 s left",
        ]


def test_an_error_inside_comes_through() -> None:
    with pytest.raises(KeyError), progress("fetch", 2):
        raise KeyError

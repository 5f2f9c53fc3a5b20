"""Runs a command in a session of its own; measures seconds, process time, memory of all its processes."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Watched:
    """What a command printed, how it ended and what it took; ``memory`` has MB by seconds from its start."""

    exit_code: int
    printed: str
    seconds: float
    cpu_seconds: float
    memory: dict[int, float] = field(default_factory=dict)

    @property
    def peak(self) -> float:
        return max(self.memory.values())


def watch(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Watched:
    """Run the command to its end, looking at the memory of its session twice a second."""
    begun = time.monotonic()
    memory: dict[int, float] = {}
    with log.open("w") as output:
        running = subprocess.Popen(
            command, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        while True:
            second = int(time.monotonic() - begun)
            memory[second] = max(memory.get(second, 0.0), resident(running.pid))
            pid, status, used = os.wait4(running.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(0.5)
    running.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - begun
    cpu = used.ru_utime + used.ru_stime
    return Watched(running.returncode, log.read_text("utf-8"), seconds, cpu, memory)


def resident(session: int) -> float:
    """Return how many MB the processes of a session hold together; what they share counts once for each."""
    pages = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(words[3]) == session:
            pages += int(words[21])
    return pages * PAGE / 2**20

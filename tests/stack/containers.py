"""Containers by hand, for a machine without a container engine: root, unshare, overlay, chroot.

A container sees this machine's programs, its service's volumes, temporary folders and users, and nothing is
writable that docker-compose.yml does not make writable. All containers share one network, in which each
service's name is 127.0.0.1. Images, capabilities and limits of memory are not imitated.
"""

import concurrent.futures
import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ingest.folders import REPOSITORY
from tests.stack.compose import Compose, Service

INSIDE = Path("/opt/thuocdo")
_NETWORK = 0x40000000  # CLONE_NEWNET
ENTRYPOINT = ["warehouse/images/entrypoint.sh"]
_PATHS = {"airflow": ".stack", "superset": ".superset", "static": ""}
PROGRAMS = "/usr/sbin:/usr/bin:/sbin:/bin"


def why_not() -> str:
    """Return why containers cannot be made here; an empty text when they can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "containers by hand need Linux and root"
    missing = [name for name in ("unshare", "nsenter", "setpriv", "chroot", "ip") if not shutil.which(name)]
    if missing:
        return f"no {', '.join(missing)}; make setup-stack installs them"
    tried = subprocess.run(
        ["unshare", "--mount", "--net", "--pid", "--uts", "--fork", "true"], capture_output=True
    )
    return "" if tried.returncode == 0 else f"unshare is not allowed here: {tried.stderr.decode().strip()}"


class Stack:
    """The services of one docker-compose.yml with one set of settings, and their volumes in one folder."""

    def __init__(self, compose: Compose, folder: Path) -> None:
        self.services = compose.services
        self.folder = folder
        self._layers = folder / "layers"
        self._layers.mkdir()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._network = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        for _ in _patience(10):
            if _same_network(self._network.pid) is False:
                break
        self._call_in_network(["ip", "link", "set", "lo", "up"])
        self._thread = concurrent.futures.ThreadPoolExecutor(1, initializer=self._enter_network)
        for volume in compose.volumes:
            self.volume(volume).mkdir(parents=True)
            self.volume(volume).chmod(0o777)

    def volume(self, name: str) -> Path:
        """Return the folder of a named volume."""
        return self.folder / "volumes" / name

    def log(self, name: str) -> str:
        """Return what a service has printed so far."""
        return (self.folder / f"{name}.log").read_text("utf-8", errors="replace")

    def start(self, name: str, command: list[str] | None = None) -> subprocess.Popen[bytes]:
        """Start a service with its very command (or another one, where its image is not at hand)."""
        service = self.services[name]
        entrypoint = service.entrypoint or (ENTRYPOINT if service.build else [])
        full = command or [*entrypoint, *service.command]
        log = (self.folder / f"{name}.log").open("ab")
        running = self._spawn(name, service, full, stdout=log, stderr=log)
        self._running[name] = running
        return running

    def run(self, name: str, command: list[str] | None = None) -> int:
        """Start a service that ends by itself, and return its exit code."""
        code = self.start(name, command).wait()
        del self._running[name]
        return code

    def execute(self, name: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command in a new container of this service, and return what it said."""
        running = self._spawn(
            name, self.services[name], command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        said, complained = running.communicate()
        return subprocess.CompletedProcess(command, running.returncode, said.decode(), complained.decode())

    def is_healthy(self, name: str) -> bool:
        """Carry out the service's health check once."""
        check = self.services[name].healthcheck
        assert check is not None
        how, *told = check.test
        return self.execute(name, told if how == "CMD" else ["/bin/sh", "-c", *told]).returncode == 0

    def wait_until_healthy(self, *names: str, seconds: float = 180) -> None:
        """Wait for the health checks. Raises ``AssertionError`` with the log of a service that stays ill."""
        for name in names:
            for _ in _patience(seconds):
                if self.is_healthy(name):
                    break
                code = self._running[name].poll()
                assert code is None, f"{name} ended with {code}:\n{self.log(name)[-4000:]}"
            else:
                raise AssertionError(f"{name} is not healthy:\n{self.log(name)[-4000:]}")

    def in_network(self, call: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Call a function from within the containers' network."""
        return self._thread.submit(call, *given, **named).result()

    def stop(self, name: str) -> None:
        """Stop one service as the engine does: SIGTERM first."""
        _stop(self._running.pop(name))

    def close(self) -> None:
        """Stop everything, the last started first."""
        for name in reversed(list(self._running)):
            self.stop(name)
        self._thread.shutdown()
        _stop(self._network)

    def _spawn(
        self, name: str, service: Service, command: list[str], **streams: Any
    ) -> subprocess.Popen[bytes]:
        environment = {"HOME": "/tmp", "HOSTNAME": name, "LANG": "C.UTF-8", **service.environment}
        environment["PATH"] = f"{INSIDE / _environment_of(service)}/bin:{PROGRAMS}"
        environment["PYTHONPATH"] = str(
            INSIDE
        )  # .stack here was installed for another folder than /opt/thuocdo
        order = {
            "layers": str(self._layers),
            "name": name,
            "names": list(self.services),
            "user": service.user,
            "tmpfs": service.tmpfs,
            "volumes": [self._volume(told) for told in service.volumes],
            "visible": [str(place) for place in _visible(_environment_of(service))],
            "command": command,
        }
        unshare = ["unshare", "--mount", "--pid", "--uts", "--fork"]
        enter = ["nsenter", f"--net=/proc/{self._network.pid}/ns/net"]
        maker = [sys.executable, str(Path(__file__).with_name("container.py")), json.dumps(order)]
        return subprocess.Popen(
            [*enter, *unshare, *maker], env=environment, start_new_session=True, **streams
        )

    def _volume(self, told: str) -> list[str]:
        source, inside, *mode = told.split(":")
        outside = REPOSITORY / source if source.startswith("./") else self.volume(source)
        return [str(outside), inside, mode[0] if mode else "rw"]

    def _call_in_network(self, command: list[str]) -> None:
        enter = ["nsenter", f"--net=/proc/{self._network.pid}/ns/net"]
        subprocess.run([*enter, *command], check=True)

    def _enter_network(self) -> None:
        """Move this thread (not the process) into the containers' network."""
        libc = ctypes.CDLL(None, use_errno=True)
        with Path(f"/proc/{self._network.pid}/ns/net").open("rb") as network:
            if libc.setns(network.fileno(), _NETWORK) != 0:
                raise OSError(ctypes.get_errno(), "setns")


@contextlib.contextmanager
def stack(compose: Compose, folder: Path) -> Iterator[Stack]:
    """Give a stack without any service started yet; stop all that were started at the end."""
    made = Stack(compose, folder)
    try:
        yield made
    finally:
        made.close()


def _environment_of(service: Service) -> str:
    """Return the folder of the Python environment that this service's image has, below the repository."""
    return _PATHS.get(service.build.target, "") if service.build else ""


def _visible(environment: str) -> list[Path]:
    """Return where the environment lies outside, and its interpreter: its scripts name both."""
    if not environment:
        return []
    python = (REPOSITORY / environment / "bin" / "python").resolve()
    return [REPOSITORY / environment, python.parent.parent]


def _same_network(pid: int) -> bool:
    return Path(f"/proc/{pid}/ns/net").readlink() == Path("/proc/self/ns/net").readlink()


def _patience(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(1)


def _stop(process: subprocess.Popen[bytes], seconds: float = 5) -> None:
    """End a container as the engine does: SIGTERM to its first process, then SIGKILL, which ends them all.

    ``unshare`` waits for that first process, its only child, and takes no SIGTERM itself.
    """
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for sent, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 10.0)):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for pid in children.read_text("ascii").split() or [str(process.pid)]:
                os.kill(int(pid), sent)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience)
            return
    raise AssertionError(f"process {process.pid} does not end")

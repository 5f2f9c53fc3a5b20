"""One Superset for all tests here: its own environment, our settings, the published samples."""

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.folders import DEFAULT_CATALOG, REPOSITORY, Folders
from tests.nights import run_night
from warehouse.bi.server import Superset

ENVIRONMENT = Path(os.environ.get("THUOCDO_SUPERSET", REPOSITORY / ".superset"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PASSWORD = secrets.token_urlsafe(24)
NIGHT = "2026-11-22"


@dataclass(frozen=True)
class Running:
    """A Superset at work, an administrator's session in it, and the data folder that it reads."""

    address: str
    admin: Superset
    folders: Folders

    def enter(self, account: str) -> Superset:
        return Superset.enter(self.address, account, PASSWORD)


@pytest.fixture(scope="session")
def superset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Run the samples' night and Superset beside each other, once."""
    if not (ENVIRONMENT / "bin" / "superset").exists():
        pytest.skip("Superset is not installed; make .superset/.superset does it")
    folders = Folders(tmp_path_factory.mktemp("data"))
    port = _free_port()
    log = folders.data / "serve.txt"
    with log.open("wb") as told:
        serving = subprocess.Popen(
            [REPOSITORY / "warehouse" / "bi" / "serve.sh", ENVIRONMENT],
            env=_environment(folders, port),
            stdout=told,
            stderr=told,
        )
    try:
        night = run_night(folders, DEFAULT_CATALOG, "run", "--date", NIGHT)
        assert night.exit_code == 0, night.printed
        yield _ready(f"http://127.0.0.1:{port}", folders, serving, log)
    finally:
        serving.terminate()
        serving.wait(timeout=30)


def _environment(folders: Folders, port: int) -> dict[str, str]:
    told = {name: value for name, value in os.environ.items() if name != "SUPERSET_DATABASE"}
    told |= {"THUOCDO_DATA": str(folders.data), "SUPERSET_PORT": str(port)}
    return told | {"SUPERSET_ADMIN_PASSWORD": PASSWORD}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _ready(address: str, folders: Folders, serving: subprocess.Popen[bytes], log: Path) -> Running:
    """Wait for the server, which brings the dashboards in, and make an analyst's account."""
    deadline = time.monotonic() + 240
    while "Sign in at" not in log.read_text("utf-8"):
        assert serving.poll() is None and time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.5)
    admin = Superset.enter(address, "admin", PASSWORD)
    roles = admin.ask("GET", "/api/v1/security/roles/?q=(page_size:100)")["result"]
    (analyst,) = [role["id"] for role in roles if role["name"] == "Analyst"]
    account = {"username": "analyst", "first_name": "Phân", "last_name": "Tích", "email": "analyst@localhost"}
    account |= {"password": PASSWORD, "active": True, "roles": [analyst]}
    admin.ask("POST", "/api/v1/security/users/", json=account)
    return Running(address, admin, folders)

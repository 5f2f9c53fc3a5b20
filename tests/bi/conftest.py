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
import requests

from ingest.folders import DEFAULT_CATALOG, REPOSITORY, Folders
from tests.nights import run_night
from warehouse.bi.bundle import ASSETS, pack
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
    """Start Superset once, import the dashboards and make an analyst's account."""
    if not (ENVIRONMENT / "bin" / "superset").exists():
        pytest.skip("Superset is not installed; make .superset/.superset does it")
    home = tmp_path_factory.mktemp("superset")
    environment = _environment(home)
    folders = Folders(tmp_path_factory.mktemp("data"))
    with (home / "log.txt").open("wb") as log:
        making = subprocess.Popen(["sh", "-c", _PREPARE], env=environment, stdout=log, stderr=log)
        night = run_night(folders, DEFAULT_CATALOG, "run", "--date", NIGHT)
        assert night.exit_code == 0, night.printed
        assert making.wait(timeout=280) == 0, (home / "log.txt").read_text("utf-8")[-3000:]
        port = _free_port()
        serving = subprocess.Popen(
            [*_SERVE, f"--bind=127.0.0.1:{port}"], env=environment, stdout=log, stderr=log
        )
        try:
            yield _ready(f"http://127.0.0.1:{port}", folders, serving)
        finally:
            serving.terminate()
            serving.wait(timeout=30)


_BIN = ENVIRONMENT / "bin"
_PREPARE = f"""set -e
{_BIN}/superset db upgrade
{_BIN}/superset init
{_BIN}/superset fab create-admin --username admin --firstname Quan --lastname Tri \
    --email admin@localhost --password "$PASSWORD_OF_THE_TEST"
"""
_SERVE = [f"{_BIN}/gunicorn", "--workers=1", "--worker-class=gthread", "--threads=8", "--timeout=120"]
_SERVE += ["superset.app:create_app()"]


def _environment(home: Path) -> dict[str, str]:
    told = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "SUPERSET_DATABASE")
    }
    told |= {"SUPERSET_CONFIG_PATH": str(REPOSITORY / "warehouse" / "bi" / "superset_config.py")}
    told |= {"SUPERSET_HOME": str(home), "FLASK_APP": "superset.app:create_app()"}
    return told | {"SUPERSET_SECRET_KEY": secrets.token_urlsafe(42), "PASSWORD_OF_THE_TEST": PASSWORD}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _ready(address: str, folders: Folders, serving: subprocess.Popen[bytes]) -> Running:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and serving.poll() is None:
        try:
            if requests.get(f"{address}/health", timeout=10).ok:
                break
        except requests.ConnectionError:
            time.sleep(0.5)
    admin = Superset.enter(address, "admin", PASSWORD)
    admin.import_assets(pack(ASSETS, folders.warehouse / "marts.duckdb"))
    roles = admin.ask("GET", "/api/v1/security/roles/?q=(page_size:100)")["result"]
    (analyst,) = [role["id"] for role in roles if role["name"] == "Analyst"]
    account = {"username": "analyst", "first_name": "Phân", "last_name": "Tích", "email": "analyst@localhost"}
    account |= {"password": PASSWORD, "active": True, "roles": [analyst]}
    admin.ask("POST", "/api/v1/security/users/", json=account)
    return Running(address, admin, folders)

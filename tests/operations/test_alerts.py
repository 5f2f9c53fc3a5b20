"""Alerts of a real night under Airflow, to a real mail server and a real webhook."""

import json
from pathlib import Path

import pytest

from ingest.batches import Batch
from ingest.fetch import fetch_batch
from ingest.folders import Folders
from ingest.start import start_run
from tests.conftest import NIGHT, plan_source, write_catalogue
from tests.nights import run_night
from tests.operations.mail_server import PASSWORD, serve_mail
from tests.web_server import HURRIED, Handler, Site, page, status

pytestmark = pytest.mark.stack
PLAN = "Đến năm 2025, tối thiểu {}% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
TOKEN = "hook-secret-9652"


def catalogue(folder: Path, site: Site, figure: int) -> Path:
    (folder / "plan.txt").write_text(PLAN.format(figure), "utf-8")
    portal = plan_source("portal", url=site.url("/plan"), locality="Bắc Ninh", expected_every_days=30)
    return write_catalogue(folder, plan_source("plan", path="plan.txt", locality="Bắc Ninh"), portal)


def fetched_in_october(folders: Folders, catalog: Path) -> None:
    start_run(folders, catalog, "october", NIGHT.replace(month=10, day=1))
    fetch_batch(folders, "october", Batch(name="all", source_ids=["plan", "portal"]), HURRIED)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # the mail server's own word
def test_a_red_gate_and_a_stale_source_are_told(
    folders: Folders, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str | None, dict[str, object]]] = []

    def hook(handler: Handler) -> None:
        heard.append((handler.headers.get("Authorization"), json.loads(handler.body)))
        handler.answer(200)

    site.pages = {"/plan": page(PLAN.format(80).encode()), "/hook": hook}
    fetched_in_october(folders, catalogue(tmp_path, site, 90))
    site.pages["/plan"] = status(404)
    with serve_mail() as (inbox, port):
        email = {
            "conn_type": "smtp",
            "host": "127.0.0.1",
            "port": port,
            "login": "thuocdo",
            "password": PASSWORD,
            "extra": {
                "from_email": "thuocdo@example.org",
                "to": "an@example.org, binh@example.org",
                "disable_ssl": True,
                "disable_tls": True,
            },
        }
        webhook = {"conn_type": "http", "host": site.url("/hook"), "password": TOKEN}
        monkeypatch.setenv("AIRFLOW_CONN_THUOCDO_EMAIL", json.dumps(email))
        monkeypatch.setenv("AIRFLOW_CONN_THUOCDO_WEBHOOK", json.dumps(webhook))
        night = run_night(folders, catalogue(tmp_path, site, 9500), "nightly", "--date", "2026-11-22")
    assert night.exit_code == 1, night.printed
    assert [(who, message["kind"]) for who, message in heard] == [
        (f"Bearer {TOKEN}", "stale"),
        (f"Bearer {TOKEN}", "failed"),
    ]
    stale, failed = (str(message["text"]) for _, message in heard)
    assert "source portal" in stale
    assert "since 2026-10-01 (52 days; expected every 30)" in stale
    assert "gate raw" in failed
    assert "9500" in failed
    assert [message["Subject"] for message in inbox.messages] == [
        str(message["subject"]) for _, message in heard
    ]
    assert all(message["To"] == "an@example.org, binh@example.org" for message in inbox.messages)
    kept = [file.read_text("utf-8", errors="ignore") for file in folders.data.rglob("*") if file.is_file()]
    for secret in (PASSWORD, TOKEN):
        assert not any(secret in text for text in kept), "secrets stay out of logs and raw"

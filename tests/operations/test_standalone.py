"""Airflow with its pages, as `make airflow` starts it: healthy, both DAGs there, a night published."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from ingest.folders import Folders
from ingest.runs import steps_of
from tests.conftest import plan_source, write_catalogue
from tests.nights import THUOCDO
from tests.operations.mail_server import free_port
from tests.web_server import Handler, Site

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]
PLAN = "Đến năm 2025, tối thiểu 90% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"


def wait_for(what: str, is_so: Callable[[], bool], seconds: int = 240) -> None:
    """Ask every second until it is so."""
    for _ in range(seconds):
        with contextlib.suppress(OSError, KeyError, ValueError):
            if is_so():
                return
        time.sleep(1)
    raise AssertionError(f"not within {seconds} s: {what}")


@contextlib.contextmanager
def standalone(environment: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("w") as output:
        running = subprocess.Popen(
            [THUOCDO, "airflow", "standalone"],
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(running.pid, signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(20)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)


def test_a_night_under_airflow_with_its_pages(folders: Folders, tmp_path: Path, site: Site) -> None:
    told: list[dict[str, str]] = []

    def hook(handler: Handler) -> None:
        told.append(json.loads(handler.body))
        handler.answer(200)

    site.pages["/hook"] = hook
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    catalog = write_catalogue(tmp_path, plan_source("plan", path="plan.txt", locality="Bắc Ninh"))
    port = free_port()
    environment = {
        **os.environ,
        "THUOCDO_DATA": str(folders.data),
        "THUOCDO_PUBLISHED_BY": "06:30",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW_CONN_THUOCDO_WEBHOOK": json.dumps({"conn_type": "http", "host": site.url("/hook")}),
    }

    def airflow(*arguments: str) -> str:
        command = [THUOCDO, "airflow", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    def is_healthy() -> bool:
        parts = requests.get(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=5).json().values()
        return all(part["status"] == "healthy" for part in parts)

    with standalone(environment, tmp_path / "standalone.log"):
        wait_for("healthy", is_healthy)
        conf = json.dumps({"catalog": str(catalog), "run_name": "past"})
        wait_for("the DAGs", lambda: {"nightly", "backfill"} <= set(airflow("dags", "list").split()), 10)
        assert "No data found" in airflow("dags", "list-import-errors")
        # a night of the past is late from its start; its deadline is told while it runs
        airflow("dags", "trigger", "nightly", "--logical-date", "2026-10-01T02:00:00+07:00", "--conf", conf)
        airflow("dags", "unpause", "nightly")
        wait_for("published", lambda: "outcome" in steps_of(folders, "past").get("finish", {}), 480)
        wait_for("told that it is late", lambda: any(message["kind"] == "late" for message in told), 30)
    assert steps_of(folders, "past")["finish"]["outcome"]["exit_code"] == 0
    # the schedule's own night, which begins once unpaused, may be late by then too
    assert "past" in [message["run_id"] for message in told if message["kind"] == "late"]

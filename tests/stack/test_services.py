"""The services, started with the very commands of docker-compose.yml, from secrets to a dashboard server.

PostgreSQL, Redis and nginx are the distribution's; Airflow and Superset come from .stack and .superset, which
requirements/install.sh makes as in the images. Two nights run
through them: the first begins by itself, the second is triggered through Airflow's API and runs on a worker.
"""

import http.client
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import requests

from ingest.folders import REPOSITORY
from tests.stack import containers
from tests.stack.compose import load, settings
from tests.stack.containers import Stack
from warehouse.bi.server import Superset

pytestmark = [pytest.mark.stack, pytest.mark.alone, pytest.mark.timeout(600)]
AIRFLOW = "http://127.0.0.1:8080"  # one network for all containers: each service has a port of its own
NIGHTS = f"{AIRFLOW}/api/v2/dags/nightly/dagRuns"
SUPERSET = "http://127.0.0.1:8088"
STATIC = "http://127.0.0.1:8000"
AIRFLOW_SERVICES = ("airflow-api-server", "airflow-scheduler", "airflow-dag-processor", "airflow-triggerer")


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    file = tmp_path_factory.mktemp("settings") / ".env"
    with file.open("wb") as output:
        subprocess.run([REPOSITORY / "warehouse/images/new_env.sh"], stdout=output, check=True)
    return settings(file)


@pytest.fixture(scope="module")
def stack(secrets: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if reason := containers.why_not() or missing_parts():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("stack")
    folder.chmod(0o755)
    with containers.stack(load(secrets), folder) as running:
        assert running.run("secrets") == 0, running.log("secrets")
        start_postgres(running)
        assert running.run("airflow-init") == 0, running.log("airflow-init")
        for name in AIRFLOW_SERVICES:
            running.start(name)
        assert running.run("superset-init") == 0, running.log("superset-init")
        for name in ("superset", "static"):
            running.start(name)
        yield running


@pytest.fixture(scope="module")
def night(stack: Stack, secrets: dict[str, str]) -> Path:
    """Wait for the first night, which begins by itself, over the samples; return the published marts."""
    stack.wait_until_healthy(*AIRFLOW_SERVICES)
    outcome = outcome_of(stack, secrets, first_night(stack, secrets))
    assert outcome == "success", stack.log("airflow-scheduler")[-4000:]
    return stack.volume("data") / "warehouse" / "marts.duckdb"


def missing_parts() -> str:
    for program in ("nginx", "psql"):
        if not shutil.which(program, path=f"{containers.PROGRAMS}"):
            return f"no {program}; make setup-stack installs it"
    if not postgres_programs():
        return "no PostgreSQL server; make setup-stack installs it"
    for folder in (".stack", ".superset"):
        if not (REPOSITORY / folder / folder).exists():
            return f"no {folder}; make test-stack makes it"
    return ""


def postgres_programs() -> str:
    """Return the folder of the newest PostgreSQL server that the distribution has put here."""
    folders = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(folders, key=lambda file: int(file.parts[-3]), default=None)
    return str(newest.parent) if newest else ""


def start_postgres(stack: Stack) -> None:
    """Do what the postgres image does on an empty volume, with the distribution's PostgreSQL."""
    programs, place = postgres_programs(), "/var/lib/postgresql/data/cluster"
    options = stack.services["postgres"].environment["POSTGRES_INITDB_ARGS"]
    first = f"""set -eu
        {programs}/initdb --pgdata={place} --username=postgres {options} >/dev/null
        {programs}/pg_ctl --pgdata={place} --options='-c listen_addresses=' --wait start >/dev/null
        PATH={programs}:$PATH PGHOST=/var/run/postgresql /docker-entrypoint-initdb.d/databases.sh
        {programs}/pg_ctl --pgdata={place} --wait stop >/dev/null"""
    assert stack.run("postgres", ["/bin/sh", "-c", first]) == 0, stack.log("postgres")
    stack.start("postgres", [f"{programs}/postgres", "-D", place])
    stack.wait_until_healthy("postgres")


def ask(stack: Stack, method: str, address: str, **told: Any) -> requests.Response:
    """Send one request from within the containers' network, without following what it redirects to."""
    answer = stack.in_network(requests.request, method, address, timeout=60, allow_redirects=False, **told)
    assert isinstance(answer, requests.Response)
    return answer


def status_of(path: str) -> int:
    """Ask the static server for a path as it stands, dots and all (other clients would tidy it)."""
    connection = http.client.HTTPConnection(STATIC.removeprefix("http://"), timeout=60)
    try:
        connection.request("GET", f"/{path}")
        return connection.getresponse().status
    finally:
        connection.close()


def airflow_headers(stack: Stack, secrets: dict[str, str]) -> dict[str, str]:
    account = {"username": secrets["AIRFLOW_ADMIN_NAME"], "password": secrets["AIRFLOW_ADMIN_PASSWORD"]}
    answer = ask(stack, "POST", f"{AIRFLOW}/auth/token", json=account)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def outcome_of(stack: Stack, secrets: dict[str, str], run_id: str) -> str:
    """Wait for the end of one run of the nightly DAG and return its state."""
    headers, run = airflow_headers(stack, secrets), f"{NIGHTS}/{run_id}"
    for _ in range(160):
        state = ask(stack, "GET", run, headers=headers).json()["state"]
        if state in ("success", "failed"):
            return str(state)
        time.sleep(2)
    return "not finished"


def first_night(stack: Stack, secrets: dict[str, str]) -> str:
    """Return the id of the run that Airflow starts by itself as soon as it knows the DAG."""
    headers = airflow_headers(stack, secrets)
    for _ in range(60):
        runs = ask(stack, "GET", NIGHTS, headers=headers).json().get("dag_runs")
        if runs:
            return str(runs[0]["dag_run_id"])
        time.sleep(1)
    raise AssertionError(f"no run began by itself:\n{stack.log('airflow-scheduler')[-4000:]}")


def triggered_night(stack: Stack, secrets: dict[str, str]) -> str:
    """Trigger the nightly DAG through the API, as a person would, and return the run's id."""
    headers = airflow_headers(stack, secrets)
    started = ask(stack, "POST", NIGHTS, headers=headers, json={"logical_date": None})
    assert started.ok, started.text
    return str(started.json()["dag_run_id"])


def count(marts: Path, sql: str) -> int:
    with duckdb.connect(str(marts), read_only=True) as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def test_the_night_publishes_the_marts(stack: Stack, night: Path) -> None:
    assert night.is_symlink()
    assert count(night, "select count(*) from fct_target") > 200
    assert (night.resolve().stat().st_uid, stack.services["static"].user) == (10001, "10001:10001")


def test_airflow_lets_nobody_in_without_a_password(stack: Stack, night: Path) -> None:
    assert ask(stack, "GET", f"{AIRFLOW}/api/v2/dags").status_code == 401
    wrong = {"username": "admin", "password": "admin"}
    assert ask(stack, "POST", f"{AIRFLOW}/auth/token", json=wrong).status_code == 401


def test_each_database_has_its_own_owner(stack: Stack, secrets: dict[str, str]) -> None:
    def look(user: str, password: str, database: str) -> int:
        address = f"postgresql://{user}:{password}@postgres:5432/{database}"
        return stack.execute("postgres", ["psql", address, "--command=select 1"]).returncode

    for user, other in (("airflow", "superset"), ("superset", "airflow")):
        password = secrets[f"{user.upper()}_DATABASE_PASSWORD"]
        assert look(user, password, user) == 0
        assert look(user, password, other) != 0
        assert look(user, "wrong", user) != 0


@pytest.mark.parametrize(
    "page", ["", "gates/raw/", "gates/marts/", "dbt/", "files/", "files/datapackage.json"]
)
def test_pages_and_files_are_served(stack: Stack, night: Path, page: str) -> None:
    stack.wait_until_healthy("static")
    answer = ask(stack, "GET", f"{STATIC}/{page}")
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_to_take_along_is_the_published_one(stack: Stack, night: Path) -> None:
    package = night.parent / "current" / "package"
    for file in (path for path in package.rglob("*") if path.suffix in (".parquet", ".xlsx")):
        assert ask(stack, "GET", f"{STATIC}/files/{file.relative_to(package)}").content == file.read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "files/../marts.duckdb",
        "files/%2e%2e/marts.duckdb",
        "files../marts.duckdb",
        "files/..%2f..%2f..%2fraw/",
        "gates/..%2f..%2fraw/",
        "marts.duckdb",
        "raw/",
        "nginx.conf",
        "../nginx.conf",
        "files/link/passwd",
        "files/passwd",
        "gates/link/raw/",
        ".env",
    ],
)
def test_nothing_else_is_served(stack: Stack, night: Path, path: str) -> None:
    package = night.parent / "current" / "package"
    links = {
        package / "link": "/etc",
        package / "passwd": "/etc/passwd",
        stack.volume("data") / "docs" / "gates" / "link": "/data",
    }
    for link, target in links.items():
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    stack.wait_until_healthy("static")
    answered = stack.in_network(status_of, path)
    for link in links:
        link.unlink()
    assert answered in (400, 403, 404)


def test_the_static_server_takes_nothing(stack: Stack) -> None:
    stack.wait_until_healthy("static")
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(stack, method, f"{STATIC}/files/x").status_code == 405


def test_superset_lets_nobody_in_without_a_password(stack: Stack) -> None:
    stack.wait_until_healthy("superset")
    assert ask(stack, "GET", f"{SUPERSET}/api/v1/dashboard/").json().get("count", 0) == 0
    welcome = ask(stack, "GET", f"{SUPERSET}/superset/welcome/")
    assert (welcome.status_code, "login" in welcome.headers.get("Location", "")) == (302, True)
    wrong = {"username": "admin", "password": "admin", "provider": "db"}
    assert ask(stack, "POST", f"{SUPERSET}/api/v1/security/login", json=wrong).status_code == 401


def test_superset_has_the_dashboards_and_reads_the_marts(
    stack: Stack, night: Path, secrets: dict[str, str]
) -> None:
    stack.wait_until_healthy("superset")
    password = secrets["SUPERSET_ADMIN_PASSWORD"]
    server = stack.in_network(Superset.enter, SUPERSET, "admin", password)
    assert len(stack.in_network(server.dashboards)) >= 5
    database = stack.in_network(server.ask, "GET", "/api/v1/database/")["result"][0]["id"]
    sql = "select count(*) as targets from fct_target"
    asked = {"database_id": database, "sql": sql, "runAsync": False}
    answer = stack.in_network(server.ask, "POST", "/api/v1/sqllab/execute/", json=asked)
    assert answer["data"] == [{"targets": count(night, sql)}]


def test_readers_cannot_write_the_data(stack: Stack, night: Path) -> None:
    for name in ("superset", "static"):
        assert "Read-only" in stack.execute(name, ["touch", "/data/warehouse/x"]).stderr


def test_a_placeholder_stops_each_service(stack: Stack, secrets: dict[str, str]) -> None:
    bad = {**secrets, **{name: "change-me" for name, value in secrets.items() if len(value) == 44}}
    for name, service in load(bad).services.items():
        if service.environment.get("SECRETS"):
            good, stack.services[name] = stack.services[name], service
            try:
                done = stack.execute(name, [*containers.ENTRYPOINT, "echo", "started"])
            finally:
                stack.services[name] = good
            assert (done.returncode, done.stdout) == (1, ""), name
            assert "is a placeholder; put a random value into .env" in done.stderr


def test_workers_take_over_with_the_celery_profile(
    stack: Stack, night: Path, secrets: dict[str, str]
) -> None:
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server; make setup-stack installs it")
    stack.stop("airflow-scheduler")
    stack.services = load({**secrets, "AIRFLOW_EXECUTOR": "CeleryExecutor"}).services
    stack.start("redis")
    stack.wait_until_healthy("redis")
    for name in ("airflow-worker", "airflow-scheduler"):
        stack.start(name)
    stack.wait_until_healthy("airflow-worker", "airflow-scheduler")
    assert outcome_of(stack, secrets, triggered_night(stack, secrets)) == "success"
    assert re.search("Task .* succeeded", stack.log("airflow-worker"))

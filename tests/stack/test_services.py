"""The services, started with the very commands of docker-compose.yml, from secrets to a dashboard server.

PostgreSQL, Redis and nginx are the distribution's; Airflow and Superset come from .stack and .superset, which
requirements/install.sh makes as it does in the images. One night runs through them, started over Airflow's API.
"""

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

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]
AIRFLOW = "http://airflow-api-server:8080"
SUPERSET = "http://superset:8088"
STATIC = "http://static:8000"
MARTS = "duckdb:////data/warehouse/marts.duckdb?access_mode=read_only"


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
        start_postgres(running, secrets["POSTGRES_PASSWORD"])
        yield running


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


def start_postgres(stack: Stack, password: str) -> None:
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

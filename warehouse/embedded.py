"""The embedded Airflow: its home lies in the data folder, its DAGs are those of the repository."""

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from ingest.folders import REPOSITORY, Folders

AIRFLOW = (sys.executable, "-m", "airflow")
PORT = "8080"  # unless AIRFLOW__API__PORT says otherwise


def environment(folders: Folders) -> dict[str, str]:
    """Return the environment for any command of Airflow; the caller's own, with home, DAGs and data ours."""
    port = os.environ.get("AIRFLOW__API__PORT", PORT)
    settings = {
        "AIRFLOW_HOME": str(folders.airflow),
        "AIRFLOW__API__HOST": os.environ.get("AIRFLOW__API__HOST", "127.0.0.1"),
        "AIRFLOW__API__PORT": port,
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://localhost:{port}/execution/",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False",
        "THUOCDO_DATA": str(folders.data),
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    }
    return {**os.environ, **settings}


def prepare(folders: Folders, output: IO[str] | None = None) -> None:
    """Make or renew Airflow's own SQLite database, once for each version of Airflow."""
    mark = folders.airflow / "migrated"
    version = importlib.metadata.version("apache-airflow")
    if mark.exists() and mark.read_text("utf-8") == version:
        return
    command = [*AIRFLOW, "db", "migrate"]
    subprocess.run(command, env=environment(folders), stdout=output, stderr=output, check=True)
    mark.write_text(version, "utf-8")


def run(folders: Folders, arguments: Sequence[str]) -> int:
    """Run a command of Airflow in the foreground; return its exit code."""
    prepare(folders)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    settings = {**environment(folders), "PATH": path}  # standalone starts its parts by the name airflow
    return subprocess.run([*AIRFLOW, *arguments], env=settings, check=False).returncode

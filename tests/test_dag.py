"""The DAG's wiring, as Airflow sees it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from ingest.folders import REPOSITORY

LOOK = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
dag = bag.dags["nightly"]
print(json.dumps({
    "errors": bag.import_errors,
    "schedule": [dag.timetable.expression, str(dag.timetable.timezone)],
    "catchup": dag.catchup,
    "max_active_runs": dag.max_active_runs,
    "downstream": {task.task_id: sorted(task.downstream_task_ids) for task in dag.tasks},
    "rules": {task.task_id: str(task.trigger_rule.value) for task in dag.tasks},
    "outlets": {task.task_id: [asset.name for asset in task.outlets] for task in dag.tasks if task.outlets},
    "heavy": sorted({"dbt", "great_expectations", "duckdb", "pyarrow"} & set(sys.modules)),
}))
"""


def test_the_wiring(tmp_path: Path) -> None:
    environment = {**os.environ, "AIRFLOW_HOME": str(tmp_path), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(REPOSITORY / "dags")],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    dag = json.loads(done.stdout.splitlines()[-1])
    assert dag["errors"] == {}
    assert dag["schedule"] == ["0 2 * * *", "Asia/Ho_Chi_Minh"]
    assert dag["catchup"] is False
    assert dag["max_active_runs"] == 1
    order = [
        "start",
        "discover",
        "fetch",
        "read",
        "changed",
        "gate_raw",
        "build",
        "gate_marts",
        "publish",
        "finish",
    ]
    assert [dag["downstream"][task] for task in order] == [[task] for task in order[1:]] + [[]]
    assert dag["rules"]["read"] == "all_done", "a failed batch stops nothing behind it"
    assert dag["rules"]["finish"] == "all_done", "the summary is kept whatever happened"
    assert dag["outlets"] == {"publish": ["thuocdo_marts"]}
    assert dag["heavy"] == [], "the DAG file stays light"

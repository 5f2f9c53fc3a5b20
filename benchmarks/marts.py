"""The marts at every size: dbt's models beside plain DuckDB, a night that continues, queries, memory.

``python -m benchmarks.marts`` prints a table; ``python -m benchmarks.marts 10000000`` one size.
"""

import datetime
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from benchmarks.raw_zone import NIGHT, Size, make_raw_zone, say_published
from ingest.folders import REPOSITORY, Folders
from ingest.runs import Run
from warehouse.dbt import PROJECT, manifest_file, run_models

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
QUERIES = REPOSITORY / "warehouse" / "queries"
ROUNDS = 5


NOTHING = 1_000  # actuals of a zone that takes next to nothing but dbt's start-up


@dataclass(frozen=True)
class Cost:
    """What one build took: the models' seconds as dbt tells them, dbt's processor seconds, megabytes."""

    models: float
    processor: float
    memory: float


def print_growth(sizes: tuple[int, ...] = SIZES) -> None:
    """Print a line for each size, each measured in a process of its own."""
    print("\nThe marts, from raw to facts (seconds; tests and seeds apart). A night adds 0.1 % documents.")
    print(
        "By the clock: models as in run_results.json, the same SQL without dbt. By the processor: dbt for a"
    )
    print("whole build, for the night, the night's share; both without what dbt takes for next to no rows.")
    print(
        "     actuals    targets  documents | models  plain SQL  ratio | whole  night  share | "
        "slowest query  peak memory"
    )
    for actuals in sizes:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.marts", str(actuals)],
            cwd=REPOSITORY,
            check=True,
            capture_output=True,
            text=True,
        )
        print(done.stdout.splitlines()[-1], flush=True)


def measure(actuals: int) -> None:
    size = Size(actuals)
    start_up = build_anew(NOTHING).processor
    with tempfile.TemporaryDirectory() as folder:
        folders = Folders(Path(folder))
        run = make_raw_zone(folders, size)
        say_published(folders, run)
        warehouse = folders.data / "warehouse.duckdb"
        whole = cost_of_build(folders, run, warehouse)
        plain = seconds_of_plain_sql(folders, warehouse)
        query, slowest = slowest_query(warehouse)
        few = Size(max(actuals // 1000, 1000))
        night = make_raw_zone(folders, few, first=size.documents, night=NIGHT + datetime.timedelta(days=1))
        continued = cost_of_build(folders, night, warehouse)
    beyond = whole.processor - start_up
    # a small zone costs hardly more than dbt's start-up, whose own moods are larger
    share = f"{(continued.processor - start_up) / beyond:.2f}" if beyond > start_up / 2 else "-"
    print(
        f"{actuals:12,d} {size.targets:10,d} {size.documents:10,d} | {whole.models:6.1f} {plain:10.1f} "
        f"{whole.models / plain:6.2f} | {whole.processor:5.0f} {continued.processor:6.0f} {share:>6} | "
        f"{slowest * 1000:10.0f} ms {whole.memory:9.0f} MB  ({query})"
    )


def build_anew(actuals: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        folders = Folders(Path(folder))
        run = make_raw_zone(folders, Size(actuals))
        return cost_of_build(folders, run, folders.data / "warehouse.duckdb")


def cost_of_build(folders: Folders, run: Run, warehouse: Path) -> Cost:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run_models(folders, run, warehouse)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds_of_models(folders), processor, after.ru_maxrss / 1024)


def seconds_of_models(folders: Folders) -> float:
    results = json.loads((manifest_file(folders).parent / "run_results.json").read_text("utf-8"))["results"]
    slow = sorted(results, key=lambda result: -result["execution_time"])[:6]
    told = [f"{result['unique_id'].split('.')[-1]} {result['execution_time']:.1f}" for result in slow]
    print("slowest models:", ", ".join(told))
    models = (result for result in results if result["unique_id"].startswith("model."))
    return sum(float(result["execution_time"]) for result in models)


def seconds_of_plain_sql(folders: Folders, warehouse: Path) -> float:
    """Run the models' own SELECTs in one connection, without dbt, contracts, comments or tests."""
    profile = yaml.safe_load((PROJECT / "profiles.yml").read_text("utf-8"))
    settings = profile["thuocdo"]["outputs"]["build"]["settings"]
    nodes: dict[str, Any] = json.loads(manifest_file(folders).read_text("utf-8"))["nodes"]
    models = {name: node for name, node in nodes.items() if node["resource_type"] == "model"}
    plain = warehouse.with_name("plain.duckdb")
    with duckdb.connect(str(plain), config=settings) as connection:
        connection.execute(f"attach '{warehouse}' as built (read_only)")
        connection.execute("create schema seeds")
        for node in nodes.values():
            if node["resource_type"] == "seed":
                connection.execute(f"create table seeds.{node['name']} as from built.seeds.{node['name']}")
        connection.execute("detach built")
        started = time.perf_counter()
        for node in _in_order(models):
            kind = "view" if node["config"]["materialized"] == "view" else "table"
            connection.execute(f"create schema if not exists {node['schema']}")
            compiled = (REPOSITORY / node["compiled_path"]).read_text("utf-8")
            sql = re.sub(r'"warehouse"\.', '"plain".', compiled)
            connection.execute(f"create {kind} {node['schema']}.{node['name']} as {sql}")
    seconds = time.perf_counter() - started
    plain.unlink()
    return seconds


def _in_order(models: dict[str, Any]) -> list[Any]:
    done: dict[str, Any] = {}
    while len(done) < len(models):
        for name, node in models.items():
            needed = {needed for needed in node["depends_on"]["nodes"] if needed in models}
            if name not in done and needed <= done.keys():
                done[name] = node
    return list(done.values())


def slowest_query(warehouse: Path) -> tuple[str, float]:
    """Return the slowest of the documented queries and its median time in seconds."""
    medians = {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for file in sorted(QUERIES.glob("[0-9]*.sql")):
            sql, seconds = file.read_text("utf-8"), []
            for _ in range(ROUNDS):
                started = time.perf_counter()
                connection.execute(sql).fetchall()
                seconds.append(time.perf_counter() - started)
            medians[file.stem] = statistics.median(seconds)
    slowest = max(medians, key=lambda name: medians[name], default="none")
    return slowest, medians.get(slowest, 0.0)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
    else:
        print_growth()

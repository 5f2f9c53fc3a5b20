"""Many documents: memory that does not grow with their number, and all cores at work.

``python -m benchmarks.scale DATA PROCESSES`` reads what was fetched into DATA; it prints JSON.
"""

import datetime
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

import yaml

from benchmarks.documents import REPOSITORY, sample_files, text_of
from ingest import read
from ingest.fetch import fetch_batch
from ingest.folders import Folders
from ingest.runs import HOME
from ingest.start import start_run
from ingest.workers import usable_cores

RUN = "bench"
NUMBERS = (100, 1000)


def print_scale() -> None:
    print("\nDocuments read by the step read, from raw to raw, in a fresh process:")
    for number in NUMBERS:
        with tempfile.TemporaryDirectory() as folder:
            size = fetch_documents(Path(folder), number)
            for processes in sorted({1, usable_cores()}):
                took = read_in_fresh_process(Path(folder), processes)
                pace = size / 1e6 / took["seconds"]
                print(
                    f"  {number:5d} documents, {size / 1e6:4.1f} MB, workers: {processes}; "
                    f"{took['seconds']:6.1f} s ({pace:.2f} MB/s); "
                    f"peak memory {took['own']:.0f} MB, of a worker at most {took['worker']:.0f} MB"
                )


def fetch_documents(folder: Path, number: int) -> int:
    """Make documents from the samples, each different, and fetch them into raw; return their bytes."""
    texts = [text_of(file) for file in sample_files()]
    sources, size = [], 0
    for index in range(number):
        file = folder / f"{index}.txt"
        file.write_text(f"{texts[index % len(texts)]}\n\nBản sao {index}.\n", "utf-8")
        size += file.stat().st_size
        told = {"id": f"plan_{index}", "kind": "plan_text", "path": file.name, "publisher": "UBND"}
        sources.append({**told, "title": "Kế hoạch", "licence": "own"})
    catalog = folder / "bench.yml"
    content = {"version": 1, "name": RUN, "sources": sources}
    catalog.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    folders = Folders(folder / "fetched")
    for batch in start_run(folders, catalog, RUN, datetime.datetime.now(HOME)):
        fetch_batch(folders, RUN, batch)
    return size


def read_in_fresh_process(folder: Path, processes: int) -> dict[str, float]:
    data = folder / f"data{processes}"
    shutil.copytree(folder / "fetched", data)
    command = [sys.executable, "-m", "benchmarks.scale", str(data), str(processes)]
    done = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    took: dict[str, float] = json.loads(done.stdout)
    return took


def read_all(data: Path, processes: int) -> dict[str, float]:
    started = time.perf_counter()
    with mock.patch.object(read, "usable_cores", lambda: processes):
        counts = read.read_documents(Folders(data), RUN)
    assert counts["measures"] and not counts["unreadable"], counts
    seconds = time.perf_counter() - started
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": seconds, "own": own_peak(), "worker": worker}


def own_peak() -> float:
    """Return the peak memory of this process in MB; Linux counts it from the start of this program."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(read_all(Path(sys.argv[1]), int(sys.argv[2]))))

"""A night with an export of over 300 MB beside a small one: one sentence, and less than 1 GB of memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.folders import Folders
from tests.conftest import write_catalogue
from tests.nights import THUOCDO, ask
from tests.test_bad_nights import CSV, FIGURES, export

pytestmark = pytest.mark.stack

MEGABYTE = 2**20
# runs a command, then says how much memory (kB) the largest of its processes held at once
MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


def write_large(file: Path) -> None:
    rows = b"".join(f"Bắc Ninh,{2001 + n % 20},{n % 90}.{n % 97}\n".encode() for n in range(50_000))
    with file.open("wb") as opened:
        opened.write("Tỉnh,Năm,Điểm\n".encode())
        while opened.tell() < 300 * MEGABYTE:
            opened.write(rows)


@pytest.mark.timeout(900)
def test_a_large_file_that_breaks_its_contract(folders: Folders, tmp_path: Path) -> None:
    write_large(tmp_path / "large.csv")
    (tmp_path / "good.csv").write_bytes(CSV)
    catalogue = write_catalogue(tmp_path, *(export(name, path=name) for name in ("large.csv", "good.csv")))
    command = [sys.executable, "-c", MEASURED, THUOCDO, "run", "--catalog", str(catalogue)]
    environment = {**os.environ, "THUOCDO_DATA": str(folders.data)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    *_, peak = done.stdout.split()
    assert done.returncode == 3, done.stdout + done.stderr
    (said,) = [line for line in done.stdout.splitlines() if "source large_csv:" in line]
    assert "of Bắc Ninh for 2001 more than once (rows 2, 22, 42 ...)" in said
    assert ask(folders, FIGURES) == [("good_csv", [80.0, 86.5])]
    assert int(peak) * 1024 < 1000 * MEGABYTE, peak

"""The compiled reader: it reads what the modules read, and gives way to them when they change."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import compiled
from ingest.folders import Folders


def test_nothing_compiled_means_the_modules_themselves(folders: Folders) -> None:
    assert compiled.import_path(folders) == []
    folders.compiled.mkdir(parents=True)
    assert compiled.import_path(folders) == []


def test_a_changed_module_has_another_folder(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_they_stand = compiled.compiled_folder(folders)
    monkeypatch.setattr(compiled, "hash_of", lambda files: str(sorted(file.name for file in files)))
    assert "reader.py" in compiled.compiled_folder(folders).name != as_they_stand.name


@pytest.mark.stack
@pytest.mark.timeout(1800)
def test_the_compiled_reader_reads_the_same(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if said := compiled.missing_tool():
        pytest.skip(said)
    monkeypatch.setenv("MYPYC_OPT_LEVEL", "0")  # what it reads is asked, not how fast: a minute less
    compiled.compile_modules(folders)
    plain, fast = readings(tmp_path / "nothing"), readings(folders.data)
    assert plain[0].endswith(".py") and str(folders.data) in fast[0]
    assert len(plain) > 300 and fast[1:] == plain[1:]


def readings(data: Path) -> list[str]:
    environment = {**os.environ, "THUOCDO_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.readings"],
        env=environment,
        cwd=compiled.REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()

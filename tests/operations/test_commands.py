"""Every block of commands in the documentation is listed with where it is carried out, or why it is not."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from ingest.folders import REPOSITORY

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
LISTED = yaml.safe_load((Path(__file__).parent / "commands.yml").read_text("utf-8"))
BLOCK = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
STARTS = ("make ", "git ", ".venv/", "thuocdo ", "docker ", "export ", "cp ", "pip ")


def blocks() -> dict[str, str]:
    """Return each block of commands by its page and first line."""
    found = {}
    for page in PAGES:
        for language, text in BLOCK.findall(page.read_text("utf-8")):
            if language in ("sh", "bash", "r") or (not language and text.startswith(STARTS)):
                found[f"{page.relative_to(REPOSITORY)}: {text.partition(chr(10))[0]}"] = text
    return found


def test_each_block_is_listed_and_each_line_of_the_list_is_a_block() -> None:
    assert blocks().keys() - LISTED.keys() == set(), "tell in commands.yml how it is run"
    assert LISTED.keys() - blocks().keys() == set(), "no page shows it any more"


def test_what_the_list_names_is_there() -> None:
    named = {path for told in LISTED.values() for path in re.findall(r"tests/\S+\.py", told.get("by", ""))}
    assert [path for path in sorted(named) if not (REPOSITORY / path).is_file()] == []


@pytest.mark.parametrize("name", [name for name, told in LISTED.items() if told.get("run") == "here"])
def test_the_block_runs_as_it_stands(name: str) -> None:
    subprocess.run(["bash", "-eu", "-c", blocks()[name]], cwd=REPOSITORY, check=True, capture_output=True)


def clean_data(folder: Path, answer: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "-s", "clean-data", *(f"{name}={value}" for name, value in variables.items())],
        cwd=REPOSITORY,
        env={**os.environ, "THUOCDO_DATA": str(folder)},
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )


def test_data_is_removed_only_when_told(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "raw").mkdir(parents=True)
    refused = clean_data(data, "yes\n")
    assert refused.returncode != 0
    assert "no terminal to ask on" in refused.stderr
    assert data.exists()
    assert clean_data(data, YES="1").returncode == 0
    assert not data.exists()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("x", "utf-8")
    assert "no data folder of Thước đo" in clean_data(tmp_path / "home", YES="1").stderr
    assert (tmp_path / "home" / "letter.txt").exists()

"""The runbook's recipes, carried out literally in a clone of the repository with a data folder of its own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.folders import REPOSITORY
from tests.conftest import plan_source, write_catalogue
from tests.web_server import Site, page, serve, status

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]
PLAN = "Đến năm 2025, tối thiểu {}% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"


def recipe(heading: str) -> list[str]:
    """Return the fenced commands under a heading of the runbook."""
    text = (REPOSITORY / "docs" / "runbook.md").read_text("utf-8")
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)


@dataclass
class Copy:
    folder: Path
    site: Site

    def sh(self, commands: str) -> str:
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            "THUOCDO_DATA": str(self.folder / "data"),
            "OLD": self.site.url("/old"),
            "NEW": self.site.url("/new"),
        }
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", commands],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def plan(self, figure: int) -> None:
        (self.folder / "catalogs" / "plan.txt").write_text(PLAN.format(figure), "utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """Give a clone with a catalogue of two sources, and one published night."""
    folder = tmp_path_factory.mktemp("copy") / "thuocdo"
    subprocess.run(["git", "clone", "-q", str(REPOSITORY), str(folder)], check=True)
    changed = subprocess.run(
        ["git", "ls-files", "-m", "-o", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in changed.stdout.splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, folder / name)
    (folder / ".venv").symlink_to(sys.prefix)
    with serve() as site:
        site.pages = {"/old": page(PLAN.format(80).encode()), "/new": page(PLAN.format(80).encode())}
        made = Copy(folder, site)
        made.plan(90)
        write_catalogue(
            folder / "catalogs",
            plan_source("plan", path="plan.txt", locality="Bắc Ninh"),
            plan_source("portal", url=site.url("/old"), locality="Bắc Giang"),
            name="mine",
        )
        made.sh("sed -i 's/^- /  - /; s/^  \\([a-z]\\)/    \\1/' catalogs/mine.yml")
        made.sh(".venv/bin/thuocdo run --catalog catalogs/mine.yml")
        yield made


def test_the_gate_is_red_what_now(copy: Copy) -> None:
    look, again = recipe("The gate is red, what now")
    copy.plan(9500)
    with pytest.raises(AssertionError, match="RED"):
        copy.sh(again)
    assert "not published" in copy.sh(look)
    copy.plan(95)
    # the wrong version stays in raw, a newer one is current
    assert "published" in copy.sh(again)


def test_a_portal_moved(copy: Copy) -> None:
    copy.site.pages["/old"] = status(404)
    (commands,) = recipe("A portal moved")
    printed = copy.sh(commands)
    assert "1 of 2 sources work." in printed
    assert "2 of 2 sources work." in printed


def test_add_a_province_and_restore_yesterday(copy: Copy) -> None:
    (commands,) = recipe("Add a province")
    assert "Quảng Bình" in copy.sh(commands)
    published = (copy.folder / "data" / "warehouse" / "current").readlink()
    (commands,) = recipe("Restore yesterday")
    assert copy.sh(commands).splitlines()[-1] != str(published)
    (commands,) = recipe("Add an indicator")
    assert "digital_records" in copy.sh(commands)

"""The clean nights that the errors are planted in, and whether a gate stands in their way.

Night one reads the samples, night two finds nothing new, night three finds a new document and a revised one.
Each runs the functions of the DAG in their order; the gates are those of every night.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from expectations.checkpoints import check_marts, check_raw
from expectations.gate import GateFailed
from ingest.fetch import BatchFailed, fetch_batch
from ingest.folders import DEFAULT_CATALOG, REPOSITORY, Folders
from ingest.listings.discover import discover_documents
from ingest.read import read_documents
from ingest.runs import HOME
from ingest.start import start_run
from warehouse.build import build_marts
from warehouse.publish import publish_marts

FIRST_NIGHT = datetime(2026, 11, 22, 2, 0, tzinfo=HOME)
EXPECTED_EVERY_DAYS = 7
STALE_AFTER = timedelta(days=30)
NEW_PLAN = """KẾ HOẠCH cải cách hành chính tỉnh Cà Mau năm 2027

Năm 2027, tối thiểu 92% hồ sơ thủ tục hành chính được giải quyết đúng hạn.
Năm 2027, ít nhất 85% người dân hài lòng khi làm thủ tục hành chính.
"""


@dataclass(frozen=True, slots=True)
class CleanNight:
    """What the gates said in a night without any error: ``stopped_by`` is empty."""

    name: str
    stopped_by: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """A folder with the samples, their catalogue and a data folder."""

    folder: Path

    @property
    def folders(self) -> Folders:
        return Folders(self.folder / "data")

    @property
    def samples(self) -> Path:
        return self.folder / "samples"

    @property
    def catalogue(self) -> Path:
        return self.folder / "catalogs" / "samples.yml"


def make_world(folder: Path) -> World:
    """Copy the samples; one source of their catalogue is expected to be confirmed every week."""
    world = World(folder)
    shutil.copytree(REPOSITORY / "samples", world.samples)
    world.catalogue.parent.mkdir()
    told = yaml.safe_load(DEFAULT_CATALOG.read_text("utf-8"))
    for source in told["sources"]:
        if source["id"] == "bac_ninh_roadmap_2022":
            source["expected_every_days"] = EXPECTED_EVERY_DAYS
    _write(world, told)
    return world


def fetch_and_read(world: World, run_id: str, moment: datetime) -> None:
    """Run a night up to the raw gate."""
    start_run(world.folders, world.catalogue, run_id, moment)
    for batch in discover_documents(world.folders, run_id):
        try:
            fetch_batch(world.folders, run_id, batch)
        except BatchFailed:
            continue
    read_documents(world.folders, run_id)


def check_and_build(world: World, run_id: str) -> CleanNight:
    """Run both gates with the build between them."""
    said: list[str] = []
    try:
        said += check_raw(world.folders, run_id)["message"].splitlines()
        build_marts(world.folders, run_id)
        said += check_marts(world.folders, run_id)["message"].splitlines()
    except GateFailed as failure:
        return CleanNight(run_id, str(failure), ())
    return CleanNight(run_id, "", tuple(line for line in said if ": warning, " in line))


def publish(world: World, run_id: str) -> None:
    publish_marts(world.folders, run_id)


def add_and_revise(world: World) -> None:
    """Let a plan be new in the catalogue, and another one come in a new version."""
    (world.samples / "ca_mau.txt").write_text(NEW_PLAN, "utf-8")
    told = yaml.safe_load(world.catalogue.read_text("utf-8"))
    told["sources"].append(
        {
            "id": "ca_mau_plan_2027",
            "kind": "plan_text",
            "path": "../samples/ca_mau.txt",
            "locality": "Cà Mau",
            "publisher": "UBND tỉnh Cà Mau",
            "title": "Kế hoạch cải cách hành chính tỉnh Cà Mau năm 2027",
            "licence": "made up for this test",
            "document_date": "2026-11-20",
        }
    )
    _write(world, told)
    revised = world.samples / "lao_cai_ke_hoach_2021.txt"
    text = revised.read_text("utf-8")
    if "tối thiểu 30%" not in text:
        raise LookupError(f"{revised} has no figure to revise")
    revised.write_text(text.replace("tối thiểu 30%", "tối thiểu 35%", 1), "utf-8")


def _write(world: World, told: object) -> None:
    world.catalogue.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), "utf-8")

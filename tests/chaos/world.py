"""A small world with a source of each kind, published one night and changed before the next."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.folders import Folders
from tests.conftest import plan_source, write_catalogue
from tests.nights import Night, run_night
from tests.web_server import Site, page, serve

FIRST, SECOND = "2026-01-01", "2026-01-02"
PLAN = (
    "KẾ HOẠCH cải cách hành chính năm 2025\n\n"
    "Đến năm 2025, tối thiểu {}% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
    "Đến năm 2025, tỷ lệ số hóa kết quả giải quyết thủ tục hành chính đạt {}%.\n"
)
TABLE = "Tỉnh,Năm,Điểm\nBắc Ninh,2021,{}\nHuế,2021,80\n"
MAPPING = {
    "locality": "Tỉnh",
    "year": "Năm",
    "values": [{"column": "Điểm", "indicator": "par_index_score", "unit": "percent"}],
}
CORRECTIONS = (
    "document,value_start,value_end,value_text,level,year,read_indicator,action,kind,indicator,new_level,new_year,"
    "comparator,value_low,value_high,unit,change,baseline_year,scope,locality,author,date,reason\n"
    "{},{},{},85%,all,2025,,set,,,,,,,,,,,trực tuyến,,An,2026-01-01,Câu văn chỉ nói hồ sơ trực tuyến\n"
)


def plan(share: int) -> bytes:
    return PLAN.format(share, share - 10).encode()


def corrections() -> str:
    """Return a correction of one figure of the plan of the first night."""
    body = plan(85)
    start = body.decode().index("85%")
    return CORRECTIONS.format(hashlib.sha256(body).hexdigest(), start, start + 3)


@dataclass
class World:
    """A server, a catalogue, and the data folder as the first night left it."""

    site: Site
    folder: Path
    catalogue: Path

    @property
    def base(self) -> Folders:
        return Folders(self.folder / "base")

    @property
    def built(self) -> Folders:
        """Return the data folder of the undisturbed second night behind its build."""
        return Folders(self.folder / "built")

    @property
    def undisturbed(self) -> Folders:
        """Return the data folder that the undisturbed second night left."""
        return Folders(self.folder / "undisturbed")

    def copy(self, name: str, of: Folders | None = None) -> Folders:
        """Return a copy of the data folder of the first night, or of another one."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree((of or self.base).data, folder, symlinks=True)
        return Folders(folder)

    def first_night(self) -> None:
        self._serve(80, ("mot",))

    def second_night(self) -> None:
        self._serve(85, ("hai", "mot"))

    def run(self, folders: Folders, day: str = SECOND, command: str = "run") -> Night:
        return run_night(folders, self.catalogue, command, "--date", day)

    def _serve(self, share: int, shown: tuple[str, ...]) -> None:
        (self.folder / "house.txt").write_bytes(plan(share + 5))
        (self.folder / "table.csv").write_text(TABLE.format(share), "utf-8")
        links = "".join(f"<li><a href='/van-ban/{name}'>Kế hoạch {name}</a> 21/9/2021</li>" for name in shown)
        self.site.pages |= {
            "/plan": page(plan(share)),
            "/table.csv": page(TABLE.format(share + 1).encode()),
            "/list": page(f"<ul>{links}</ul>".encode()),
            **{f"/van-ban/{name}": page(plan(share - len(name))) for name in shown},
        }


def sources(site: Site, folder: Path) -> list[dict[str, Any]]:
    """Return the catalogue: plans, tables, corrections and a listing, from this machine and the web."""
    export = {"kind": "indicator_export", "mapping": MAPPING}
    listing = {"kind": "listing", "listing": {"links": "/van-ban/*"}}
    return [
        plan_source("house", path="house.txt", locality="Bắc Ninh"),
        plan_source("portal", url=site.url("/plan"), locality="Bắc Giang"),
        plan_source("table", path="table.csv") | export,
        plan_source("page", url=site.url("/table.csv")) | export,
        plan_source("lines", path="lines.csv") | {"kind": "corrections"},
        plan_source("tin", url=site.url("/list"), locality="Quảng Bình") | listing,
    ]


@contextmanager
def small_world(folder: Path) -> Iterator[World]:
    """Give a world whose first night is published."""
    folder.mkdir(parents=True, exist_ok=True)
    with serve() as site:
        world = World(site, folder, write_catalogue(folder, *sources(site, folder), name="world"))
        (folder / "lines.csv").write_text(corrections(), "utf-8")
        world.first_night()
        night = world.run(world.base, FIRST)
        assert night.exit_code == 0, night.printed
        world.second_night()
        yield world

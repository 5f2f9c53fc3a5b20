"""Faults of machine and network: a night ends well, or red with one clear sentence; the old marts stay."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
import yaml

from ingest.folders import Folders
from ingest.raw import RawZone
from ingest.records import DATASETS
from ingest.runs import steps_of
from ingest.version import reader_version
from tests.chaos.content import differences, marts_of, raw_of
from tests.chaos.figures import Figures
from tests.chaos.killing import RUN, Undisturbed, begun
from tests.chaos.world import SECOND, World, plan
from tests.conftest import plan_source
from tests.nights import THUOCDO, ask
from tests.web_server import page, slow, stalled, status

pytestmark = [pytest.mark.stack, pytest.mark.timeout(5400)]
FAULTS: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def counted(figures: Figures) -> Iterator[None]:
    yield
    figures.add("faults that ended in a success or one clear sentence, the old marts in place", len(FAULTS))
    figures.note("faults: " + ", ".join(FAULTS))


def ended_red(
    name: str, folders: Folders, undisturbed: Undisturbed, printed: str, exit_code: int, *words: str
) -> None:
    """The first line of the summary says what is wrong, where, and what to do; the old marts stand."""
    assert exit_code == 1, printed
    lines = [line for line in printed.splitlines() if line.startswith("Thước đo")]
    assert len(lines) == 1, printed
    check_sentence(lines[0], *words)
    still_old(folders, undisturbed)
    FAULTS.append(name)


def check_sentence(said: str, *words: str) -> None:
    assert all(word in said for word in words), said
    assert "Traceback" not in said


def still_old(folders: Folders, undisturbed: Undisturbed) -> None:
    seen = marts_of(folders.warehouse / "marts.duckdb")
    assert seen == undisturbed.before, list(differences(seen, undisturbed.before))


def in_namespace(world: World, folders: Folders, mounts: str) -> subprocess.CompletedProcess[str]:
    """Run the night where ``mounts`` (shell) has changed what is mounted, for this process alone."""
    if subprocess.run(["unshare", "--map-root-user", "--mount", "true"], check=False).returncode != 0:
        pytest.skip("this system lets no one mount, not even in a namespace of one's own (unshare --mount)")
    night = f"{THUOCDO} run --catalog {world.catalogue} --date {SECOND}"
    return subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", f"set -e\n{mounts}\n{night}"],
        env={**os.environ, "THUOCDO_DATA": str(folders.data)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("where", "free"), [("raw", 0), ("build", 4000)])
def test_the_disk_is_full(world: World, undisturbed: Undisturbed, where: str, free: int) -> None:
    """The whole data folder lies on a disk with so many kB left; what became of it is copied out."""
    folders = world.copy(f"full_{where}")
    after = folders.data.with_name(f"after_{where}")
    done = in_namespace(
        world,
        folders,
        f"""
        cp -a {folders.data} {after}.start
        mount -t tmpfs -o size=512m none {folders.data}
        cp -a {after}.start/. {folders.data}
        left=$(df --output=avail -k {folders.data} | tail -n 1)
        dd if=/dev/zero of={folders.data}/ballast bs=1k count=$((left - {free})) status=none || true
        trap 'rm {folders.data}/ballast; cp -a {folders.data} {after}' EXIT
        """,
    )
    ended_red(
        f"full disk ({where})",
        Folders(after),
        undisturbed,
        done.stdout,
        done.returncode,
        "disk is full",
        "free some",
    )
    raw_of(Folders(after))


@pytest.mark.parametrize("folder", ["raw", "builds"])
def test_a_folder_is_read_only(world: World, undisturbed: Undisturbed, folder: str) -> None:
    folders = world.copy(f"read_only_{folder}")
    place = folders.data / folder
    place.mkdir(exist_ok=True)
    done = in_namespace(world, folders, f"mount --bind {place} {place}\nmount -o remount,ro,bind {place}")
    said = ("read-only", "mount it for writing", str(place))
    ended_red(f"read-only folder ({folder})", folders, undisturbed, done.stdout, done.returncode, *said)


def test_the_published_folder_is_read_only(world: World, undisturbed: Undisturbed) -> None:
    """The step ``publish`` alone, from a night that is built."""
    folders = world.copy("read_only_warehouse", world.built)
    place = folders.warehouse
    try:
        subprocess.run(["chattr", "+i", str(place)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("chattr +i does not work on this file system")
    try:
        run_steps(folders, world, "publish")
    finally:
        subprocess.run(["chattr", "-i", str(place)], check=True)
    check_sentence(steps_of(folders, RUN)["publish"]["error"], str(place), "then run again")
    still_old(folders, undisturbed)
    FAULTS.append("read-only folder (warehouse)")


@pytest.mark.parametrize("dataset", ["documents", "fetch_log", "measures"])
@pytest.mark.parametrize("how", ["cut", "zeros"])
def test_a_parquet_file_of_raw_is_damaged(
    world: World, undisturbed: Undisturbed, dataset: str, how: str
) -> None:
    folders = world.copy(f"parquet_{dataset}_{how}")
    file = max((folders.raw / dataset).glob("*/*.parquet"), key=lambda file: file.stat().st_size)
    body = file.read_bytes()
    file.write_bytes(body[: len(body) // 2] if how == "cut" else body[:-40] + bytes(40))
    night = world.run(folders)
    said = (str(file), "is damaged", "backup")
    ended_red(
        f"damaged Parquet ({dataset}, {how})", folders, undisturbed, night.printed, night.exit_code, *said
    )


def run_steps(folders: Folders, world: World, first: str, last: str = "finish") -> int:
    with begun(folders, world, first, last=last) as running:
        running.communicate()
    return running.returncode


def garbage(file: Path) -> None:
    file.write_bytes(b"garbage" * 1000)


def flipped(file: Path) -> None:
    """Change one byte in the middle: nobody who opens the file notices."""
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        byte = opened.read(1)
        opened.seek(-1, os.SEEK_CUR)
        opened.write(bytes([byte[0] ^ 0xFF]))


@pytest.mark.parametrize("damage", [garbage, flipped])
def test_the_built_marts_are_damaged(
    world: World, undisturbed: Undisturbed, damage: Callable[[Path], None]
) -> None:
    folders = world.copy(f"built_{damage.__name__}", world.built)
    file = folders.build(RUN) / "version" / "marts.duckdb"
    damage(file)
    assert run_steps(folders, world, "gate_marts") != 0
    steps = steps_of(folders, RUN)
    (said,) = [steps[name]["error"] for name in ("gate_marts", "publish") if "error" in steps.get(name, {})]
    check_sentence(said, "damaged", "run again")
    still_old(folders, undisturbed)
    FAULTS.append(f"corrupted DuckDB build ({damage.__name__})")


def test_the_clock_was_set_back(world: World, undisturbed: Undisturbed) -> None:
    """Without the program faketime the run is told the date instead."""
    folders = world.copy("clock")
    faketime = shutil.which("faketime")
    back = [faketime, "2025-12-20 12:00:00"] if faketime else []
    told = [] if faketime else ["--date", "2025-12-20"]
    done = subprocess.run(
        [*back, THUOCDO, "run", "--catalog", str(world.catalogue), *told],
        env={**os.environ, "THUOCDO_DATA": str(folders.data)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = ("2025-12-20", "2026-01-01 is published already", "set the clock right")
    ended_red("clock set back", folders, undisturbed, done.stdout, done.returncode, *said)


def test_dbt_is_killed_for_want_of_memory(world: World, undisturbed: Undisturbed) -> None:
    folders = world.copy("killed_dbt", world.built)
    with begun(folders, world, "build", last="build") as running:
        child = _child_named("dbt", running.pid)
        os.kill(child, signal.SIGKILL)
        running.communicate()
    check_sentence(steps_of(folders, RUN)["build"]["error"], "SIGKILL", "too little memory", "run again")
    still_old(folders, undisturbed)
    FAULTS.append("out-of-memory kill (dbt)")


def _child_named(name: str, parent: int) -> int:
    for _ in range(600):
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                of = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if of == parent and f"/{name}\0".encode() in (folder / "cmdline").read_bytes():
                    return int(folder.name)
        time.sleep(0.1)
    raise AssertionError(f"no {name} was started")


def test_servers_are_slow_flapping_and_unknown(world: World, tmp_path: Path, folders: Folders) -> None:
    """One night with all of them: each that failed has its sentence, the others are published."""
    site, good = world.site, page(plan(91))
    pages = {
        "slow": slow(1.5, good),
        "flapping": _flapping(good),
        "stalled": stalled(plan(91), 4),
        "down": status(503),
    }
    site.pages |= {f"/{name}": answer for name, answer in pages.items()}
    urls = {name: site.url(f"/{name}") for name in pages} | {"unknown": "http://khong-co.invalid/a"}
    catalogue = tmp_path / "servers.yml"
    content = {
        "version": 1,
        "name": "servers",
        "sources": [plan_source(name, url=url, locality="Bắc Ninh") for name, url in urls.items()],
    }
    catalogue.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    done = subprocess.run(
        [THUOCDO, "run", "--catalog", str(catalogue), "--date", SECOND],
        env={**os.environ, "THUOCDO_DATA": str(folders.data), "THUOCDO_FETCH_TIMEOUT": "2"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stdout + done.stderr
    for name in ("stalled", "down", "unknown"):
        (line,) = [line for line in done.stdout.splitlines() if f"source {name}:" in line]
        assert urls[name] in line and ";" in line, line
        FAULTS.append(f"server ({name})")
    assert ask(folders, "select source_id from dim_document where is_current order by 1") == [
        ("flapping",),
        ("slow",),
    ]
    FAULTS.extend(["server (slow)", "server (flapping)"])


def _flapping(good: Callable[..., None]) -> Callable[..., None]:
    """Fail every other time."""
    asked = [0]

    def answer(handler: object) -> None:
        asked[0] += 1
        (status(502) if asked[0] % 2 else good)(handler)

    return answer


def test_two_runs_at_once_beside_an_older_reader(world: World, undisturbed: Undisturbed) -> None:
    """Both end well although their locks hold rubbish, and what an older reader read is in nobody's marts."""
    folders = world.copy("two")
    _read_by_older_reader(folders)
    for name in ("build.lock", "web/hosts/127.0.0.1.0.lock", "web/hosts/127.0.0.1.next"):
        (folders.data / name).parent.mkdir(parents=True, exist_ok=True)
        garbage(folders.data / name)
    command = [THUOCDO, "run", "--catalog", str(world.catalogue), "--date", SECOND]
    environment = {**os.environ, "THUOCDO_DATA": str(folders.data)}
    first = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    time.sleep(1.5)  # runs are named by the second
    second = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    for running in (first, second):
        printed, _ = running.communicate()
        assert running.returncode == 0, printed
    seen = marts_of(folders.warehouse / "marts.duckdb")
    assert seen == undisturbed.marts, list(differences(seen, undisturbed.marts))
    FAULTS.extend(
        ["two runs at once", "truncated and garbled locks", "an older reader's readings beside the new"]
    )


def _read_by_older_reader(folders: Folders) -> None:
    """Put beside each reading what another version of the reader kept, its figures ten times as large."""
    raw, version = RawZone(folders.raw), reader_version()
    for dataset in ("readings", "texts", "measures"):
        assert dataset in DATASETS
        target = folders.raw / dataset / "reader_version=0-old" / "old.parquet"
        target.parent.mkdir(parents=True)
        larger = ", value_low * 10 as value_low" if dataset == "measures" else ""
        with duckdb.connect() as connection:
            connection.execute(
                f"""
                copy (
                    select * replace ('old' || reading_key as reading_key, '0-old' as reader_version {larger})
                    from ({raw.select(dataset)}) where reader_version = '{version}'
                ) to '{target}' (format parquet)
                """
            )

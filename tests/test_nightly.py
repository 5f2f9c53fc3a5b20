"""Whole nights under the real Airflow: on the shipped samples, on bad input, on the five real documents."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest

from ingest.catalog import load_catalogue
from ingest.folders import DEFAULT_CATALOG, REPOSITORY, Folders
from ingest.raw import RawZone
from tests.conftest import SHARED, plan_source, write_catalogue
from tests.kept import data_folder
from tests.nights import Night, ask, parquet_files, run_night
from tests.web_server import Site, in_turn, page, serve, status
from warehouse.summary import QUERY

pytestmark = pytest.mark.slow
GOOD = "KẾ HOẠCH năm 2025\n\nĐến năm 2025, tối thiểu 90% hồ sơ được giải quyết đúng hạn.\n".encode()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Folders, Night]]:
    with data_folder(tmp_path_factory.mktemp("samples") / "data") as folders:
        yield folders, run_night(folders, DEFAULT_CATALOG)


def test_the_samples_are_published(samples: tuple[Folders, Night]) -> None:
    folders, night = samples
    assert night.exit_code == 0, night.printed
    sources = len(load_catalogue(DEFAULT_CATALOG).sources)
    assert f"published; all {sources} sources well" in night.printed
    ((targets, actuals),) = ask(
        folders,
        "select (select count(*) from fct_target), (select count(*) from fct_actual where origin = 'text')",
    )
    assert targets >= 80
    assert actuals >= 80
    assert ask(folders, "select count(*) from fct_attainment") == ask(
        folders, "select count(*) from fct_target where is_lead and is_in_force"
    )


def test_a_fact_leads_to_its_words(samples: tuple[Folders, Night]) -> None:
    """Follow every current target from the marts to the characters of the kept text."""
    folders, _ = samples
    texts = {row["document_key"]: row["text"] for row in RawZone(folders.raw).query("select * from texts")}
    facts = ask(folders, "select document_key, value_text, value_start, value_end, quote from fct_target")
    for document_key, value_text, start, end, quote in facts:
        assert texts[document_key][start:end] == value_text
        assert value_text in quote


def test_export_figures_keep_their_cells(samples: tuple[Folders, Night]) -> None:
    folders, _ = samples
    (row,) = ask(
        folders,
        """
        select value_low, unit, cell_text, column_name, row_number is not null, value_start
        from fct_actual join dim_locality using (locality_key)
        where origin = 'export' and name_vi = 'Hải Phòng'
            and indicator_key = 'par_index_score' and year_key = 2021
        """,
    )
    assert row == (91.8, "percent", "01 (91,80%)", "Xếp hạng (kết quả)", True, None)


@pytest.mark.parametrize(
    "query", sorted((REPOSITORY / "warehouse" / "queries").glob("*.sql")), ids=lambda f: f.stem
)
def test_the_documented_queries_answer(samples: tuple[Folders, Night], query: Path) -> None:
    folders, _ = samples
    assert ask(folders, query.read_text("utf-8"))


def test_the_published_package_validates(samples: tuple[Folders, Night]) -> None:
    folders, _ = samples
    report = frictionless.validate(str(folders.warehouse / "current" / "package" / "datapackage.json"))
    assert report.valid, report.flatten(["message"])


def test_the_documented_lines_read_the_package(
    samples: tuple[Folders, Night], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders, _ = samples
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(folders.data)
    ((targets,),) = ask(folders, "select count(*) from fct_target")
    there: dict[str, Any] = {}
    exec(documented("python"), there)
    assert len(there["targets"]) == targets
    assert duckdb.sql(documented("sql")).fetchone() == (targets,)


@pytest.mark.stack
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs R; make setup-stack installs it")
def test_the_documented_line_of_r_reads_the_package(samples: tuple[Folders, Night], tmp_path: Path) -> None:
    folders, _ = samples
    (tmp_path / "data").symlink_to(folders.data)
    command = ["Rscript", "-e", documented("r") + "cat(nrow(targets), targets$value_low[1])"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    ((targets, first),) = ask(
        folders, "select count(*), first(value_low order by target_key) from fct_target"
    )
    assert done.stdout.split() == [str(targets), f"{first:g}"]


def documented(language: str) -> str:
    """Return the first piece of code in a language on the page about the package."""
    page = (REPOSITORY / "docs" / "package.md").read_text("utf-8")
    return page.split(f"```{language}\n")[1].split("```")[0]


def test_the_query_to_try_answers(samples: tuple[Folders, Night]) -> None:
    folders, night = samples
    assert QUERY in night.printed
    assert ask(folders, QUERY)


def test_a_second_night_without_changes_adds_only_attempts(samples: tuple[Folders, Night]) -> None:
    folders, _ = samples
    before = parquet_files(folders.raw)
    version = (folders.warehouse / "current").readlink()
    night = run_night(folders, DEFAULT_CATALOG)
    assert night.exit_code == 0, night.printed
    assert "nothing has changed, the published marts stand" in night.printed
    added = parquet_files(folders.raw) - before
    assert added
    assert {file.parts[0] for file in added} == {"fetch_log"}
    assert (folders.warehouse / "current").readlink() == version


@pytest.fixture
def bad_site() -> Iterator[Site]:
    with serve() as site:
        unavailable = [status(503)] * 3  # one try of the task asks three times
        site.pages |= {
            "/gone": status(404),
            "/flaky": in_turn(*unavailable, page(GOOD)),
            "/down": status(500),
        }
        yield site


@pytest.mark.stack
def test_bad_input_is_named_and_stops_nothing(folders: Folders, bad_site: Site, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(GOOD)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02\x03")
    (tmp_path / "latin.txt").write_bytes("Kế hoạch ".encode() + b"\xe9\xe8\n")
    (tmp_path / "silent.txt").write_text("Không có con số nào ở đây.\n", "utf-8")
    names = ("good", "empty", "binary", "latin", "silent", "missing")
    files = [plan_source(name, path=f"{name}.txt", locality="Quảng Bình") for name in names]
    pages = [
        plan_source(name, url=bad_site.url(f"/{name}"), locality="Bắc Ninh")
        for name in ("gone", "flaky", "down")
    ]
    night = run_night(folders, write_catalogue(tmp_path, *files, *pages))
    assert night.exit_code == 3, night.printed
    first_line = next(line for line in night.printed.splitlines() if line.startswith("Thước đo,"))
    assert "published; 6 of 9 sources FAILED" in first_line
    for sentence in (
        "source empty: empty.txt is empty",
        "source binary: binary.txt is a binary file",
        "source latin: latin.txt is not valid UTF-8 (byte 0xE9 in line 1)",
        "source missing: missing.txt is not there",
        "source silent: silent.txt holds no measure",
        f"source gone: {bad_site.url('/gone')} answered 404 Not Found",
        f"source down: {bad_site.url('/down')} answered 500 Internal Server Error",
    ):
        assert sentence in night.printed, sentence
    assert bad_site.count("/gone") == 1, "a 404 is final"
    assert bad_site.count("/flaky") == 4, "the task's retry took it, after one try of three requests"
    assert bad_site.count("/down") == 9, "three tries of the task"
    assert ask(
        folders, "select source_id from dim_document where is_current and kind = 'plan_text' order by 1"
    ) == [
        ("flaky",),
        ("good",),
        ("silent",),
    ]
    kept = RawZone(folders.raw).query("select source_id from documents order by 1")
    assert {row["source_id"] for row in kept} == {"good", "empty", "binary", "latin", "silent", "flaky"}
    (log,) = folders.logs.glob("*.log")
    assert "successful" in log.read_text("utf-8"), "the DAG run is green although batches are red"


@pytest.mark.stack
@pytest.mark.long
def test_the_five_documents(folders: Folders) -> None:
    if not (SHARED / "plans").is_dir():
        pytest.skip("the five real documents (../shared/plans) are not beside this repository")
    night = run_night(folders, REPOSITORY / "tests" / "catalogs" / "shared.yml", "run")
    assert night.exit_code == 0, night.printed
    rows = ask(
        folders,
        """
        select level.code, target.value_low, target.comparator, target.unit, target.quote
        from fct_target as target
        join dim_locality as locality using (locality_key)
        join dim_indicator as indicator using (indicator_key)
        join dim_level as level using (level_key)
        join dim_year as year using (year_key)
        where locality.name_vi = 'Bắc Ninh' and indicator.code = 'results_digitized' and year.year = 2022
        order by target.value_low desc
        """,
    )
    assert [row[:2] for row in rows] == [("province", 50.0), ("district", 40.0), ("commune", 35.0)]
    assert {row[3] for row in rows} == {"percent"}
    assert all("50%, 40%, 35% tương ứng" in row[4] for row in rows)

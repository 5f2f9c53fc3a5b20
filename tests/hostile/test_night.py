"""One night over a hundred attacks: published, with every good figure as it was, and nothing got out."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest.folders import Folders
from ingest.formulas import unguarded
from ingest.invisible import first_unseen
from tests.conftest import plan_source, write_catalogue
from tests.hostile import payloads
from tests.hostile.inputs import FIGURES, HEADINGS, MAPPING, PLAN, csv_of, page_of
from tests.hostile.payloads import filled
from tests.nights import Night, ask, run_night
from tests.web_server import page, serve, status

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]
SECRET = "hidden-9652-Kx7"
TITLES = [text for text in payloads.TEXTS if not first_unseen(filled(text, "")) and len(text) < 1000]
ATTACKS = [text for text in payloads.TEXTS if len(text) < 5000]
RUN_BY_A_BROWSER = re.compile(
    rb"<script>alert|<img src=x|<svg/onload|<iframe src=\"javascript", re.IGNORECASE
)


@dataclass(frozen=True)
class Attacked:
    """The night, what it left, and the folder that the attacks were after."""

    folders: Folders
    night: Night
    outside: Path
    home: Path


def export(number: int, folder: Path, title: str, attack: str) -> dict[str, Any]:
    """Write a table with an attack in its last row; return its source."""
    rows = [HEADINGS, *([name, "2021", str(value)] for name, value in FIGURES.items())]
    rows[-1][number % 3] = attack
    (folder / f"table{number}.csv").write_bytes(csv_of(rows))
    told = plan_source(f"table{number}", path=f"table{number}.csv", mapping=MAPPING)
    return told | {"kind": "indicator_export", "title": title, "redistribution": "open"}


def plan(number: int, folder: Path, title: str, attack: str) -> dict[str, Any]:
    """Write a plan with an attack in a sentence that holds a figure; return its source."""
    text = PLAN.replace("2. Mức độ", f"2. {attack} Mức độ").replace("87,65%", f"87,65% {attack}")
    body = page_of(text) if number % 4 == 0 else text.encode()
    (folder / f"plan{number}.txt").write_bytes(body)
    told = plan_source(f"plan{number}", path=f"plan{number}.txt", locality="Bắc Ninh", redistribution="open")
    return told | {"title": title, "publisher": title, "document_number": title[:40]}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """Run the night once, from an empty folder that is home too."""
    folder = tmp_path_factory.mktemp("attacks")
    outside, home = tmp_path_factory.mktemp("outside"), tmp_path_factory.mktemp("home")
    folders = Folders(tmp_path_factory.mktemp("data"))
    sources = []
    for number in range(50):
        title, attack = TITLES[number % len(TITLES)], ATTACKS[number % len(ATTACKS)]
        for make in (plan, export):
            sources.append(make(number, folder, filled(title, str(outside)), filled(attack, str(outside))))
    with serve() as site, pytest.MonkeyPatch.context() as changed:
        site.pages = {"/plan": page(PLAN.encode()), "/to": status(302, Location="http://0x7f.1/")}
        for name in ("plan", "to"):
            sources.append(plan_source(f"web_{name}", url=site.url(f"/{name}"), connection="portal"))
        told = {"conn_type": "http", "host": site.address, "login": "an", "password": SECRET}
        changed.setenv("AIRFLOW_CONN_PORTAL", json.dumps(told))
        changed.setenv("HOME", str(home))
        changed.chdir(home)
        night = run_night(folders, write_catalogue(folder, *sources), "run", "--date", "2026-11-23")
        assert any("Authorization" in headers for _, _, headers in site.requests)
    yield Attacked(folders, night, outside, home)


def test_the_night_is_published_and_names_what_failed(attacked: Attacked) -> None:
    assert attacked.night.exit_code == 3, attacked.night.printed
    assert "source web_to:" in attacked.night.printed
    assert "inside a private network" in attacked.night.printed
    assert "Traceback" not in attacked.night.printed
    assert not first_unseen(attacked.night.printed.replace("\n", " "))


def test_no_file_outside_the_data_folder_was_touched(attacked: Attacked) -> None:
    assert list(attacked.outside.iterdir()) == []
    assert list(attacked.home.iterdir()) == []


def test_every_other_figure_is_as_it_was(attacked: Attacked) -> None:
    found = ask(
        attacked.folders,
        """
        select source_id, place.name_vi, value_low from fct_actual as actual
        inner join dim_document using (document_key)
        inner join dim_locality as place on actual.locality_key = place.locality_key
        where source_id like 'table%' and actual.is_current
        """,
    )
    last = list(FIGURES)[-1]
    others = {value for _, name, value in found if name != last}
    assert others == set(FIGURES.values()) - {FIGURES[last]}
    assert {value for _, name, value in found if name == last} <= {FIGURES[last], 0.0}
    targets = ask(attacked.folders, "select distinct value_low from fct_target")
    assert {80.0, 90.0} <= {value for (value,) in targets}


def test_templates_and_sql_are_words_to_the_models(attacked: Attacked) -> None:
    titles = {title for (title,) in ask(attacked.folders, "select title from dim_document")}
    meant = {filled(title, str(attacked.outside)).strip() for title in TITLES}
    assert {title for title in meant if "{" in title or "'" in title} <= titles


def test_no_page_runs_what_a_quote_says(attacked: Attacked) -> None:
    pages = list(attacked.folders.data.rglob("*.html"))
    assert pages
    for file in pages:
        assert not RUN_BY_A_BROWSER.search(file.read_bytes()), file


def test_no_csv_begins_a_formula_and_none_is_changed(attacked: Attacked) -> None:
    package = attacked.folders.warehouse / "current" / "package"
    titles = set()
    for file in package.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            for row in csv.DictReader(opened):
                assert not [cell for cell in row.values() if re.match(r"[=@\t\r]..|[+-][^0-9.].", cell)], row
                titles |= {unguarded(row["title"])} if "title" in row else set()
    assert {title for title in titles if title[:1] in "=+-@"}


def test_the_secret_of_a_source_is_nowhere(attacked: Attacked) -> None:
    files = [file for file in attacked.folders.data.rglob("*") if file.is_file()]
    assert [file for file in files if SECRET.encode() in file.read_bytes()] == []
    assert SECRET not in attacked.night.printed

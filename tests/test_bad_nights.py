"""A night with every kind of bad input at once: each is named in one sentence, and nothing else suffers."""

import gzip
import io
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from click.testing import CliRunner

from ingest import limits
from ingest.cli import main
from ingest.folders import Folders
from ingest.raw import RawZone
from tests.conftest import plan_source, write_catalogue
from tests.grids.files import changed_archive
from tests.nights import Night, ask
from tests.web_server import Page, Site, page, serve, status

pytestmark = pytest.mark.slow

MOST_BYTES = 2 * 2**20
ROWS: list[list[Any]] = [["Tỉnh", "Năm", "Điểm"], ["Bắc Ninh", 2021, 86.5], ["Huế", 2021, 80]]
CSV = "\n".join(",".join(map(str, row)) for row in ROWS).encode() + b"\n"
MAPPING = {
    "locality": "Tỉnh",
    "year": "Năm",
    "values": [{"column": "Điểm", "indicator": "par_index_score", "unit": "percent"}],
}
SHEET, HUE = "xl/worksheets/sheet1.xml", b'<c r="C3" t="n"><v>80</v></c>'
FIGURES = """
    select source_id, list(value_low order by value_low)
    from fct_actual join dim_document using (document_key)
    where fct_actual.is_current group by 1 order by 1
"""


def workbook() -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def with_part(body: bytes, name: str, content: bytes) -> bytes:
    made = io.BytesIO(body)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(name, content)
    return made.getvalue()


def with_formula(stored: str) -> bytes:
    """Return a workbook in which the figure of Huế is asked from elsewhere."""
    cell = f'<c r="C3"><f>[1]Sheet!A1+WEBSERVICE("http://a.vn")</f>{stored}</c>'.encode()
    return changed_archive(workbook(), SHEET, lambda xml: xml.replace(HUE, cell))


def with_entities() -> bytes:
    declared = b'<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    return changed_archive(workbook(), SHEET, lambda xml: declared + xml)


def html(text: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>{text}</title></head><body>{text}</body></html>".encode()


BOMB = changed_archive(workbook(), SHEET, lambda xml: xml + bytes(80 * 2**20))
LOGIN = html("Đăng nhập").replace(b"</body>", b"<form><input type='password' name='p'></form></body>")
LINKS = "xl/externalLinks/externalLink1.xml"


@dataclass(frozen=True)
class Bad:
    """What a source gives in the second night, and what the summary must say of it."""

    gives: Page
    said: str


def bad_pages(elsewhere: Site) -> dict[str, Bad]:
    """Return what is served under each path instead of yesterday's good table."""
    large = bytes(MOST_BYTES + 1)
    return {
        "bomb.xlsx": Bad(page(BOMB), "unpacks from 0.1 to 80 MB"),
        "entities.xlsx": Bad(page(with_entities()), "declares XML entities in xl/worksheets/sheet1.xml"),
        "cut.xlsx": Bad(page(workbook()[:-900]), "is damaged or cut off"),
        "uncalculated.xlsx": Bad(page(with_formula("")), "holds 1 formulas without a value in Sheet (C3)"),
        "error.csv": Bad(page(html("404 Not Found"), Content_Type="text/html"), "its title: '404 Not Found'"),
        "login.csv": Bad(page(LOGIN), "its title: 'Đăng nhập'"),
        "to_file.csv": Bad(status(302, Location="file:///etc/passwd"), "redirects to file:///etc/passwd"),
        "to_private.csv": Bad(status(302, Location=elsewhere.url("/a")), "inside a private network"),
        "large.csv": Bad(page(large), "is larger than 2 MB and is not kept"),
        "packed.csv": Bad(page(gzip.compress(large), Content_Encoding="gzip"), "is larger than 2 MB"),
    }


ODD_PAGES = {  # what is read all the same, with a note
    "macros.xlsm": Bad(page(with_part(workbook(), "xl/vbaProject.bin", b"Auto_Open")), "holds macros"),
    "links.xlsx": Bad(page(with_part(with_formula("<v>81</v>"), LINKS, b"<a/>")), "refers to other files"),
    "typed.csv": Bad(page(CSV, Content_Type="application/pdf"), "is sent as application/pdf"),
}
BAD_FILES = {
    "cut_file.xlsx": (workbook()[:-900], "is damaged or cut off"),
    "page.csv": (html("Lỗi"), "its title: 'Lỗi'"),
    "large_file.csv": (bytes(MOST_BYTES + 1), "is larger than 2 MB and is not kept"),
}


def good(name: str) -> bytes:
    return CSV if name.endswith("csv") else workbook()


def export(name: str, **address: str) -> dict[str, Any]:
    return {**plan_source(name.replace(".", "_"), mapping=MAPPING, **address), "kind": "indicator_export"}


@pytest.fixture
def small_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing larger than two megabytes in, and ask the test's own server without pauses."""
    told = yaml.safe_load(limits.FILE.read_text("utf-8"))
    file = tmp_path / "limits.yml"
    file.write_text(yaml.safe_dump(told | {"most_bytes": MOST_BYTES, "pause_seconds": 0}), "utf-8")
    monkeypatch.setattr(limits, "FILE", file)


def night(folders: Folders, catalogue: Path, day: str) -> Night:
    """Run ``thuocdo run`` in this process, under the test's limits."""
    options = ["run", "--catalog", str(catalogue), "--date", day]
    done = CliRunner(env={"THUOCDO_DATA": str(folders.data)}).invoke(main, options)
    return Night(done.exit_code, done.output)


@pytest.mark.usefixtures("small_limits")
def test_every_bad_input_in_one_night(folders: Folders, tmp_path: Path, site: Site) -> None:
    with serve() as elsewhere:
        bad, paths = bad_pages(elsewhere), [*BAD_FILES, "good.csv"]
        pages = {name: one.gives for name, one in {**bad, **ODD_PAGES}.items()}
        for name in pages:
            site.pages[f"/{name}"] = page(good(name))
        for name in paths:
            (tmp_path / name).write_bytes(good(name))
        sources = [export(name, url=site.url(f"/{name}")) for name in pages]
        catalogue = write_catalogue(tmp_path, *sources, *(export(name, path=name) for name in paths))
        first = night(folders, catalogue, "2026-01-01")
        assert first.exit_code == 0, first.printed

        site.pages |= {f"/{name}": gives for name, gives in pages.items()}
        for name, (body, _) in BAD_FILES.items():
            (tmp_path / name).write_bytes(body)
        (tmp_path / "good.csv").write_bytes(CSV.replace(b"80", b"85"))
        second = night(folders, catalogue, "2026-01-02")
        assert elsewhere.requests == [], "the private address was not asked"

    failed = {name: one.said for name, one in bad.items()} | {
        name: said for name, (_, said) in BAD_FILES.items()
    }
    assert second.exit_code == 3, second.printed
    assert f"{len(failed)} of {len(sources) + len(paths)} sources FAILED" in second.printed
    for name, said in {**failed, **{name: one.said for name, one in ODD_PAGES.items()}}.items():
        assert_named_once(second.printed, name, said)
    yesterday = [80.0, 86.5]
    changed = {"good_csv": [85.0, 86.5], "links_xlsx": [81.0, 86.5]}
    assert dict(ask(folders, FIGURES)) == {
        source["id"]: changed.get(source["id"], yesterday)
        for source in (*sources, *(export(name) for name in paths))
    }
    assert_kept(folders, failed)


def assert_named_once(printed: str, name: str, said: str) -> None:
    """The summary has one sentence of a source: with its address, what is wrong, and what helps."""
    source_id = name.replace(".", "_")
    (line,) = [line for line in printed.splitlines() if f"source {source_id}:" in line]
    assert said in line and name in line, line
    assert ";" in line or "which" in line, "a remedy, or what was done"


def assert_kept(folders: Folders, failed: dict[str, str]) -> None:
    """Of each failed source raw has the new bytes, or the attempt where nothing was let in."""
    raw = RawZone(folders.raw)
    second = {"day": date(2026, 1, 2)}
    attempts = raw.query("select source_id, outcome from fetch_log where run_date = $day", second)
    documents = raw.query("select source_id from documents where run_date = $day", second)
    kept = {row["source_id"] for row in documents}
    kept |= {row["source_id"] for row in attempts if row["outcome"] == "failed"}
    assert kept >= {name.replace(".", "_") for name in failed}
    assert not [
        row for row in raw.query("select body from documents", {}) if b"root:" in (row["body"] or b"")
    ]


@pytest.mark.usefixtures("small_limits")
@pytest.mark.stack
@pytest.mark.long
def test_a_first_night_with_more_bad_exports_than_good_ones(folders: Folders, tmp_path: Path) -> None:
    for name, (body, _) in BAD_FILES.items():
        (tmp_path / name).write_bytes(body)
    (tmp_path / "good.csv").write_bytes(CSV)
    names = [*BAD_FILES, "good.csv"]
    done = night(
        folders, write_catalogue(tmp_path, *(export(name, path=name) for name in names)), "2026-01-01"
    )
    assert done.exit_code == 3, done.printed
    assert ask(folders, FIGURES) == [("good_csv", [80.0, 86.5])]

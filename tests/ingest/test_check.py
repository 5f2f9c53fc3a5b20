"""``thuocdo check``: each source tried once, over a real server and from files."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ingest import check as checking
from ingest.cli import main
from tests.conftest import plan_source, write_catalogue
from tests.web_server import Site, page, status

PLAN = "Đến năm 2025, tối thiểu 90% hồ sơ của tỉnh được giải quyết đúng hạn.\n"
ENGLISH = "By 2025, at least 90 percent of the files of the province must be settled on time. "
TABLE = "Tỉnh,Năm,Điểm\nBắc Ninh,2021,86.5\n"
MAPPING = {
    "locality": "Tỉnh",
    "year": "Năm",
    "values": [{"column": "Điểm", "indicator": "par_index_score", "unit": "percent"}],
}


def export(source_id: str, **fields: Any) -> dict[str, Any]:
    return {**plan_source(source_id, mapping=MAPPING, **fields), "kind": "indicator_export"}


def listing(source_id: str, url: str) -> dict[str, Any]:
    return {**plan_source(source_id, url=url), "kind": "listing", "listing": {"links": "/van-ban/*"}}


def check(folder: Path, *sources: dict[str, Any]) -> Result:
    return CliRunner().invoke(main, ["check", str(write_catalogue(folder, *sources))])


def test_all_that_works(site: Site, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    site.pages |= {
        "/page": page(f"<html><body><p>{PLAN * 3}</p></body></html>".encode(), Content_Type="text/html"),
        "/table": page(TABLE.encode(), Content_Type="text/csv"),
        "/list": page(b"<a href='/van-ban/1'>x</a><input type='password'>"),
    }
    sources = [
        plan_source("file", path="plan.txt"),
        plan_source("page", url=site.url("/page")),
        export("table", url=site.url("/table"), method="POST", parameters={"nam": 2024}),
        listing("list", site.url("/list")),
    ]
    result = check(tmp_path, *sources)
    assert result.exit_code == 0, result.output
    assert "4 of 4 sources work." in result.output
    for told in (
        "text/csv",
        "1 figures in its first 1 KB",
        "a list (page), 1 documents fit",
        f"{len(PLAN.encode())} B",
    ):
        assert told in result.output, told
    assert [method for method, path, _ in site.requests if path == "/table"] == ["POST"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gone", "answered 404 Not Found; check the address"),
        ("busy", "answered 503 Service Unavailable"),
        ("english", "is not in Vietnamese: it would be kept, not read"),
        ("login", "asks for a login"),
        ("circle", "redirects more than 5 times"),
        ("missing", "is not there or cannot be read (No such file or directory); check the path"),
        ("renamed", "has no column 'Điểm' ('điểm số' looks like it) (it has: Tỉnh, Năm, Điểm số)"),
        ("sso", "asks for a login"),
        ("nowhere", "cannot be reached"),
        ("strange", "no usable figure (row 2: no province was called 'Bắc Ning'"),
        ("list", "but none that fits '/van-ban/*'"),
    ],
)
def test_what_does_not_work_is_named_with_its_remedy(
    site: Site, tmp_path: Path, name: str, said: str
) -> None:
    login = page(b"<!doctype html><html><body><form><input type=password></form>Xin</body></html>")
    site.pages |= {
        "/busy": status(503),
        "/english": page(ENGLISH.encode() * 3),
        "/login": login,
        "/circle": status(302, Location="/circle"),
        "/renamed": page(TABLE.replace("Điểm", "Điểm số").encode()),
        "/sso": login,
        "/strange": page(TABLE.replace("Ninh", "Ning").encode()),
        "/list": page(b"<a href='/khac'>x</a>"),
    }
    make = {"renamed": export, "sso": export, "strange": export}.get(name, plan_source)
    source = make(name, url="http://127.0.0.1:9/" if name == "nowhere" else site.url(f"/{name}"))
    if name == "missing":
        source = plan_source("missing", path="missing.txt")
    result = check(tmp_path, listing("list", site.url("/list")) if name == "list" else source)
    assert result.exit_code == 3
    assert said in " ".join(result.output.replace("│", " ").split())
    assert "0 of 1 sources work." in result.output
    asked = [method for method, path, _ in site.requests if path == f"/{name}" and method != "HEAD"]
    assert name == "circle" or len(asked) <= 1, "nothing is tried twice"


def test_only_the_first_bytes_are_asked_for(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "FIRST_BYTES", 1000)
    body = (TABLE + "Bắc Ninh,2022,87\n" * 10_000).encode()
    site.pages["/table"] = page(body)
    result = check(tmp_path, export("table", url=site.url("/table")))
    assert result.exit_code == 0, result.output
    assert site.requests[-1][2]["Range"] == "bytes=0-999"
    assert f"{len(body) / 1024:.0f} KB" in result.output, "the server told the whole size"
    assert "figures in its first 1 KB" in result.output, "a last line that is cut does not count"


def test_what_is_to_complete_is_listed(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    catalog = write_catalogue(tmp_path, plan_source("plan", path="plan.txt"))
    entry = "{id: papi, kind: indicator_export, url: 'http://a.vn', publisher: p, title: t, missing: a file}"
    catalog.write_text(f"{catalog.read_text('utf-8')}to_complete:\n- {entry}\n", "utf-8")
    result = CliRunner().invoke(main, ["check", str(catalog)])
    assert result.exit_code == 0, "what is to complete is no failure"
    assert "to complete: papi (http://a.vn): a file" in result.output


def test_a_catalogue_with_errors_is_not_tried(tmp_path: Path) -> None:
    result = check(tmp_path, plan_source("plan", pfad="plan.txt"))
    assert result.exit_code == 1
    assert "field `pfad`: is not a known field" in result.output

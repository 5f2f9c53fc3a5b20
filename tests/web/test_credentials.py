"""Credentials: from a connection, to its own host alone; a catalogue that holds one is refused."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from ingest.catalog import CatalogueError, load_catalogue
from ingest.cli import main
from ingest.fetch import BatchFailed, fetch_batch
from ingest.folders import Folders
from ingest.listings.discover import discover_documents
from ingest.start import start_run
from tests.conftest import NIGHT, plan_source, write_catalogue
from tests.web.conftest import Fetch, failure_of
from tests.web_server import HURRIED, Handler, Site, page, serve, status

SECRET = "hidden-9652-Kx7"
PLAN = "Đến năm 2025, tối thiểu 80% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n".encode()
Connect = Callable[..., None]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Connect:
    """Return a function that puts the connection ``portal`` into the environment."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))

    def connected(host: str, **fields: object) -> None:
        told = {"conn_type": "http", "host": host, "password": SECRET, **fields}
        monkeypatch.setenv("AIRFLOW_CONN_PORTAL", json.dumps(told))

    return connected


def asked_with(site: Site, header: str) -> list[str | None]:
    return [headers.get(header) for _, _, headers in site.requests]


def basic(login: str) -> str:
    return "Basic " + base64.b64encode(f"{login}:{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    ("fields", "header", "told"),
    [
        ({"login": "an"}, "Authorization", basic("an")),
        ({}, "Authorization", f"Bearer {SECRET}"),
        ({"extra": {"header": "X-Api-Key"}}, "X-Api-Key", SECRET),
    ],
    ids=["login", "bearer", "header"],
)
def test_a_connection_lets_a_request_in(
    fetch: Fetch, site: Site, connect: Connect, fields: dict[str, object], header: str, told: str
) -> None:
    connect(site.address, **fields)
    site.pages |= {"/a": status(302, Location="/b"), "/b": page(PLAN)}
    assert fetch(site.url("/a"), connection="portal").body == PLAN
    assert asked_with(site, header) == [told, told]


def test_its_secret_is_told_to_no_other_host(fetch: Fetch, site: Site, connect: Connect) -> None:
    connect(site.address)
    with serve() as other:
        assert "is not what the connection portal is for" in str(
            failure_of(fetch, other.url("/a"), connection="portal")
        )
        assert other.requests == []
        site.pages["/a"] = status(302, Location=other.url("/a"))
        other.pages["/a"] = page(PLAN)
        fetch(site.url("/a"), connection="portal", allow_private=True)
        assert SECRET not in str(other.requests)


def test_https_stays_https(fetch: Fetch, site: Site, connect: Connect) -> None:
    """A connection without a scheme is for https: its secret does not travel in the open."""
    connect(site.address.removeprefix("http://"))
    failure = failure_of(fetch, site.url("/a"), connection="portal")
    assert (failure.kind, failure.is_final, site.requests) == ("credentials", True, [])


def test_a_connection_that_is_not_there_is_named(fetch: Fetch, site: Site, connect: Connect) -> None:
    failure = failure_of(fetch, site.url("/a"), connection="portal")
    assert str(failure) == (
        "needs the connection portal, which is not known; make it in Airflow, or set AIRFLOW_CONN_PORTAL in "
        "the environment"
    )


@pytest.mark.parametrize("password", ["", "a\r\nX-Evil: 1", "mật khẩu"])
def test_a_password_that_no_header_can_carry_is_not_shown(
    fetch: Fetch, site: Site, connect: Connect, password: str
) -> None:
    connect(site.address, password=password)
    failure = failure_of(fetch, site.url("/a"), connection="portal")
    assert str(failure) == "needs the connection portal, whose password no header can carry; set it anew"


def test_a_netrc_is_not_asked(
    fetch: Fetch, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login an password {SECRET}\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    site.pages["/a"] = page(PLAN)
    fetch(site.url("/a"))
    assert asked_with(site, "Authorization") == [None]


def held_in(folder: Path) -> list[Path]:
    """Return the files of a folder that hold the secret, as it is or as a header carries it."""
    forms = [SECRET.encode(), basic("an").split()[1].encode()]
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    return [file for file in files if any(form in file.read_bytes() for form in forms)]


def test_the_secret_never_reaches_raw(
    folders: Folders, tmp_path: Path, site: Site, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    """Not by a page, a listing and its documents, nor by a server that repeats it in a redirect or header."""
    connect(site.address, login="an")

    def repeats(handler: Handler) -> None:
        handler.answer(302, Location=f"ftp://an:{SECRET}@{handler.headers['Authorization'].split()[1]}/")

    site.pages = {
        "/plan": page(PLAN, ETag='"1"'),
        "/repeats": repeats,
        "/list": page(b"<a href='/van-ban/1.html'>So 1</a>"),
        "/van-ban/1.html": page(PLAN),
    }
    listing = {"kind": "listing", "listing": {"links": "/van-ban/*.html"}}
    catalogue = write_catalogue(
        tmp_path / "catalogue",
        plan_source("plan", url=site.url("/plan"), connection="portal"),
        plan_source("repeats", url=site.url("/repeats"), connection="portal"),
        {**plan_source("list", url=site.url("/list"), connection="portal"), **listing},
    )
    start_run(folders, catalogue, "night", NIGHT)
    for batch in discover_documents(folders, "night", HURRIED):
        with pytest.raises(BatchFailed, match="redirects to ftp") as failed:
            fetch_batch(folders, "night", batch, HURRIED)
        assert SECRET not in str(failed.value)
    asked = dict(zip([path for _, path, _ in site.requests], asked_with(site, "Authorization"), strict=True))
    assert asked.keys() == {"/plan", "/repeats", "/list", "/robots.txt", "/van-ban/1.html"}
    assert set(asked.values()) == {basic("an")}
    assert held_in(folders.data) == []
    assert SECRET not in caplog.text


def test_check_does_not_show_it_either(tmp_path: Path, site: Site, connect: Connect) -> None:
    connect(site.address)
    site.pages["/a"] = lambda handler: handler.answer(302, Location=f"ftp://{SECRET}/")
    catalogue = write_catalogue(tmp_path, plan_source("a", url=site.url("/a"), connection="portal"))
    done = CliRunner().invoke(main, ["check", str(catalogue)])
    assert (done.exit_code, SECRET in done.output) == (3, False), done.output
    assert "***" in done.output


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("url", {"url": f"https://an:{SECRET}@portal.example/a"}),
        ("url", {"url": f"https://{SECRET}@portal.example/a"}),
        ("url", {"url": f"https://portal.example/a?access_token={SECRET}"}),
        ("headers", {"headers": {"Authorization": f"Bearer {SECRET}"}}),
        ("headers", {"headers": {"cookie": f"session={SECRET}"}}),
        ("headers", {"headers": {"X-API-Key": SECRET}}),
        ("parameters", {"parameters": {"mat_khau": SECRET}}),
        ("parameters", {"method": "POST", "parameters": {"api_key": SECRET}}),
        ("token", {"token": SECRET}),
        ("password", {"password": SECRET, "locality": SECRET}),
    ],
)
def test_a_catalogue_with_a_secret_is_refused(tmp_path: Path, field: str, fields: dict[str, object]) -> None:
    source = plan_source("portal", **{"url": "https://portal.example/a", **fields})
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(write_catalogue(tmp_path, source))
    (said,) = refused.value.problems
    assert f"source portal, field `{field}`: " in said
    assert "name an Airflow connection in `connection:` instead" in said
    assert SECRET not in said


def test_what_is_still_to_complete_holds_none_either(tmp_path: Path) -> None:
    file = write_catalogue(tmp_path, plan_source("plan", path="a"))
    told = yaml.safe_load(file.read_text("utf-8"))
    later = {**plan_source("b", url=f"https://an:{SECRET}@b.example/"), "missing": "x"}
    del later["licence"]
    file.write_text(yaml.safe_dump({**told, "to_complete": [later]}), "utf-8")
    with pytest.raises(CatalogueError, match="holds a name or password before its host"):
        load_catalogue(file)


def test_words_that_only_look_like_secrets_pass(tmp_path: Path) -> None:
    harmless = {"keyword": "cải cách", "page": 2, "linh-vuc": "thong-tin"}
    source = plan_source("portal", url="https://portal.example/a?author=an", parameters=harmless)
    assert load_catalogue(write_catalogue(tmp_path, source)).sources


def test_a_local_file_needs_no_connection(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="a `path:` needs none"):
        load_catalogue(write_catalogue(tmp_path, plan_source("a", path="a", connection="portal")))

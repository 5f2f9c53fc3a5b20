"""Whatever a server says: it is a page, or it is one sentence."""

import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.fetched import FetchFailed
from ingest.web.client import open_client
from ingest.web.download import fetch_page
from tests.web.conftest import entry
from tests.web_server import HURRIED, Handler, Page, Site, serve

NUMBERS = count()
HEADERS = (
    "Content-Length",
    "Content-Encoding",
    "Content-Range",
    "Content-Type",
    "Date",
    "ETag",
    "Last-Modified",
    "Location",
    "Retry-After",
    "Set-Cookie",
    "Transfer-Encoding",
)
VALUES = st.one_of(
    st.sampled_from(
        ["0", "5", "-1", "999999", "gzip", "gzip, br", "chunked", "bytes 0-4/5", "none", "/", "//"]
    ),
    st.sampled_from(
        ["http://", "http://[", "https://a.vn:x/", "\xff", "Mon, 02 Mar 2020 10:00:00 GMT", '"a"']
    ),
    st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=20),
)


@pytest.fixture(scope="module")
def module_site() -> Iterator[Site]:
    """Return a server in a world where no other can be found."""
    resolve = socket.getaddrinfo

    def resolved(host: str, *args: Any, **kwargs: Any) -> Any:
        if host != "127.0.0.1":
            raise socket.gaierror(socket.EAI_NONAME, "not known here")
        return resolve(host, *args, **kwargs)

    with serve() as running, pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolved)
        yield running


def saying(answer: bytes) -> Page:
    def answered(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(answer)

    return answered


def is_a_page_or_a_sentence(site: Site, folder: Path, answer: bytes) -> None:
    path = f"/{next(NUMBERS)}"
    site.pages[path] = saying(answer)
    limits = HURRIED.changed(
        first_wait_seconds=0, most_wait_seconds=0, piece_seconds=1, resume_from_bytes=1, tries=2
    )
    with open_client(folder / "web", limits) as client:
        try:
            fetched = fetch_page(client, entry(site.url(path)), None, lambda: folder / "aside")
        except FetchFailed as failure:
            assert str(failure)
            assert "\n" not in str(failure)
        else:
            assert fetched.body is not None


@settings(max_examples=100, deadline=None)
@given(answer=st.binary(max_size=200))
def test_bytes(module_site: Site, tmp_path_factory: pytest.TempPathFactory, answer: bytes) -> None:
    is_a_page_or_a_sentence(module_site, tmp_path_factory.getbasetemp(), answer)


@settings(max_examples=150, deadline=None)
@given(
    code=st.sampled_from([200, 204, 206, 301, 302, 304, 307, 308, 401, 404, 416, 429, 500, 503, 999]),
    headers=st.lists(st.tuples(st.sampled_from(HEADERS), VALUES), max_size=5),
    body=st.binary(max_size=50),
)
def test_heads(
    module_site: Site,
    tmp_path_factory: pytest.TempPathFactory,
    code: int,
    headers: list[tuple[str, str]],
    body: bytes,
) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    answer = f"HTTP/1.1 {code} Said\r\n{lines}\r\n".encode("latin-1") + body
    is_a_page_or_a_sentence(module_site, tmp_path_factory.getbasetemp(), answer)

"""Trying a source once: what answers, and its first bytes, without keeping anything."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from ingest.web.client import open_client
from ingest.web.probe import Probe, probe_source
from tests.web.conftest import entry
from tests.web_server import HURRIED, Handler, Site, dripping, page, status

BODY = b"Tinh,Diem\n" + b"Hue,86.5\n" * 1000


def probe(folder: Path, url: str, most_bytes: int = 100, **fields: Any) -> Probe:
    with open_client(folder, HURRIED.changed(whole_seconds=0.5)) as client:
        return probe_source(client, entry(url, **fields), most_bytes)


def test_a_good_source_tells_its_head_and_first_bytes(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/a": status(302, Location="/b"), "/b": page(BODY, Content_Type="text/csv")}
    assert probe(tmp_path, site.url("/a")) == Probe(
        status=200,
        head_status=200,
        address=site.url("/b"),
        media_type="text/csv",
        byte_length=len(BODY),
        first_bytes=BODY[:100],
    )
    assert [method for method, _, _ in site.requests] == ["HEAD", "HEAD", "GET", "GET"]


def test_a_server_that_sends_parts_is_asked_for_one(site: Site, tmp_path: Path) -> None:
    def part(handler: Handler) -> None:
        handler.answer(206, BODY[:100], Content_Range=f"bytes 0-99/{len(BODY)}")

    site.pages["/a"] = part
    found = probe(tmp_path, site.url("/a"))
    assert site.requests[-1][2]["Range"] == "bytes=0-99"
    assert (found.byte_length, found.first_bytes, found.is_whole) == (len(BODY), BODY[:100], False)


@pytest.mark.parametrize("headers", [{}, {"Content_Encoding": "gzip"}], ids=["plain", "packed"])
@pytest.mark.parametrize("length", [50, 9000])
def test_it_tells_whether_that_was_all(
    site: Site, tmp_path: Path, headers: dict[str, str], length: int
) -> None:
    body = BODY[:length]
    site.pages["/a"] = page(gzip.compress(body) if headers else body, **headers)
    found = probe(tmp_path, site.url("/a"))
    assert (found.first_bytes, found.is_whole, found.failure) == (body[:100], length <= 100, "")


def test_a_post_is_not_asked_for_its_head(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = page(b"[]")
    found = probe(tmp_path, site.url("/a"), method="POST", parameters={"nam": 2024})
    assert (found.status, found.head_status, found.first_bytes, found.is_whole) == (200, None, b"[]", True)


def test_a_refused_head_is_no_failure(site: Site, tmp_path: Path) -> None:
    def answer(handler: Handler) -> None:
        (status(405) if handler.command == "HEAD" else page(BODY))(handler)

    site.pages["/a"] = answer
    found = probe(tmp_path, site.url("/a"))
    assert (found.status, found.head_status, found.failure) == (200, 405, "")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (status(404), "answered 404 Not Found; check the address"),
        (status(503), "answered 503 Service Unavailable"),
        (status(302, Location="file:///etc/passwd"), "which is not a web address"),
        (status(302, Location="http://10.0.0.1/"), "inside a private network"),
        (page(b"plain", Content_Encoding="gzip"), "cannot be unpacked as gzip"),
        (dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "), "took over 0.5 s"),
    ],
)
def test_a_bad_source_is_told_in_a_sentence_and_not_tried_twice(
    site: Site, tmp_path: Path, answer: Any, said: str
) -> None:
    site.pages["/a"] = answer
    assert said in probe(tmp_path, site.url("/a")).failure
    assert site.count("/a") <= 2


def test_nothing_there(tmp_path: Path) -> None:
    assert "cannot be reached" in probe(tmp_path, "http://127.0.0.1:9/").failure

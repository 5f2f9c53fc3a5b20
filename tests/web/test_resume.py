"""Connections that break in the middle of a body: nothing false is kept, and little is sent twice."""

from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.fetched import FetchFailed
from ingest.web.client import open_client
from ingest.web.download import fetch_page
from tests.web.conftest import Fetch, entry, failure_of
from tests.web_server import HURRIED, Page, Site, breaking, chunked, in_turn, page, serve, truncated

BODY = bytes(range(256)) * 8
SMALL = {"resume_from_bytes": 100}  # worth keeping in these tests


def kept_aside(folder: Path) -> list[Path]:
    return [file for file in (folder / "web" / "partial").iterdir() if file.suffix != ".lock"]


def ranges_asked(site: Site) -> list[str | None]:
    return [headers.get("Range") for _, _, headers in site.requests]


def test_a_broken_body_goes_on_where_it_stopped(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = breaking(BODY, 1000, 500)
    fetched = fetch(site.url("/a"), **SMALL)
    assert (fetched.body, fetched.etag) == (BODY, '"one"')
    assert ranges_asked(site) == [None, "bytes=1000-", "bytes=1500-"]


def test_it_goes_on_in_a_later_attempt(fetch: Fetch, site: Site, tmp_path: Path) -> None:
    """Three tries break; the next attempt of the night, in whatever process, asks for the rest only."""
    site.pages["/a"] = breaking(BODY, 1000, 100, 100, Content_Type="text/csv")
    failure = failure_of(fetch, site.url("/a"), **SMALL)
    assert str(failure) == "broke the connection after 100 bytes, 848 were to come; another try may help"
    assert not failure.is_final
    fetched = fetch(site.url("/a"), **SMALL)
    assert (fetched.body, fetched.media_type) == (BODY, "text/csv")
    assert ranges_asked(site)[-1] == "bytes=1200-"
    assert kept_aside(tmp_path) == []


def test_a_server_without_ranges_is_asked_for_the_whole(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = breaking(BODY, 1000, ranges=False)
    assert fetch(site.url("/a"), **SMALL).body == BODY
    assert ranges_asked(site) == [None, "bytes=1000-"]


def test_a_document_that_changed_in_between_is_taken_whole(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = in_turn(breaking(BODY, 1000, etag='"old"'), breaking(BODY[::-1], etag='"new"'))
    fetched = fetch(site.url("/a"), **SMALL)
    assert (fetched.body, fetched.etag) == (BODY[::-1], '"new"')


def answers_206(**headers: str) -> Page:
    return lambda handler: handler.answer(206, BODY[1000:], **headers)


@pytest.mark.parametrize(
    "rest",
    [
        answers_206(ETag='"new"', Content_Range="bytes 1000-2047/2048"),
        answers_206(ETag='"old"', Content_Range="bytes 900-1947/2048"),
        answers_206(ETag='"old"'),
        answers_206(ETag='"old"', Content_Range="bytes 1000-2047/2048", Content_Encoding="gzip"),
        lambda handler: handler.answer(416),
    ],
    ids=["other document", "other part", "no part", "packed", "refused"],
)
def test_a_rest_that_does_not_fit_is_not_used(fetch: Fetch, site: Site, rest: Page) -> None:
    site.pages["/a"] = in_turn(breaking(BODY, 1000, etag='"old"'), rest, page(BODY))
    assert fetch(site.url("/a"), **SMALL).body == BODY
    assert ranges_asked(site) == [None, "bytes=1000-", None]


def test_a_rest_that_is_not_the_whole_rest_is_continued(fetch: Fetch, site: Site) -> None:
    def part(handler: object) -> None:
        handler.answer(206, BODY[1000:1500], ETag='"old"', Content_Range="bytes 1000-1499/2048")  # type: ignore[attr-defined]

    site.pages["/a"] = in_turn(breaking(BODY, 1000, etag='"old"'), part, breaking(BODY, etag='"old"'))
    assert fetch(site.url("/a"), **SMALL).body == BODY
    assert ranges_asked(site)[-1] == "bytes=1500-"


@pytest.mark.parametrize(
    "headers",
    [
        {"etag": 'W/"weak"'},
        {"etag": ""},
        {"etag": "", "Last_Modified": "Mon, 02 Mar 2020 10:00:00 GMT", "Content_Encoding": "gzip"},
        {"Accept_Ranges": "none"},
    ],
)
def test_without_proof_of_sameness_nothing_is_continued(
    fetch: Fetch, site: Site, tmp_path: Path, headers: dict[str, str]
) -> None:
    site.pages["/a"] = breaking(BODY, 1000, 1000, 1000, **headers)
    failure_of(fetch, site.url("/a"), **SMALL)
    assert ranges_asked(site) == [None] * 3
    assert kept_aside(tmp_path) == []


def test_an_old_date_of_change_is_proof(fetch: Fetch, site: Site) -> None:
    changed = "Mon, 02 Mar 2020 10:00:00 GMT"
    rest = {"Last_Modified": changed, "Content_Range": "bytes 1000-2047/2048"}
    site.pages["/a"] = in_turn(breaking(BODY, 1000, etag="", Last_Modified=changed), answers_206(**rest))
    assert fetch(site.url("/a"), **SMALL).body == BODY
    assert site.requests[1][2]["If-Range"] == changed


@pytest.mark.parametrize(
    "broken", [truncated(BODY), chunked(BODY, is_ended=False)], ids=["Content-Length", "chunks"]
)
def test_a_truncated_body_is_a_failure(fetch: Fetch, site: Site, broken: Page) -> None:
    site.pages["/a"] = broken
    failure = failure_of(fetch, site.url("/a"))
    assert (failure.kind, failure.is_final) == ("connection", False)
    assert str(failure).startswith("broke the connection")


def test_a_content_length_too_short_spoils_no_other_answer(fetch_many: Fetch, site: Site) -> None:
    site.pages |= {"/short": page(BODY, Content_Length="100"), "/next": page(b"next")}
    first, second = fetch_many(site.url("/short"), site.url("/next"))
    assert (first.body, second.body) == (BODY[:100], b"next")


def test_a_partial_body_belongs_to_one_process(tmp_path: Path, site: Site) -> None:
    """Whoever comes second takes the page for itself, and leaves the other's part alone."""
    site.pages["/a"] = page(BODY, ETag='"one"')
    with (
        open_client(tmp_path / "web", HURRIED.changed(**SMALL)) as first,
        open_client(tmp_path / "web", HURRIED.changed(**SMALL)) as second,
    ):
        key = "fetch"
        with first.partials.hold(key) as held:
            held.body.write_bytes(b"held")
            with second.partials.hold(key) as other:
                assert other.body != held.body
                other.body.write_bytes(b"other")
            assert held.body.read_bytes() == b"held"
            assert not other.body.exists()


@pytest.fixture(scope="module")
def module_site() -> object:
    with serve() as running:
        yield running


NUMBERS = count()


@settings(max_examples=60, deadline=None)
@given(
    body=st.binary(max_size=3000),
    cuts=st.lists(st.integers(0, 1000), max_size=6),
    has_ranges=st.booleans(),
    kept_from=st.integers(1, 2000),
)
def test_however_it_breaks_the_bytes_are_the_page_s(
    module_site: Site,
    tmp_path_factory: pytest.TempPathFactory,
    body: bytes,
    cuts: list[int],
    has_ranges: bool,
    kept_from: int,
) -> None:
    path, folder = f"/{next(NUMBERS)}", tmp_path_factory.getbasetemp() / "broken"
    module_site.pages[path] = breaking(body, *cuts, ranges=has_ranges)
    limits = HURRIED.changed(resume_from_bytes=kept_from, tries=len(cuts) + 1, first_wait_seconds=0)
    with open_client(folder, limits) as client:
        fetched = fetch_page(client, entry(module_site.url(path)), None, lambda: folder / "aside")
    assert fetched.body == body


def test_a_body_is_not_kept_beyond_the_limit_even_in_parts(fetch: Fetch, site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = breaking(BODY, 1000)
    failure = failure_of(fetch, site.url("/a"), most_bytes=1500, **SMALL)
    assert isinstance(failure, FetchFailed)
    assert failure.kind == "too_large"
    assert kept_aside(tmp_path) == []

"""Servers that are busy, slow or silent: asked again, waited for, and given up with a clear sentence."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.web.conftest import Fetch, failure_of
from tests.web_server import Site, dripping, in_turn, page, stalled, status

BODY = b"Tinh,Diem\nHue,86.5\n"


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(fetch: Fetch, site: Site, code: int) -> None:
    site.pages["/a"] = in_turn(status(code), page(BODY))
    assert fetch(site.url("/a")).body == BODY


@pytest.mark.parametrize("code", [401, 403, 404, 410, 501])
def test_a_refusal_is_final(fetch: Fetch, site: Site, code: int) -> None:
    site.pages["/a"] = status(code)
    assert failure_of(fetch, site.url("/a")).is_final
    assert site.count("/a") == 1


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize("waits", ["7", "date"])
def test_a_wait_that_is_asked_for_is_kept(
    fetch: Fetch, site: Site, monkeypatch: pytest.MonkeyPatch, waits: str, code: int
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    asked = waits if waits == "7" else format_datetime(datetime.now(UTC) + timedelta(seconds=8), usegmt=True)
    site.pages["/a"] = in_turn(status(code, Retry_After=asked), page(BODY))
    assert fetch(site.url("/a")).body == BODY
    assert any(5 < seconds <= 8 for seconds in slept)


@pytest.mark.parametrize(("code", "other_is_asked"), [(429, 0), (503, 1)])
def test_who_asks_to_wait_a_day_is_left_alone(
    fetch_many: Fetch, site: Site, code: int, other_is_asked: int
) -> None:
    """429 is about the one who asks, so the whole host is left alone; 503 may be about one page."""
    site.pages |= {"/a": status(code, Retry_After="86400"), "/b": page(BODY)}
    first, _ = fetch_many(site.url("/a"), site.url("/b"))
    assert f"answered {code} and asks to wait 24 hours; it is left alone for this run" in str(first)
    assert first.is_final
    assert (site.count("/a"), site.count("/b")) == (1, other_is_asked)


def test_a_wait_that_makes_no_sense_counts_as_none(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = in_turn(status(503, Retry_After="soon"), page(BODY))
    assert fetch(site.url("/a")).body == BODY


def test_a_body_that_stalls_times_out(fetch: Fetch, site: Site) -> None:
    site.pages["/a"] = stalled(BODY)
    failure = failure_of(fetch, site.url("/a"), piece_seconds=0.1)
    assert (failure.kind, str(failure)) == ("timeout", "did not answer in time; another try may help")


@pytest.mark.parametrize(
    "start",
    [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"],
    ids=["head", "body"],
)
def test_a_drip_that_never_ends_is_given_up(fetch: Fetch, site: Site, start: bytes) -> None:
    site.pages["/a"] = dripping(start)
    failure = failure_of(fetch, site.url("/a"), whole_seconds=0.3)
    assert (failure.kind, str(failure)) == ("timeout", "took over 0.3 s; another try may help")
    assert site.count("/a") == 1

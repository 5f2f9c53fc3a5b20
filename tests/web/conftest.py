"""Fetching one page from the test's own server, without a catalogue and a raw zone around it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.fetched import Fetched, FetchFailed
from ingest.raw import RawZone
from ingest.web.client import open_client
from ingest.web.download import fetch_page
from tests.web_server import HURRIED

Fetch = Callable[..., Fetched]


def entry(url: str, **fields: Any) -> dict[str, Any]:
    """Return what fetching needs of a catalogue entry."""
    return {"address": url, "method": "GET", "parameters": {}, "headers": {}, **fields}


@pytest.fixture(autouse=True)
def no_proxy_but_the_test_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def fetch(tmp_path: Path) -> Fetch:
    """Return a function that fetches an address with hurried limits, some of them changed."""

    def fetched(url: str, *, known: Any = None, allow_private: bool = False, **changes: Any) -> Fetched:
        fields = {name: changes.pop(name) for name in ("method", "headers", "connection") if name in changes}
        limits = HURRIED.changed(**changes)
        with open_client(tmp_path / "web", limits, allow_private=allow_private) as client:
            return fetch_page(client, entry(url, **fields), known, RawZone(tmp_path).temporary_file)

    return fetched


def failure_of(fetch: Fetch, url: str, **changes: Any) -> FetchFailed:
    """Return the failure that fetching an address ends with."""
    with pytest.raises(FetchFailed) as failed:
        fetch(url, **changes)
    return failed.value


@pytest.fixture
def fetch_many(tmp_path: Path) -> Callable[..., list[Fetched | FetchFailed]]:
    """Return a function that fetches several addresses with one client, as a batch does."""

    def fetched(*urls: str) -> list[Fetched | FetchFailed]:
        outcomes: list[Fetched | FetchFailed] = []
        with open_client(tmp_path / "web", HURRIED) as client:
            for url in urls:
                try:
                    outcomes.append(fetch_page(client, entry(url), None, RawZone(tmp_path).temporary_file))
                except FetchFailed as failure:
                    outcomes.append(failure)
        return outcomes

    return fetched

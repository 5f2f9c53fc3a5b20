"""Download one declared web address: ask only for what changed, try again, go on where a body broke off."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests
import tenacity
import urllib3

from ingest.fetched import Fetched, FetchFailed, with_body
from ingest.keys import key_of
from ingest.web.client import WebClient
from ingest.web.credentials import credential_headers, without_secrets
from ingest.web.exchange import exchange
from ingest.web.failures import ERRORS, asks_to_wait, failure_of_error, failure_of_status
from ingest.web.media_types import note_on
from ingest.web.partials import Partial
from ingest.web.receiving import Received, receive
from ingest.web.session import host_of
from ingest.web.unpacking import unpacked

FIRST_BYTES = 64


def fetch_page(
    client: WebClient,
    source: Mapping[str, Any],
    known: Mapping[str, Any] | None,
    new_file: Callable[[], Path],
) -> Fetched:
    """Fetch one source by HTTP, asking only for what changed since the ``known`` attempt.

    ``source`` is its catalogue entry (``address``, ``method``, ``parameters``, ``headers``), ``known`` the
    row of ``fetch_log`` of its last success; a large body goes to a ``new_file()``. Raises ``FetchFailed``.
    """
    limits = client.limits
    tries = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(limits.tries) | tenacity.stop_after_delay(limits.whole_seconds),
        wait=_Wait(limits.first_wait_seconds),
        retry=tenacity.retry_if_exception(
            lambda error: isinstance(error, FetchFailed) and not error.is_final
        ),
        reraise=True,
    )
    conditions = _conditions(source, known)
    try:
        return tries(_try, client, source, conditions, new_file)
    except FetchFailed as failure:
        raise without_secrets(failure, source) from failure


class _Wait(tenacity.wait.wait_base):
    """Doubles the wait with each try, a little by chance; a server's Retry-After counts when it is longer."""

    def __init__(self, first_seconds: float) -> None:
        self._backoff = tenacity.wait_exponential(first_seconds) + tenacity.wait_random(0, first_seconds / 2)

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        failure = retry_state.outcome.exception() if retry_state.outcome else None
        asked = failure.wait_seconds if isinstance(failure, FetchFailed) else None
        return max(self._backoff(retry_state), asked or 0.0)


def request_for(source: Mapping[str, Any], headers: Mapping[str, str]) -> requests.Request:
    """Return the request for a source, with headers beside its own. Raises ``FetchFailed``."""
    told = {**source["headers"], **credential_headers(source), **headers}
    request = requests.Request(source["method"], source["address"], headers=told)
    setattr(request, "data" if source["method"] == "POST" else "params", source["parameters"])
    return request


def _conditions(source: Mapping[str, Any], known: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the headers of a conditional GET, when the same address answered before."""
    if (
        known is None
        or source["method"] != "GET"
        or known["url"] != source["address"]
        or source["parameters"]
    ):
        return {}
    conditions = {"If-None-Match": known["etag"], "If-Modified-Since": known["last_modified"]}
    return {name: value for name, value in conditions.items() if value}


def _try(
    client: WebClient,
    source: Mapping[str, Any],
    conditions: Mapping[str, str],
    new_file: Callable[[], Path],
) -> Fetched:
    """Ask once; what came of a large body stays in its ``Partial`` when it breaks off."""
    key = key_of(source["method"], source["address"], sorted(source["parameters"].items()))
    with client.partials.hold(key) as partial:
        rest = partial.conditions() if source["method"] == "GET" else {}
        try:
            with exchange(client, request_for(source, rest or conditions)) as response:
                if response.status_code == requests.codes.not_modified and conditions and not rest:
                    return Fetched(source["address"], response.status_code, not_modified=True)
                _check_status(client, response, partial)
                received = receive(response, partial, client.limits)
            fetched = _unpacked(client, source, received, new_file)
        except ERRORS as error:
            raise failure_of_error(error, client.limits.whole_seconds) from error
        except FetchFailed as failure:
            if failure.kind in ("too_large", "packing"):  # what is there is of no use
                partial.clear()
            raise
        partial.clear()
        return fetched


def _check_status(client: WebClient, response: requests.Response, partial: Partial) -> None:
    """Raise ``FetchFailed`` unless a body follows that is whole, or continues ``partial``."""
    status = response.status_code
    if status == requests.codes.ok:
        return
    if status == requests.codes.partial_content and partial.is_continued_by(response):
        return
    if status in (requests.codes.partial_content, requests.codes.requested_range_not_satisfiable):
        partial.clear()
        said = f"answered {status} with another part than was asked for; another try asks for the whole"
        raise FetchFailed("resume", said, is_final=False, status=status)
    failure = failure_of_status(response, _asked_wait(response))
    if failure.wait_seconds is None or failure.wait_seconds <= client.limits.most_wait_seconds:
        if failure.wait_seconds and status == requests.codes.too_many_requests:
            client.hosts.postpone(host_of(response.url), failure.wait_seconds)
        raise failure
    failure = asks_to_wait(status, failure.wait_seconds)
    if status == requests.codes.too_many_requests:
        client.hosts.close(host_of(response.url), failure)
    raise failure


def _asked_wait(response: requests.Response) -> float | None:
    """Return the seconds of ``Retry-After``, given as a number or a date; ``None`` when there are none."""
    asked = response.headers.get("Retry-After")
    if not asked:
        return None
    try:
        return urllib3.Retry(retry_after_max=10**9).parse_retry_after(asked)
    except urllib3.exceptions.InvalidHeader:
        return None


def _unpacked(
    client: WebClient, source: Mapping[str, Any], received: Received, new_file: Callable[[], Path]
) -> Fetched:
    """Return what was received, unpacked, with its provenance."""
    head, address = received.head, source["address"]
    fetched = Fetched(address, requests.codes.ok, head.etag, head.last_modified, head.media_type)
    with received.open() as file:
        pieces = unpacked(file, head.packing, received.length, client.limits)
        fetched = with_body(fetched, pieces, new_file, client.limits)
    return replace(fetched, note=note_on(address, head.media_type, _first_bytes(fetched)))


def _first_bytes(fetched: Fetched) -> bytes:
    if fetched.body is not None:
        return fetched.body[:FIRST_BYTES]
    if fetched.aside is None:
        return b""
    with fetched.aside.open("rb") as file:
        return file.read(FIRST_BYTES)

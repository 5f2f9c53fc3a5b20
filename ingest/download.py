"""Download one address: a web page or a local file, through the same session, with limits.

Nothing is written to raw here, except that a large body is streamed to a file aside.
"""

import hashlib
import http.client
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests_file import FileAdapter
from urllib3.util import Retry

from ingest.raw import RawZone

USER_AGENT = "thuocdo/0.1 (open warehouse of administrative-reform targets; nightly, polite)"
CONNECT_SECONDS = 10
PIECE_SECONDS = float(os.environ.get("THUOCDO_FETCH_TIMEOUT", "60"))  # between two pieces of a body
WHOLE_DOCUMENT_SECONDS = 900
IN_ROW_BYTES = 16 * 2**20  # a larger body goes to a file of its own
MOST_BYTES = 512 * 2**20
PIECE_BYTES = 64 * 2**10
RETRIED_STATUSES = (429, 500, 502, 503, 504)


class FetchFailed(Exception):
    """One source could not be fetched. ``is_final``: trying again in this run cannot help."""

    def __init__(self, kind: str, message: str, *, is_final: bool, status: int | None = None) -> None:
        super().__init__(message)
        self.kind, self.is_final, self.status = kind, is_final, status


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back for one source. ``body`` is ``None`` when the server said "not modified", or when
    the body was large and lies in ``aside`` instead."""

    url: str
    status: int | None
    etag: str | None
    last_modified: str | None
    media_type: str | None
    not_modified: bool = False
    body: bytes | None = None
    aside: Path | None = None
    sha256: str = ""
    byte_length: int = 0


def open_session() -> requests.Session:
    """Return a session with the retries, limits and user agent that every fetch uses."""
    retry = Retry(
        total=2,
        backoff_factor=0.5,
        status_forcelist=RETRIED_STATUSES,
        allowed_methods=None,
        raise_on_status=False,
        respect_retry_after_header=True,
        redirect=False,  # requests follows redirects itself, at most ``max_redirects``
    )
    session = requests.Session()
    session.max_redirects = 5
    session.headers["User-Agent"] = USER_AGENT
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    session.mount("file://", FileAdapter())
    return session


def fetch_source(
    session: requests.Session,
    raw: RawZone,
    folder: Path,
    source: Mapping[str, Any],
    known: Mapping[str, Any] | None,
) -> Fetched:
    """Fetch one source, asking only for what changed since the ``known`` attempt.

    ``folder`` is where relative paths start. Raises ``FetchFailed``.
    """
    address = source["address"]
    location = address if "://" in address else (folder / address).resolve().as_uri()
    headers = {**source["headers"], **_conditions(source, location, known)}
    request = requests.Request(source["method"], location, headers=headers)
    setattr(request, "params" if source["method"] == "GET" else "data", source["parameters"])
    try:
        settings = session.merge_environment_settings(location, {}, True, None, None)
        prepared = session.prepare_request(request)
        with session.send(prepared, timeout=(CONNECT_SECONDS, PIECE_SECONDS), **settings) as response:
            return _read_response(raw, address, location, response)
    except requests.TooManyRedirects as error:
        raise FetchFailed(
            "redirects", "redirects more than 5 times; check the address", is_final=True
        ) from error
    except (requests.Timeout, requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
        if _is_timeout(error):
            said = "did not answer in time; another try may help"
            raise FetchFailed("timeout", said, is_final=False) from error
        raise FetchFailed("connection", f"broke the connection ({_short(error)})", is_final=False) from error
    except requests.RequestException as error:
        raise FetchFailed("request", f"cannot be asked ({_short(error)})", is_final=True) from error


def _conditions(source: Mapping[str, Any], location: str, known: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the headers of a conditional GET, when the same address answered before."""
    if (
        known is None
        or source["method"] != "GET"
        or known["url"] != source["address"]
        or source["parameters"]
    ):
        return {}
    conditions = {"If-None-Match": known["etag"], "If-Modified-Since": known["last_modified"]}
    return {name: value for name, value in conditions.items() if value and not location.startswith("file:")}


def _read_response(raw: RawZone, address: str, location: str, response: requests.Response) -> Fetched:
    status = None if location.startswith("file:") else response.status_code
    if response.status_code == requests.codes.not_modified:
        return Fetched(address, status, None, None, None, not_modified=True)
    if response.status_code != requests.codes.ok:
        raise _failure_of(response.status_code, is_local=status is None)
    fetched = Fetched(
        url=address,
        status=status,
        etag=response.headers.get("ETag"),
        last_modified=response.headers.get("Last-Modified"),
        media_type=response.headers.get("Content-Type"),
    )
    return _with_body(raw, fetched, response)


def _failure_of(status: int, *, is_local: bool) -> FetchFailed:
    if is_local:
        return FetchFailed("missing", "is not there or cannot be read; check the path", is_final=True)
    said = f"{status} {http.client.responses.get(status, '')}".strip()
    if status in (404, 410):
        return FetchFailed(
            "missing", f"answered {said}; check the address in the catalogue", is_final=True, status=status
        )
    if status in RETRIED_STATUSES:
        return FetchFailed(
            "unavailable", f"answered {said}; another try may help", is_final=False, status=status
        )
    return FetchFailed("refused", f"answered {said}; check address and access", is_final=True, status=status)


def _with_body(raw: RawZone, fetched: Fetched, response: requests.Response) -> Fetched:
    """Read the body piece by piece; a large one is written aside instead of held in memory."""
    digest, length, pieces = hashlib.sha256(), 0, bytearray()
    aside: Path | None = None
    try:
        for piece in _pieces(response):
            digest.update(piece)
            length += len(piece)
            pieces += piece
            if length > IN_ROW_BYTES:
                aside = aside or raw.temporary_file()
                with aside.open("ab") as file:
                    file.write(pieces)
                pieces.clear()
    except BaseException:
        if aside is not None:
            aside.unlink(missing_ok=True)
        raise
    if aside is not None:
        with aside.open("ab") as file:
            file.write(pieces)
    return replace(
        fetched,
        body=None if aside else bytes(pieces),
        aside=aside,
        sha256=digest.hexdigest(),
        byte_length=length,
    )


def _pieces(response: requests.Response) -> Iterator[bytes]:
    started, length = time.monotonic(), 0
    for piece in response.iter_content(PIECE_BYTES):
        length += len(piece)
        if length > MOST_BYTES:
            raise FetchFailed(
                "too_large", f"is larger than {MOST_BYTES >> 20} MB; it is not kept", is_final=True
            )
        if time.monotonic() - started > WHOLE_DOCUMENT_SECONDS:
            raise FetchFailed(
                "timeout", f"took over {WHOLE_DOCUMENT_SECONDS} s; another try may help", is_final=False
            )
        yield piece


def _is_timeout(error: Exception) -> bool:
    """Tell whether a time-out is the cause; ``requests`` wraps one that urllib3 has retried."""
    inner = error.args[0] if error.args else None
    causes = (error, inner, getattr(inner, "reason", None))
    return any(isinstance(cause, (requests.Timeout, urllib3.exceptions.TimeoutError)) for cause in causes)


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:160] if str(error) else type(error).__name__

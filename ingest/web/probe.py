"""Try a source once without keeping anything: what answers there, and how its first bytes look."""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import requests

from ingest.fetched import FetchFailed
from ingest.web.client import WebClient
from ingest.web.credentials import without_secrets
from ingest.web.download import request_for
from ingest.web.exchange import exchange
from ingest.web.failures import ERRORS, failure_of_error, failure_of_status
from ingest.web.partials import Head
from ingest.web.receiving import pieces_of
from ingest.web.unpacking import unpacked

FIRST_BYTES = 64 * 2**10


@dataclass(frozen=True, slots=True)
class Probe:
    """What answered. ``failure`` continues a sentence that begins with the address; mostly empty."""

    status: int | None = None
    head_status: int | None = None  # of the HEAD request; many servers refuse it and answer the GET
    address: str = ""  # where redirects led
    media_type: str | None = None
    byte_length: int | None = None  # of the whole body as it is sent, when the server tells
    first_bytes: bytes = b""
    is_whole: bool = False  # the first bytes are all there is
    failure: str = ""


def probe_source(client: WebClient, source: Mapping[str, Any], most_bytes: int = FIRST_BYTES) -> Probe:
    """Ask a source for its head and for its first ``most_bytes``; nothing is tried twice, nothing is raised.

    ``source`` is a catalogue entry with a web address.
    """
    try:
        head_status = _head_status(client, source) if source["method"] == "GET" else None
        return _first_part(client, source, most_bytes, head_status)
    except FetchFailed as failure:
        return Probe(status=failure.status, failure=str(without_secrets(failure, source)))
    except ERRORS as error:
        return Probe(failure=str(failure_of_error(error, client.limits.whole_seconds)))


def _head_status(client: WebClient, source: Mapping[str, Any]) -> int | None:
    """Return how a HEAD request is answered, or ``None``: what fails here fails for the GET, and is told."""
    with (
        contextlib.suppress(FetchFailed, *ERRORS),
        exchange(client, request_for({**source, "method": "HEAD"}, {})) as response,
    ):
        return response.status_code
    return None


def _first_part(
    client: WebClient, source: Mapping[str, Any], most_bytes: int, head_status: int | None
) -> Probe:
    asked = {"Range": f"bytes=0-{most_bytes - 1}", "Accept-Encoding": "identity"}
    with exchange(client, request_for(source, asked if source["method"] == "GET" else {})) as response:
        first, is_whole = _first_bytes(client, response, most_bytes)
        length = _whole_length(response)
        is_good = response.status_code in (requests.codes.ok, requests.codes.partial_content)
        return Probe(
            status=response.status_code,
            head_status=head_status,
            address=response.url,
            media_type=response.headers.get("Content-Type"),
            byte_length=length,
            first_bytes=first,
            is_whole=is_whole and response.status_code == requests.codes.ok or length == len(first),
            failure="" if is_good else str(failure_of_status(response, None)),
        )


def _first_bytes(client: WebClient, response: requests.Response, most_bytes: int) -> tuple[bytes, bool]:
    """Return the first bytes, unpacked, and whether nothing came after them."""
    held = bytearray()
    for piece in pieces_of(response):
        held += piece
        if len(held) > most_bytes:
            break
    is_whole = len(held) <= most_bytes
    packing = Head.of(response).packing
    if not packing:
        return bytes(held[:most_bytes]), is_whole
    plain = bytearray()
    try:
        for piece in unpacked(BytesIO(held), packing, len(held), client.limits):
            plain += piece
            if len(plain) > most_bytes:
                return bytes(plain[:most_bytes]), False
    except FetchFailed:
        if is_whole:
            raise
    return bytes(plain), is_whole


def _whole_length(response: requests.Response) -> int | None:
    """Return how long the whole body is as it is sent, as told by the answer."""
    told = re.search(r"/(\d+)$", response.headers.get("Content-Range", ""))
    stated = told[1] if told else response.headers.get("Content-Length", "")
    return int(stated) if stated.isdecimal() else None

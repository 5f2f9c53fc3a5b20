"""Trying a source once, without keeping anything: what answers there, and how its first bytes look."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from ingest.batches import LOCAL, host_of
from ingest.download import CONNECT_SECONDS, PIECE_SECONDS, open_session

FIRST_BYTES = 512 * 2**10  # the head of a portal's page alone may hold 100 KB of scripts


@dataclass(frozen=True, slots=True)
class Probe:
    """What answered. ``failure`` continues a sentence that begins with the address; mostly empty."""

    status: int | None = None  # None for a file, or when nothing answered
    address: str = ""  # where redirects led
    media_type: str | None = None
    byte_length: int | None = None  # of the whole body, when it is known
    first_bytes: bytes = b""
    is_whole: bool = False  # the first bytes are all there is
    failure: str = ""


def open_probing_session() -> requests.Session:
    """Return the session of every fetch, but one that tries nothing twice."""
    session = open_session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=0))
    return session


def probe_source(session: requests.Session, folder: Path, source: Mapping[str, Any]) -> Probe:
    """Ask a source, an entry of a catalogue whose paths start at ``folder``, for its first bytes.

    Nothing is raised; what is wrong stands in ``failure``.
    """
    if host_of(source["address"]) == LOCAL:
        return _probe_file(folder / source["address"])
    ask = {"params" if source["method"] == "GET" else "data": source["parameters"]}
    headers = {
        **source["headers"],
        **({"Range": f"bytes=0-{FIRST_BYTES - 1}"} if source["method"] == "GET" else {}),
    }
    try:
        with session.request(
            source["method"],
            source["address"],
            headers=headers,
            stream=True,
            timeout=(CONNECT_SECONDS, PIECE_SECONDS),
            **ask,
        ) as response:
            return _probe_response(response)
    except requests.Timeout:
        return Probe(failure="did not answer in time; try again later, or check the address")
    except requests.TooManyRedirects:
        return Probe(failure="redirects in a circle; check the address")
    except requests.exceptions.SSLError:
        said = "has a certificate that cannot be verified; name its authority in REQUESTS_CA_BUNDLE"
        return Probe(failure=said)
    except requests.ConnectionError:
        return Probe(failure="cannot be reached; check the address, and the network of this machine")
    except requests.RequestException as error:
        return Probe(failure=f"cannot be asked ({type(error).__name__}); check the address")


def _probe_response(response: requests.Response) -> Probe:
    held = bytearray()
    for piece in response.iter_content(64 * 2**10):
        held += piece
        if len(held) > FIRST_BYTES:
            break
    told = re.search(r"/(\d+)$", response.headers.get("Content-Range", ""))
    stated = told[1] if told else response.headers.get("Content-Length", "")
    is_packed = "Content-Encoding" in response.headers
    length = int(stated) if stated.isdecimal() and not is_packed else None
    is_whole = len(held) <= FIRST_BYTES and (response.status_code == 200 or length == len(held))
    said = f"answers {response.status_code} {response.reason}; check the address and whether it is public"
    return Probe(
        status=response.status_code,
        address=response.url,
        media_type=response.headers.get("Content-Type"),
        byte_length=len(held) if is_whole else length,
        first_bytes=bytes(held[:FIRST_BYTES]),
        is_whole=is_whole,
        failure="" if response.status_code in (200, 206) else said,
    )


def _probe_file(file: Path) -> Probe:
    try:
        with file.open("rb") as opened:
            first, length = opened.read(FIRST_BYTES), file.stat().st_size
    except OSError as error:
        return Probe(failure=f"is not there or cannot be read ({error.strerror}); check the path")
    return Probe(address=str(file), byte_length=length, first_bytes=first, is_whole=len(first) == length)

"""Receive a body piece by piece, packed as it comes: a small one in memory, a large one in a file aside."""

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import requests

from ingest.fetched import FetchFailed, check_size
from ingest.limits import Limits
from ingest.web.partials import Head, Partial

PIECE_BYTES = 64 * 2**10


@dataclass(frozen=True, slots=True)
class Received:
    """A whole body as it came: in memory, or in a file."""

    head: Head
    length: int
    content: bytes | Path

    def open(self) -> BinaryIO:
        """Return the body as an open file."""
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content.open("rb")


def receive(response: requests.Response, partial: Partial, limits: Limits) -> Received:
    """Receive the body of a 200 answer, or of a 206 answer that continues ``partial``.

    When the connection breaks, ``partial`` keeps what came, as far as it can be continued. Raises
    ``FetchFailed`` for a body that is too large, and what the connection raises.
    """
    head = _head_of(response, partial)
    length, held = partial.length, bytearray()
    check_size(length + _promised(response), limits)
    with contextlib.ExitStack() as at_end:
        file = at_end.enter_context(partial.body.open("ab")) if length else None
        for piece in pieces_of(response):
            length += len(piece)
            check_size(length, limits)
            if file is not None:
                file.write(piece)
                continue
            held += piece
            if length >= limits.resume_from_bytes:
                partial.begin(head)
                file = at_end.enter_context(partial.body.open("ab"))
                file.write(held)
    _check_whole(response, length)
    return Received(head, length, bytes(held) if file is None else partial.body)


def pieces_of(response: requests.Response) -> Iterator[bytes]:
    """Yield what arrives, as soon as it does; a body shorter than its Content-Length raises."""
    while piece := response.raw.read1(PIECE_BYTES, decode_content=False):
        yield piece


def _promised(response: requests.Response) -> int:
    """Return how many bytes the answer says will come; 0 where it says nothing."""
    stated = response.headers.get("Content-Length", "")
    return int(stated) if stated.isdecimal() else 0


def _head_of(response: requests.Response, partial: Partial) -> Head:
    """Return what is told about the body: a 206 answer need not repeat what the first answer told."""
    if response.status_code == requests.codes.partial_content and partial.head is not None:
        return partial.head
    partial.clear()
    return Head.of(response)


def _check_whole(response: requests.Response, length: int) -> None:
    """Raise ``FetchFailed`` when a 206 answer ended before the document does."""
    stated = re.search(r"/(\d+)$", response.headers.get("Content-Range", ""))
    if stated and length < int(stated[1]):
        said = f"sent {length} of {stated[1]} bytes; another try may help"
        raise FetchFailed("connection", said, is_final=False)

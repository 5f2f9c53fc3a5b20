"""Unpack a body that came compressed, piece by piece, never further than the limits allow."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from ingest.fetched import FetchFailed
from ingest.limits import Limits

PIECE_BYTES = 256 * 2**10
ARROW_NAMES = {"gzip": "gzip", "x-gzip": "gzip", "br": "brotli", "zstd": "zstd"}
DEFLATE = "deflate"


def unpacked(file: BinaryIO, packing: str, packed_length: int, limits: Limits) -> Iterator[bytes]:
    """Yield the pieces of ``file``, unpacked as ``packing`` (a ``Content-Encoding``) says.

    Raises ``FetchFailed`` for an unknown packing, a damaged or truncated body, and one that unpacks to more
    than ``most_ratio`` times its size; how many pieces are kept is for the caller to limit.
    """
    length = 0
    try:
        for piece in _pieces(file, packing if packed_length else ""):
            length += len(piece)
            if length > max(limits.most_ratio * packed_length, limits.ratio_from_bytes):
                raise _bomb(limits)
            yield piece
    except (OSError, zlib.error) as error:
        said = f"sent a body that cannot be unpacked as {packing} ({error}); another try may help"
        raise FetchFailed("packing", said, is_final=False) from error


def _pieces(file: BinaryIO, packing: str) -> Iterator[bytes]:
    if not packing:
        yield from iter(lambda: file.read(PIECE_BYTES), b"")
    elif packing in ARROW_NAMES:
        with pa.CompressedInputStream(pa.PythonFile(file, "r"), ARROW_NAMES[packing]) as stream:
            yield from iter(lambda: stream.read(PIECE_BYTES), b"")
    elif packing == DEFLATE:
        yield from _inflated(file)
    else:
        said = f"sent a body packed as {packing!r}, which was not asked for; report it to the site"
        raise FetchFailed("packing", said, is_final=True)


def _inflated(file: BinaryIO) -> Iterator[bytes]:
    """Unpack ``deflate``: zlib's format by RFC 9110 (8.4.1.2), without its head by some servers."""
    waiting = file.read(2)
    has_head = len(waiting) == 2 and waiting[0] & 15 == 8 and int.from_bytes(waiting) % 31 == 0
    inflate = zlib.decompressobj(zlib.MAX_WBITS if has_head else -zlib.MAX_WBITS)
    while not inflate.eof:
        waiting = waiting or file.read(PIECE_BYTES)
        piece = inflate.decompress(waiting, PIECE_BYTES)
        if not (waiting or piece):
            raise zlib.error("truncated")
        yield piece
        waiting = inflate.unconsumed_tail


def _bomb(limits: Limits) -> FetchFailed:
    said = (
        f"sent a body that unpacks to more than {limits.most_ratio:g} times its size and is not kept; "
        "check that it is a document, or raise most_ratio in ingest/limits.yml"
    )
    return FetchFailed("too_large", said, is_final=True)

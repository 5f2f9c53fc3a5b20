"""What came back for one source, or why nothing did. A large body lies in a file aside."""

import contextlib
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.limits import Limits


class FetchFailed(Exception):
    """One source could not be fetched; the message continues a sentence that begins with its address.

    ``is_final``: trying again in this run cannot help. ``wait_seconds``: how long its server asks to wait
    before the next try.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        is_final: bool,
        status: int | None = None,
        wait_seconds: float | None = None,
    ) -> None:
        super().__init__(message)
        self.kind, self.is_final, self.status, self.wait_seconds = kind, is_final, status, wait_seconds


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back for one source. ``body`` is ``None`` when the server said "not modified", or when
    the body was large and lies in ``aside`` instead. ``note`` says in a few words what looks odd."""

    url: str
    status: int | None
    etag: str | None = None
    last_modified: str | None = None
    media_type: str | None = None
    not_modified: bool = False
    body: bytes | None = None
    aside: Path | None = None
    sha256: str = ""
    byte_length: int = 0
    note: str = ""


def with_body(
    fetched: Fetched, pieces: Iterable[bytes], new_file: Callable[[], Path], limits: Limits
) -> Fetched:
    """Return ``fetched`` with the body that ``pieces`` make; more than ``in_row_bytes`` go to a new file.

    Raises ``FetchFailed`` when the body is larger than ``most_bytes``.
    """
    digest, length, held = hashlib.sha256(), 0, bytearray()
    with contextlib.ExitStack() as on_failure:
        aside = None
        for piece in pieces:
            digest.update(piece)
            length += len(piece)
            held += piece
            check_size(length, limits)
            if length > limits.in_row_bytes:
                if aside is None:
                    aside = new_file()
                    on_failure.callback(aside.unlink, missing_ok=True)
                _append(aside, held)
        if aside is not None:
            _append(aside, held)
        on_failure.pop_all()
    body = bytes(held) if aside is None else None
    return replace(fetched, body=body, aside=aside, sha256=digest.hexdigest(), byte_length=length)


def check_size(length: int, limits: Limits) -> None:
    """Raise ``FetchFailed`` when a body of ``length`` bytes is more than is ever kept."""
    if length > limits.most_bytes:
        raise FetchFailed(
            "too_large",
            f"is larger than {limits.most_bytes >> 20} MB and is not kept; check that it is a document, "
            "or raise most_bytes in ingest/limits.yml",
            is_final=True,
        )


def _append(file: Path, held: bytearray) -> None:
    with file.open("ab") as target:
        target.write(held)
    held.clear()

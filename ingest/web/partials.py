"""Bodies that broke off, kept aside so that the next try goes on where the last one stopped.

A partial body is a file of received bytes (packed as they came) and a note about the answer they belong to.
It is continued only when the server says that the document is still the same (``If-Range``), by this run's
next try or by a later run's.
"""

import contextlib
import json
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import requests
from filelock import FileLock, Timeout

WEAK_SECONDS = 60  # a page changed within a minute of being sent may have changed again (RFC 7232, 2.2.2)

LOCK_LETTERS = 2  # of a key of hexadecimal digits: 256 locks serve any number of sources


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of an answer tells about its body."""

    etag: str | None
    last_modified: str | None
    media_type: str | None
    packing: str  # Content-Encoding, e.g. gzip; empty when the body came as it is
    validator: str  # what If-Range may ask for; empty when the answer cannot be continued

    @classmethod
    def of(cls, response: requests.Response) -> "Head":
        """Return what this answer tells."""
        headers = response.headers
        packing = headers.get("Content-Encoding", "").strip().lower().replace("identity", "")
        return cls(
            etag=headers.get("ETag"),
            last_modified=headers.get("Last-Modified"),
            media_type=headers.get("Content-Type"),
            packing=packing,
            validator=_validator(headers, is_packed=bool(packing)),
        )


class Partial:
    """The partial body of one request, while one process holds it."""

    def __init__(self, folder: Path, key: str, *, is_kept: bool = True) -> None:
        self.body, self._note = folder / f"{key}.body", folder / f"{key}.json"
        self._is_kept = is_kept
        self.head: Head | None = None  # of a body that can be continued
        with contextlib.suppress(OSError, ValueError, TypeError):  # no note, or one cut short: begin anew
            self.head = Head(**json.loads(self._note.read_text("utf-8")))
        if self.head is None:
            self.clear()

    @property
    def length(self) -> int:
        """Return how many bytes are there."""
        return self.body.stat().st_size if self.body.exists() else 0

    def conditions(self) -> dict[str, str]:
        """Return the headers that ask for the rest, as long as the document is the same."""
        if self.head is None or not self.length:
            return {}
        return {"Range": f"bytes={self.length}-", "If-Range": self.head.validator}

    def is_continued_by(self, response: requests.Response) -> bool:
        """Tell whether a 206 answer holds exactly what comes next, of the very same document."""
        if self.head is None:
            return False
        headers = response.headers
        validators = (headers.get("ETag"), headers.get("Last-Modified"))
        starts_here = headers.get("Content-Range", "").startswith(f"bytes {self.length}-")
        is_packed_alike = headers.get("Content-Encoding", "") == self.head.packing
        return starts_here and is_packed_alike and self.head.validator in validators

    def begin(self, head: Head) -> None:
        """Start a new body; it is found again only when it can be continued."""
        self.clear()
        self.body.parent.mkdir(parents=True, exist_ok=True)
        self.body.touch()
        if head.validator and self._is_kept:
            self._note.write_text(json.dumps(asdict(head)), "utf-8")
            self.head = head

    def clear(self) -> None:
        """Forget the body."""
        self._note.unlink(missing_ok=True)
        self.body.unlink(missing_ok=True)
        self.head = None


class Partials:
    """The partial bodies of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def hold(self, key: str) -> Iterator[Partial]:
        """Give the partial body of a request; what cannot be continued is gone when the block ends.

        While another process holds it (or, rarely, one that shares its lock), a body of its own is given,
        which is not kept.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / f"{key[:LOCK_LETTERS]}.lock", blocking=False)
        with contextlib.ExitStack() as at_end:
            try:
                at_end.enter_context(lock)
            except Timeout:
                partial = Partial(self._folder, uuid.uuid4().hex, is_kept=False)
            else:
                partial = Partial(self._folder, key)
            try:
                yield partial
            finally:
                if partial.head is None:
                    partial.clear()

    def remove_older_than(self, days: float) -> None:
        """Remove the partial bodies that nobody has continued for so long."""
        oldest = time.time() - days * 86400
        for file in (*self._folder.glob("*.json"), *self._folder.glob("*.body")):
            with contextlib.suppress(FileNotFoundError):
                if file.stat().st_mtime < oldest:
                    file.unlink()


def _validator(headers: Mapping[str, str], *, is_packed: bool) -> str:
    """Return what proves that the document is still the same, byte by byte; empty when nothing does.

    A server that packs as it sends changes the bytes without changing the date, so that only an ETag counts
    there. A weak ETag (``W/``) promises the meaning only, not the bytes.
    """
    if headers.get("Accept-Ranges", "").strip() == "none":
        return ""
    etag, changed, sent = (headers.get(name, "") for name in ("ETag", "Last-Modified", "Date"))
    if etag and not etag.startswith("W/"):
        return etag
    if is_packed or not changed or not sent:
        return ""
    try:
        age = parsedate_to_datetime(sent) - parsedate_to_datetime(changed)
    except (TypeError, ValueError):
        return ""
    return changed if age.total_seconds() >= WEAK_SECONDS else ""

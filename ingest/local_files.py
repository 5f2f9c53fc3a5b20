"""Read a local file the way a page is fetched: piece by piece, with the same limits."""

from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.fetched import Fetched, FetchFailed, with_body
from ingest.limits import Limits

PIECE_BYTES = 2**20


def read_local_file(folder: Path, path: str, new_file: Callable[[], Path], limits: Limits) -> Fetched:
    """Return what the file holds; ``path`` starts in ``folder`` unless it is absolute.

    Raises ``FetchFailed``.
    """
    return with_body(Fetched(path, None), _pieces((folder / path).resolve()), new_file, limits)


def _pieces(file: Path) -> Iterator[bytes]:
    try:
        opened = file.open("rb")
    except OSError as error:
        said = f"is not there or cannot be read; check the path ({error.strerror})"
        raise FetchFailed("missing", said, is_final=True) from error
    with opened:
        while piece := opened.read(PIECE_BYTES):
            yield piece

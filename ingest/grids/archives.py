"""Parts of ZIP archives (XLSX, ODS, DOCX), unpacked no further than the limits allow."""

import copy
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ingest.grids.limits import MEGABYTE, MOST_PART, MOST_RATIO, MOST_UNPACKED, SMALL
from ingest.readers import Unreadable
from ingest.readers.saying import said_by
from ingest.readers.signatures import DAMAGE, is_of_the_disk

XML = bytes | bytearray
_PIECE = MEGABYTE // 4


def opened(file: Path) -> zipfile.ZipFile:
    """Open an archive whose parts state a bearable size. Raises ``Unreadable``; ``OSError`` is the disk's."""
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as error:
        if is_of_the_disk(error):
            raise
        raise Unreadable(f"is damaged or cut off ({said_by(error)}); fetch or save it again") from error
    _check_sizes(archive)
    return archive


def xml_of(archive: zipfile.ZipFile, name: str, most: int = MOST_PART) -> XML:
    """Return a part that holds XML. Raises ``Unreadable`` when it is too large or declares entities.

    The size counts as it is unpacked, whatever the archive's directory says. A part with a document type is
    refused: the formats forbid it (ECMA-376 part 2), and entities in it may grow without end.
    """
    xml = bytearray()
    try:
        for piece in _pieces(archive, name, most):
            xml += piece
    except DAMAGE as error:
        if is_of_the_disk(error):
            raise
        raise Unreadable(f"is damaged ({name}: {said_by(error)}); fetch or save it again") from error
    return xml


def _pieces(archive: zipfile.ZipFile, name: str, most: int) -> Iterator[bytes]:
    part = copy.copy(archive.getinfo(name))
    part.file_size = 2**62  # read to the end of the packed bytes
    size, tail = 0, b""
    with archive.open(part) as packed:
        while piece := packed.read(_PIECE):
            size += len(piece)
            if size > most:
                raise Unreadable(f"has a part ({name}) of more than {most // MEGABYTE} MB; save it as CSV")
            if _declares(piece) or _declares(tail + piece[:16]):
                raise Unreadable(
                    f"declares XML entities in {name}, which no workbook or document may, and is not read; "
                    "check where it comes from, or save it again"
                )
            yield piece
            tail = piece[-16:]


def _declares(xml: bytes) -> bool:
    """Tell whether XML declares a document type or an entity; the rarest letter is looked for first."""
    return b"!" in xml and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml)


def _check_sizes(archive: zipfile.ZipFile) -> None:
    packed = sum(part.compress_size for part in archive.infolist())
    size = sum(part.file_size for part in archive.infolist())
    if size > MOST_UNPACKED or size > SMALL and size > MOST_RATIO * packed:
        raise Unreadable(
            f"unpacks from {packed / MEGABYTE:.1f} to {size // MEGABYTE:,} MB, as no table does, and is not "
            "read; check where it comes from, or save it again"
        )

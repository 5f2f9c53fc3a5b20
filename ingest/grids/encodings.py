"""The encoding of a text file, told by its first bytes, and its bytes as UTF-8, piece by piece."""

import codecs
import io
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

from ingest.readers import Unreadable
from ingest.readers.legacy import ENCODINGS, convert, encoding_of
from ingest.readers.plain_text import decode_bytewise

PIECE = 2**22
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_FONTS = ("tcvn3", "vni")  # encodings of old fonts, which Python has no codec for
_WIDE_SHARE = 0.2  # of zero bytes at odd (even) places from which text is UTF-16 without a mark


def tell(head: bytes, is_whole: bool) -> str:
    """Return the encoding of a text by its first bytes; raise ``Unreadable`` when none is known."""
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    if b"\x00" in head:
        return _wide(head)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=is_whole)
    except UnicodeDecodeError as error:
        name = encoding_of(decode_bytewise(head))
        if not name:
            raise Unreadable(_said(head, "utf-8", error)) from error
        return name
    return "utf-8"


def checked(encoding: str) -> str:
    """Return the encoding that a mapping states, by the name used here. Raises ``Unreadable``."""
    name = encoding.lower()
    if name in _FONTS:
        return name
    try:
        known = codecs.lookup("cp1258" if name == "windows-1258" else name).name
    except LookupError as error:
        raise Unreadable(
            f"is declared in an encoding that is not known ({encoding}); mend its `encoding:`"
        ) from error
    return "utf-8-sig" if known == "utf-8" else known


def notice(encoding: str) -> tuple[str, ...]:
    """Return what the run's summary says of a file in an old encoding."""
    old = ENCODINGS.get(encoding)
    return (f"was written in the old encoding {old}; its text is kept in Unicode",) if old else ()


def decoded(head: bytes, encoding: str, is_whole: bool) -> str:
    """Return the text of a file's first bytes; a character that is cut off at their end is left out."""
    if encoding in _FONTS:
        return convert(decode_bytewise(head), encoding)
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head, final=is_whole)
    except UnicodeDecodeError as error:
        raise Unreadable(_said(head, encoding, error)) from error


class Utf8Stream(io.RawIOBase):
    """A text file in any encoding, read as UTF-8 without its mark. Counts the quotation marks that pass."""

    def __init__(self, file: Path, encoding: str) -> None:
        self.quotes = 0
        self._file = file.open("rb")
        self._pieces = self._in_utf8(encoding)
        self._rest = b""

    def readable(self) -> bool:
        """Return that the stream can be read."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        """Return ``size`` bytes, fewer only at the end. Raises ``Unreadable`` at a wrong byte."""
        taken: list[bytes] = []
        wanted = size if size >= 0 else sys.maxsize
        while wanted:
            piece = self._rest or next(filter(None, self._pieces), b"")
            if not piece:
                break
            taken.append(piece[:wanted])
            self._rest = piece[wanted:]
            wanted -= len(taken[-1])
        block = b"".join(taken)
        self.quotes += block.count(b'"')
        return block

    def _in_utf8(self, encoding: str) -> Iterator[bytes]:
        if encoding in ("utf-8", "utf-8-sig"):
            first = self._file.read(PIECE).removeprefix(codecs.BOM_UTF8)
            yield from itertools.chain([first], iter(lambda: self._file.read(PIECE), b""))
        elif encoding in _FONTS:
            for lines in self._whole_lines():
                yield convert(decode_bytewise(lines), encoding).encode()
        else:
            yield from self._transcoded(encoding)

    def _whole_lines(self) -> Iterator[bytes]:
        while lines := self._file.read(PIECE) + self._file.readline(PIECE):
            yield lines

    def _transcoded(self, encoding: str) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(encoding)()
        while piece := self._file.read(PIECE):
            yield self._decode(decoder, piece, encoding).encode()
        yield self._decode(decoder, b"", encoding, final=True).encode()

    def _decode(
        self, decoder: codecs.IncrementalDecoder, piece: bytes, encoding: str, final: bool = False
    ) -> str:
        try:
            return decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            raise Unreadable(
                f"is not valid {encoding.upper()} ({error.reason} near byte {self._file.tell():,}); "
                "state its `encoding:` or save it as UTF-8"
            ) from error


def wrong_line(file: Path) -> str:
    """Return where a file that is not valid UTF-8 has its first wrong byte, as a clause."""
    number = 0
    with file.open("rb") as lines:
        for number, line in enumerate(iter(lambda: lines.readline(PIECE), b""), 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                return f"byte 0x{line[error.start]:02X} in line {number:,}"
    return f"after line {number:,}"


def _wide(head: bytes) -> str:
    half = max(len(head) // 2, 1)
    if head[1::2].count(0) > half * _WIDE_SHARE and head[::2].count(0) == 0:
        return "utf-16-le"
    if head[::2].count(0) > half * _WIDE_SHARE and head[1::2].count(0) == 0:
        return "utf-16-be"
    raise Unreadable("is a binary file, not a table; check the address or the file")


def _said(head: bytes, encoding: str, error: UnicodeDecodeError) -> str:
    line = head.count(b"\n", 0, error.start) + 1
    return (
        f"is not valid {encoding.upper()} (byte 0x{head[error.start]:02X} in line {line}) "
        "and in no old encoding that is known; state its `encoding:` or save it as UTF-8"
    )

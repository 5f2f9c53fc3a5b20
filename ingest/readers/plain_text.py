"""Plain text: UTF-8, UTF-16 or an old Vietnamese encoding, with newlines and every character kept."""

import codecs

from ingest.readers.document import Document, Unreadable
from ingest.readers.legacy import to_unicode

NAME = "plain_text"
SIGNATURES = {  # first bytes of formats that are sometimes saved under the name .txt or .csv
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP, DOCX, XLSX or ODS",
    b"\xd0\xcf\x11\xe0": "an old DOC or XLS",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
}


def read_plain_text(body: bytes) -> str:
    """Return the text of ``body``, a UTF-8 file (a byte order mark stays) or UTF-16 with its mark.

    Offsets of measures point into exactly this text. Raises ``Unreadable``.
    """
    if not body.strip():
        raise Unreadable("is empty; check the address or the file")
    for signature, format_ in SIGNATURES.items():
        if body.startswith(signature):
            raise Unreadable(f"is {format_} file, not text; declare the text version")
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(body, "utf-16")
    if b"\x00" in body[:65536]:
        raise Unreadable("is a binary file, not text; check the address or the file")
    return _decode(body, "utf-8")


def read(body: bytes) -> Document:
    """Read a text file; one in an old encoding is converted to Unicode."""
    try:
        text = read_plain_text(body)
    except Unreadable as problem:
        if not isinstance(problem.__cause__, UnicodeDecodeError):
            raise
        text, notices = to_unicode(decode_bytewise(body))
        if not notices:
            raise
    else:
        text, notices = to_unicode(text)
    return Document(text, NAME, notices)


def decode_bytewise(body: bytes) -> str:
    """Return one character for each byte (Windows-1252): the form in which ``legacy`` knows old encodings."""
    return body.decode("latin-1").translate(_WINDOWS)


_WINDOWS = {
    code: letter for code in range(0x80, 0xA0) if (letter := bytes([code]).decode("cp1252", "ignore"))
}


def _decode(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        place = f"byte 0x{body[error.start]:02X} in line {line}"
        raise Unreadable(f"is not valid {encoding.upper()} ({place}); save it as UTF-8") from error

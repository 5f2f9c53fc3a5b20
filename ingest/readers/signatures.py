"""Which format a document has, told by its bytes and never by its name."""

import codecs
import errno
import io
import re
import zipfile
import zlib

from ingest.readers.document import Unreadable

MOST_UNPACKED = 2**30  # bytes; a small archive that unpacks to more is a mistake or an attack
DAMAGE = (  # what a damaged archive raises, wherever it is opened or read
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError),
    *(EOFError, OSError, KeyError),
    ValueError,  # of a part's name
)
_SEEKS_NOWHERE = (None, errno.EINVAL)  # of places that only a damaged archive names
_ARCHIVE = b"PK\x03\x04"
_REFUSED = {  # first bytes of formats without a reader: what it is, and what helps
    b"\xd0\xcf\x11\xe0": "an old DOC or XLS file, or one locked by a password; save it as DOCX, XLSX or PDF",
    b"{\\rtf": "an RTF file; save it as DOCX or PDF",
    b"PK\x05\x06": "an empty ZIP archive; check the address or the file",
    b"Rar!": "a RAR archive; unpack it and declare the file inside",
    b"7z\xbc\xaf": "a 7z archive; unpack it and declare the file inside",
    b"\x1f\x8b": "a gzip archive; unpack it and declare the file inside",
    b"\x89PNG": "a PNG picture; put its pages into a PDF, which is read by OCR",
    b"\xff\xd8\xff": "a JPEG picture; put its pages into a PDF, which is read by OCR",
    b"GIF8": "a GIF picture; put its pages into a PDF, which is read by OCR",
    b"II*\x00": "a TIFF picture; put its pages into a PDF, which is read by OCR",
    b"MM\x00*": "a TIFF picture; put its pages into a PDF, which is read by OCR",
    b"PAR1": "a Parquet file; declare the text version",
}
_MAIL_ARCHIVE = re.compile(rb"\A\s*(?:From:|MIME-Version:)[\s\S]{0,2000}multipart/related", re.IGNORECASE)
_HTML = re.compile(
    r"\A\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|main|article|section|div|table|h[1-6]|p|ul|ol|span)\b",
    re.IGNORECASE,
)


def is_of_the_disk(error: Exception) -> bool:
    """Tell whether an error of ``DAMAGE`` says that the disk failed, and nothing of what the file holds."""
    return isinstance(error, OSError) and error.errno not in _SEEKS_NOWHERE


def format_of(body: bytes) -> str:
    """Return ``docx``, ``xlsx``, ``pdf``, ``html`` or ``plain_text``; raise ``Unreadable`` for any other."""
    if not body.strip():
        raise Unreadable("is empty; check the address or the file")
    for signature, format_ in _REFUSED.items():
        if body.startswith(signature):
            raise Unreadable(f"is {format_}")
    if body.startswith(_ARCHIVE):
        return _format_of_archive(body)
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if _MAIL_ARCHIVE.match(body):
        raise Unreadable("is a web page saved with its pictures (MHTML); save it as HTML or PDF")
    return "html" if _HTML.match(_beginning(body)) else "plain_text"


def _format_of_archive(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
            unpacked = sum(member.file_size for member in archive.infolist())
            kinds = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except DAMAGE as error:
        raise Unreadable(f"is a damaged DOCX, XLSX or ZIP file ({error}); fetch or save it again") from error
    if unpacked > MOST_UNPACKED:
        raise Unreadable(f"unpacks to {unpacked // 2**20} MB; check that it is the right file")
    if b"wordprocessingml.document.main" in kinds or "word/document.xml" in names:
        return "docx"
    if b"spreadsheetml.sheet.main" in kinds or "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names:
        raise Unreadable("is an OpenDocument file (ODT or ODS); save it as DOCX or XLSX")
    raise Unreadable("is a ZIP archive; unpack it and declare the file inside")


def _beginning(body: bytes) -> str:
    head = body[:8192]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.decode("utf-8", "replace")

"""Which format a table file has, told by its bytes and never by its name."""

import codecs
import mmap
import re
from pathlib import Path

from ingest.grids import archives
from ingest.readers import Unreadable

_HEAD = 65536
_ARCHIVE = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0"
_REFUSED = {  # first bytes of formats without a reader: what it is, and what helps
    b"{\\rtf": "an RTF file; save it as DOCX or PDF",
    b"PK\x05\x06": "an empty ZIP archive; check the address or the file",
    b"Rar!": "a RAR archive; unpack it and declare the file inside",
    b"7z\xbc\xaf": "a 7z archive; unpack it and declare the file inside",
    b"\x1f\x8b": "a gzip archive; unpack it and declare the file inside",
    b"\x89PNG": "a PNG picture; type its table into a CSV file",
    b"\xff\xd8\xff": "a JPEG picture; type its table into a CSV file",
    b"GIF8": "a GIF picture; type its table into a CSV file",
    b"$FL2": "an SPSS file; save it as CSV",
}
_STATA = re.compile(
    rb"<stata_dta>|[\x69-\x73][\x01\x02]\x01\x00"
)  # versions 105 to 115 begin with their number
_MAIL_ARCHIVE = re.compile(rb"\A\s*(?:From:|MIME-Version:)[\s\S]{0,2000}multipart/related", re.IGNORECASE)
_HTML = re.compile(
    r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|main|article|section|div|table|h[1-6]|p|ul|ol|span|center|style"
    r"|script|form|link)\b",
    re.IGNORECASE,
)
_XML = re.compile(r"\A\s*<\?xml\b|\A\s*<!DOCTYPE\b|\A\s*<[A-Za-z][\w:.-]*(?:\s[^<>]*)?>", re.IGNORECASE)
_JSON = re.compile(r"\A\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
_JSON_LINES = re.compile(r"\A\s*\{[^\n]*\}\s*\n\s*\{")


def format_of(file: Path) -> str:
    """Return the format of a table file, by its module's name here; raise ``Unreadable`` for others."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    if not head.strip():
        raise Unreadable("is empty; check the address or the file")
    for signature, format_ in _REFUSED.items():
        if head.startswith(signature):
            raise Unreadable(f"is {format_}")
    if head.startswith(_ARCHIVE):
        return _format_of_archive(file)
    if head.startswith(_COMPOUND):
        return _format_of_compound(file)
    if head.startswith(b"PAR1"):
        return "parquet"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if _STATA.match(head):
        return "stata"
    if _MAIL_ARCHIVE.match(head):
        raise Unreadable("is a web page saved with its pictures (MHTML); save it as HTML, XLSX or CSV")
    return _format_of_text(beginning(head))


def beginning(head: bytes) -> str:
    """Return the first characters of a text, as far as they matter for its format."""
    head = head.removeprefix(codecs.BOM_UTF8)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.decode("utf-8", "replace")


def _format_of_text(head: str) -> str:
    if _HTML.match(head):
        return "html"
    if _XML.match(head):
        raise Unreadable("is an XML file; save it as XLSX or CSV")
    if _JSON_LINES.match(head):
        return "json_lines"
    return "json_records" if _JSON.match(head) else "delimited"


def _format_of_archive(file: Path) -> str:
    with archives.opened(file) as archive:
        names = set(archive.namelist())
    for part, format_ in (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"), ("content.xml", "ods")):
        if part in names:
            return format_
    if "xl/workbook.bin" in names:
        raise Unreadable("is a binary workbook (XLSB); save it as XLSX")
    raise Unreadable("is a ZIP archive; unpack it and declare the file inside")


def _format_of_compound(file: Path) -> str:
    """Tell apart what shares the container of old Office files, by the names of its streams."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as body:

        def has(stream: str) -> bool:
            return body.find(stream.encode("utf-16-le")) >= 0

        if has("EncryptedPackage"):
            raise Unreadable("is locked by a password; save it without")
        if has("Workbook") or has("Book"):
            return "xls"
        raise Unreadable("is an old DOC file or another old Office file; save it as DOCX, XLSX or PDF")

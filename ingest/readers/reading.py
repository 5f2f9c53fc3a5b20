"""One call for every format: the bytes tell the format, the format's module is loaded only then."""

import dataclasses
import importlib

from ingest.invisible import notice_of
from ingest.readers.document import Document
from ingest.readers.legacy import to_unicode
from ingest.readers.signatures import format_of


def read_document(body: bytes) -> Document:
    """Return the text of a TXT, HTML, DOCX, XLSX or PDF document. Raises ``Unreadable``."""
    read = importlib.import_module(f"ingest.readers.{format_of(body)}").read
    document: Document = read(body)
    text, notices = to_unicode(document.text)
    told = (*notice_of(text), *(notices if text != document.text else ()))
    return dataclasses.replace(document, text=text, notices=(*document.notices, *told)) if told else document

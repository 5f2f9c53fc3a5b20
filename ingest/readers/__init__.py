"""From the bytes of a document to its text, one reader per format."""

from ingest.readers.document import Document, Unreadable
from ingest.readers.plain_text import read_plain_text
from ingest.readers.reading import read_document

__all__ = ["Document", "Unreadable", "read_document", "read_plain_text"]

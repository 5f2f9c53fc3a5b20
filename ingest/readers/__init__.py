"""From the bytes of a document to its text, one reader per format."""

from ingest.readers.plain_text import Unreadable, read_plain_text

__all__ = ["Unreadable", "read_plain_text"]

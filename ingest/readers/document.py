"""What every reader of a format returns, and the one error it may raise."""

from dataclasses import dataclass


class Unreadable(Exception):
    """A document cannot be read; the message is a clause that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one document. Offsets of measures count the characters of exactly this ``text``."""

    text: str
    reader: str  # plain_text | html | docx | xlsx | pdf | scanned_pdf
    notices: tuple[str, ...] = ()  # clauses for the run's summary: "shows page 3 as a picture ..."

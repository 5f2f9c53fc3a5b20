"""The one record that lists hand on: a link to what may be a document."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a list shows it; ``title`` and ``day`` are empty where the list does not state them."""

    address: str  # whole and normalised
    title: str = ""
    day: date | None = None

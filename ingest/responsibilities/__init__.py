"""Who leads an area of reform, and who takes part, as a document states it."""

from ingest.responsibilities.reading import read_responsibilities

__all__ = ["read_responsibilities"]

"""Indicator exports: published tables of figures, read by the mapping their catalogue entry declares."""

from ingest.exports.contract import Held, losses
from ingest.exports.mapping import ExportMapping
from ingest.exports.reading import ExportReading, read_export

__all__ = ["ExportMapping", "ExportReading", "Held", "losses", "read_export"]

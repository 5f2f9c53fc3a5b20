"""Indicator exports: published tables of figures, read by the mapping their catalogue entry declares."""

from ingest.exports.contract import Earlier
from ingest.exports.mapping import ExportMapping
from ingest.exports.reading import ExportReading, read_export

__all__ = ["Earlier", "ExportMapping", "ExportReading", "read_export"]

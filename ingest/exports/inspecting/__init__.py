"""Inspecting: an unknown published table looked at, and the catalogue entry that would read it."""

from ingest.exports.inspecting.inspection import Inspection, Known, inspect_file

__all__ = ["Inspection", "Known", "inspect_file"]

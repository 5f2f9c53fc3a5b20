"""Inspecting: an unknown published table looked at, and the catalogue entry that would read it."""

from ingest.exports.inspecting.entry import entry_of
from ingest.exports.inspecting.inspection import Inspection, inspect_file
from ingest.exports.inspecting.proposal import Known

__all__ = ["Inspection", "Known", "entry_of", "inspect_file"]

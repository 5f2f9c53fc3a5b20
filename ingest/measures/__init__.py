"""Measures: read targets and actuals out of Vietnamese administrative-reform plans and reports.

Records made for each value, sentence or line are neither frozen nor comparable: that would make each of them
at half the speed. Nothing changes them but where the room that makes them says so.
"""

from ingest.compiled import import_path
from ingest.folders import Folders

__path__[:0] = import_path(Folders.from_environment())

from ingest.measures.reader import read_text  # noqa: E402  (compiled, where it is)

__all__ = ["read_text"]

"""Measures: read targets and actuals out of Vietnamese administrative-reform plans and reports."""

from ingest.measures.reader import read_text

__all__ = ["read_text"]

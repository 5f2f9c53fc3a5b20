"""What every reading must satisfy, whatever the text: used by the property tests and by ``make fuzz``."""

import math
from collections.abc import Sequence

from ingest.records import Measure

KINDS = ("target", "actual")
IDENTITY = ("value_start", "value_end", "kind", "indicator", "locality", "level", "year", "change")


def broken_rule(text: str, measures: Sequence[Measure]) -> str:
    """Return the first rule that a reading of ``text`` breaks, as a sentence; empty when it keeps all."""
    seen = set()
    for row in measures:
        said = _broken_by(text, row)
        if said:
            return f"{said}: {row}"
        identity = tuple(getattr(row, name) for name in IDENTITY)
        if identity in seen:
            return f"two measures have the same identity: {row}"
        seen.add(identity)
    return ""


def _broken_by(text: str, row: Measure) -> str:
    if not row.value_text or text[row.value_start : row.value_end] != row.value_text:
        return "the offsets do not give the value"
    if text[row.quote_start : row.quote_end] != row.quote:
        return "the offsets do not give the quote"
    if not 0 <= row.quote_start <= row.value_start < row.value_end <= row.quote_end <= len(text):
        return "the quote does not contain the value"
    if (row.value_high is not None) != (row.comparator == "between"):
        return "a second value and the comparator do not agree"
    if not all(math.isfinite(value) for value in (row.value_low, row.value_high or 0.0)):
        return "a value is not a finite number"
    if row.kind not in KINDS or not 0 <= row.indicator_score <= 1:
        return "the kind or the score is out of range"
    if row.year is not None and not 1900 <= row.year <= 2199:
        return "the year is out of range"
    return ""

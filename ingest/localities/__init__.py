"""Localities: names in any usual spelling, and codes, to one unit that stood on a given day."""

from ingest.localities.lookup import (
    nearest,
    resolve,
    resolve_for_document,
    resolve_names,
    why_unresolved,
)
from ingest.localities.names import fold
from ingest.localities.units import (
    COMMUNE,
    COUNTRY,
    DISTRICT,
    PROVINCE,
    Locality,
    localities,
    province_of,
    successor_of,
)

__all__ = [
    "COMMUNE",
    "COUNTRY",
    "DISTRICT",
    "PROVINCE",
    "Locality",
    "fold",
    "localities",
    "nearest",
    "province_of",
    "resolve",
    "resolve_for_document",
    "resolve_names",
    "successor_of",
    "why_unresolved",
]

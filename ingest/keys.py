"""Deterministic keys: the same facts give the same key on every machine and in every run."""

import hashlib

SEPARATOR = "\x1f"  # the ASCII unit separator: it stands in no field, so parts cannot run together


def key_of(*parts: object) -> str:
    """Return 32 hexadecimal digits that name the given parts.

    ``None`` counts as an empty part. The same value can be computed in DuckDB with
    ``left(sha256(concat_ws(chr(31), ...)), 32)`` when no part is null.
    """
    joined = SEPARATOR.join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8")).hexdigest()[:32]

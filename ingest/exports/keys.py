"""Keys of figures: what a figure is called, whoever reads it and whenever.

A key is 32 hexadecimal digits, as every key in raw. Hashing each figure would take longer than all the
rest of reading it, so the column is hashed, once, and the row is written into the first eight digits: no two
rows of a column share them, and keys that are cut short still tell figures apart.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from ingest.keys import key_of

DIGITS = 32
_ROW_DIGITS = 8
_ODD = np.uint32(2_654_435_761)  # times it modulo 2**32, no two row numbers are the same
_HEXADECIMAL = np.frombuffer(b"".join(b"%02x" % byte for byte in range(256)), np.uint16)

Letters = np.ndarray[Any, np.dtype[np.uint8]]


def value_keys(
    column: tuple[str, str, str], rows: pa.Int64Array, indicators: pa.DictionaryArray
) -> pa.StringArray:
    """Return a key for each figure of a column (its document, sheet and name), by row and indicator."""
    hashes = [key_of(*column, indicator) for indicator in indicators.dictionary.to_pylist()]
    letters = _letters_of(hashes)[indicators.indices.to_numpy()]
    firsts = np.array([int(hash_[:_ROW_DIGITS], 16) for hash_ in hashes], np.uint32)
    places = rows.to_numpy().astype(np.uint32) * _ODD + firsts[indicators.indices.to_numpy()]
    letters[:, :_ROW_DIGITS] = _HEXADECIMAL[places.astype(">u4").view(np.uint8)].view(np.uint8).reshape(-1, 8)
    return _as_texts(letters)


def _letters_of(hashes: list[str]) -> Letters:
    return np.frombuffer("".join(hashes).encode(), np.uint8).reshape(-1, DIGITS)


def _as_texts(letters: Letters) -> pa.StringArray:
    offsets = np.arange(0, letters.size + 1, DIGITS, dtype=np.int32)
    return pa.StringArray.from_buffers(len(letters), pa.py_buffer(offsets), pa.py_buffer(letters))

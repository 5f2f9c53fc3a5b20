"""Clean text that remembers where every character came from.

Documents arrive as HTML, PDF or OCR output: decomposed Unicode, soft hyphens, no-break spaces, Markdown
emphasis. The rooms of the reader work on ``clean`` and ``folded``, which have the same length; ``origin``
leads any span of them back to the characters of the document as it was decoded.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ingest.measures.words import load

# What the clean text writes differently: marks to compose, invisible characters and emphasis to drop,
# odd spaces and line ends to make plain.
_DIFFERENT = re.compile(
    "[^\u0300-\u036f][\u0300-\u036f]+"
    "|\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
    "|[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
    "|[\x00\ufeff\u00ad\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069]|\\*+"
)
_LINE_ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_SPACES = "\u00a0\u1680\u202f\u205f\u3000"
_CHARACTERS = str.maketrans("‐‑‒–—―−“”„‟’‘％⁄≧≦", '-------""""\'\'%/≥≤', "")
# Both spellings of the tone on "oa", "oe", "uy" ("hoá", "hóa") become the second one.
_TONED = {"a": "àáảãạ", "e": "èéẻẽẹ", "y": "ỳýỷỹỵ"}
_FIRST = {"o": "òóỏõọ", "u": "ùúủũụ"}
_TONE_PLACE = {
    first + toned: _FIRST[first][place] + second
    for first, second in (("o", "a"), ("o", "e"), ("u", "y"))
    for place, toned in enumerate(_TONED[second])
}
_TONE_PATTERN = re.compile("[ou][àáảãạèéẻẽẹỳýỷỹỵ]")


@dataclass(frozen=True, slots=True)
class CleanText:
    """A document's text in three writings: as decoded, clean, and folded for comparison."""

    original: str
    clean: str
    folded: str  # lower case, one spelling; as long as ``clean``
    starts: Sequence[int]  # of each clean character in the original
    ends: Sequence[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that the clean span was made from."""
        if start >= end:
            return (0, 0)
        return self.starts[start], self.ends[end - 1]


@cache
def _spelling() -> tuple[re.Pattern[str], dict[str, str]]:
    variants: dict[str, str] = load("spelling")["same_length"]
    for written, meant in variants.items():
        if len(written) != len(meant):
            raise ValueError(f"spelling.yml: {written!r} and {meant!r} differ in length")
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, variants))})(?!\w)"), variants


def fold(text: str) -> str:
    """Return text in one writing, without changing its length: case, tone place, dashes, i/y spelling."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    lowered = lowered.translate(_CHARACTERS)
    lowered = _TONE_PATTERN.sub(lambda found: _TONE_PLACE.get(found[0], found[0]), lowered)
    pattern, variants = _spelling()
    return pattern.sub(lambda found: variants[found[0]], lowered)


def _plain(piece: str) -> str:
    if piece[0] in _LINE_ENDS:
        return "\n"
    if len(piece) > 1 and piece[0] != "*":
        return unicodedata.normalize("NFC", piece)
    if piece in _SPACES or "\u2000" <= piece <= "\u200a":
        return " "
    return ""


def clean_text(original: str) -> CleanText:
    """Normalise a document and keep the way back to its own characters."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for found in _DIFFERENT.finditer(original):
        start, end = found.span()
        parts.append(original[done:start])
        starts.extend(range(done, start))
        ends.extend(range(done + 1, start + 1))
        plain = _plain(found[0])
        parts.append(plain)
        starts.extend([start] * len(plain))
        ends.extend([end] * len(plain))
        done = end
    parts.append(original[done:])
    starts.extend(range(done, len(original)))
    ends.extend(range(done + 1, len(original) + 1))
    clean = "".join(parts)
    return CleanText(original, clean, fold(clean), starts, ends)

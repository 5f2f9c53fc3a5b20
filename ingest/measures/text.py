"""Clean text that remembers where every character came from.

Documents arrive as HTML, PDF or OCR output: decomposed Unicode, soft hyphens, no-break spaces, Markdown
emphasis. The rooms of the reader work on ``clean`` and ``folded``, which have the same length; ``origin``
leads any span of them back to the characters of the document as it was decoded.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache

from ingest.measures.furniture import Piece, in_reading_order
from ingest.measures.words import any_of, load

# What the clean text writes differently: marks to compose, invisible characters and emphasis to drop,
# odd spaces and line ends to make plain.
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNLIKE = (
    "[\u0300-\u036f\r*\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
    f"{_SPACES}"
    "\x00\ufeff\u00ad\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069]"
    "(?:(?<=[\u0300-\u036f])[\u0300-\u036f]+|(?<=\r)\n|(?<=[*])[*]+)?"
)
_DIFFERENT = re.compile(_UNLIKE)
# Two spaces between words count as one; a wider gap may part the columns of a table.
_DIFFERENT_OR_WIDE = re.compile(rf"[ {_SPACES}](?<=\S.)[ {_SPACES}](?=\S)|{_UNLIKE}")
_LINE_ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_CHARACTERS = dict(zip("‐‑‒–—―−“”„‟’‘％⁄≧≦", '-------""""\'\'%/≥≤', strict=True))
_ODD_CHARACTERS = re.compile(f"[{''.join(_CHARACTERS)}]")
# Both spellings of the tone on "oa", "oe", "uy" ("hoá", "hóa") become the second one.
_TONED = {"a": "àáảãạ", "e": "èéẻẽẹ", "y": "ỳýỷỹỵ"}
_FIRST = {"o": "òóỏõọ", "u": "ùúủũụ"}
_TONE_PLACE = {
    first + toned: _FIRST[first][place] + second
    for first, second in (("o", "a"), ("o", "e"), ("u", "y"))
    for place, toned in enumerate(_TONED[second])
}
_TONE_PATTERN = re.compile("o[àáảãạèéẻẽẹ]|u(?<!qu)[ỳýỷỹỵ]")  # the "u" of "quý" is no vowel


@dataclass(eq=False)
class _Stretches:
    """Where the stretches of a clean text came from, in the order of the clean text."""

    clean: list[int] = field(default_factory=list)  # where each begins in the clean text
    starts: list[int] = field(default_factory=list)  # and in the original
    ends: list[int] = field(default_factory=list)
    as_they_stand: list[bool] = field(default_factory=list)  # every character is its own origin

    def add(self, clean: int, start: int, end: int, as_it_stands: bool) -> None:
        self.clean.append(clean)
        self.starts.append(start)
        self.ends.append(end)
        self.as_they_stand.append(as_it_stands)

    def origin(self, place: int) -> tuple[int, int]:
        """Return the span of the original that one clean character was made from."""
        number = bisect_right(self.clean, place) - 1
        if not self.as_they_stand[number]:
            return self.starts[number], self.ends[number]
        start = self.starts[number] + place - self.clean[number]
        return start, start + 1


@dataclass(eq=False)
class CleanText:
    """A document's text in three writings: as decoded, clean, and folded for comparison."""

    original: str
    clean: str
    folded: str  # lower case, one spelling; as long as ``clean``
    stretches: _Stretches

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that the clean span was made from."""
        if start >= end:
            return (0, 0)
        first, last = self.stretches.origin(start), self.stretches.origin(end - 1)
        return min(first[0], last[0]), max(first[1], last[1])


@cache
def _spelling() -> tuple[re.Pattern[str], dict[str, str]]:
    variants: dict[str, str] = load("spelling")["same_length"]
    for written, meant in variants.items():
        if len(written) != len(meant):
            raise ValueError(f"spelling.yml: {written!r} and {meant!r} differ in length")
    return re.compile(rf"{any_of(variants)}(?!\w)"), variants


def _spelled(found: re.Match[str]) -> str:
    """Return the common spelling of a word; what only ends a longer word stays."""
    written = found[0]
    if found.start() and found.string[found.start() - 1].isalnum():
        return written
    meant = _spelling()[1].get(written)
    if meant is None:  # a line ends between its words, or wide spaces part them: these stay
        letters = iter(_spelling()[1][" ".join(written.split())].replace(" ", ""))
        meant = "".join(letter if letter.isspace() else next(letters) for letter in written)
    return meant


# Digits as OCR prints them, l and i for 1, o for 0: in a percentage, in a year, in a number before a word.
_SLIP = re.compile(r"[0-9](?:[lio]|(?<=[lio].))(?<![^\W0-9lio]..)")
_SLIPPED_NUMBER = re.compile(
    r"(?<![\w.,])(?=[lio.,]*[0-9])[0-9lio]+(?:[.,][0-9lio]+)*(?=\s?%)"
    r"|(?<=năm )[12li][0-9lio]{3}(?!\w)"
    r"|(?<![\w.,])(?:[0-9]+[lo]+[0-9]*|[lo][0-9]{1,3})(?=\s[^\W\d_]{2})(?!\s?[\-–/])"
)
_DIGITS = str.maketrans("lio", "110")


def fold(text: str) -> str:
    """Return text in one writing, without changing its length: case, tone place, dashes, i/y, slips."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    lowered = _ODD_CHARACTERS.sub(lambda found: _CHARACTERS[found[0]], lowered)
    lowered = _TONE_PATTERN.sub(lambda found: _TONE_PLACE.get(found[0], found[0]), lowered)
    folded = _spelling()[0].sub(_spelled, lowered)
    if _SLIP.search(folded):
        folded = _SLIPPED_NUMBER.sub(lambda found: found[0].translate(_DIGITS), folded)
    return folded


def _plain(piece: str) -> str:
    if piece[0] in _LINE_ENDS:
        return "\n"
    if piece.isspace():
        return " "
    if len(piece) > 1 and piece[0] != "*":
        return unicodedata.normalize("NFC", piece)
    return ""


def clean_text(original: str) -> CleanText:
    """Normalise a document, put its pages into reading order, and keep the way back to its own characters."""
    different = _DIFFERENT_OR_WIDE if "  " in original or "\u00a0" in original else _DIFFERENT
    parts: list[str] = []
    stretches = _Stretches()
    length = 0

    def write(start: int, end: int, written: str, as_it_stands: bool) -> None:
        nonlocal length
        if written:
            stretches.add(length, start, end, as_it_stands)
            parts.append(written)
            length += len(written)

    for piece in in_reading_order(original) or (Piece(0, len(original)),):
        if piece.text is not None:
            write(piece.start, piece.end, piece.text, as_it_stands=False)
            continue
        done = piece.start
        for found in different.finditer(original, piece.start, piece.end):
            start, end = found.span()
            if start > done and "\u0300" <= original[start] <= "\u036f":
                start -= 1  # marks belong to the letter before them
            write(done, start, original[done:start], as_it_stands=True)
            write(start, end, _plain(original[start:end]), as_it_stands=False)
            done = end
        write(done, piece.end, original[done : piece.end], as_it_stands=True)
    clean = "".join(parts)
    return CleanText(original, clean, fold(clean), stretches)

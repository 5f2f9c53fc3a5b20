"""Vietnamese written in old 8-bit encodings (TCVN3 of the .Vn fonts, VNI, Windows-1258) back into Unicode.

Such text arrives as Western letters: "KÕ ho¹ch" (TCVN3) or "Keá hoaïch" (VNI) for "Kế hoạch". The letters
are in ``legacy_letters.csv`` (TCVN 5712:1993, VN3; the layout of the VNI-Windows fonts; code page 1258), the
words that give an encoding away in ``legacy_words.txt``.
"""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
ENCODINGS = {"tcvn3": "TCVN3", "vni": "VNI", "cp1258": "Windows-1258"}
# Letters that stand in Vietnamese Unicode text, and Western ones that do not stand in it.
_VIETNAMESE = re.compile("[\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u0323]")
_WESTERN = re.compile(
    "[\u00a1-\u00a9\u00aa\u00ac-\u00b1\u00b5-\u00b8\u00bb-\u00bf\u00c4-\u00c7\u00cb\u00ce\u00cf"
    "\u00d1\u00d6-\u00d8\u00dc\u00de\u00df\u00e4-\u00e7\u00eb\u00ee\u00ef\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe]"
)
_ACCENTED = re.compile("[\u00a1-\u00ff]")
_SAMPLE = 200_000  # characters that are looked at to tell an encoding
_FEWEST_WORDS = 3  # that must be recognised before a text or line counts as one in an old encoding


def to_unicode(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text in Unicode, and a notice where an old encoding was converted.

    Text in Vietnamese Unicode is returned as it is, but for lines that are wholly in an old encoding (pasted
    from an old document).
    """
    if not _VIETNAMESE.search(text):
        encoding = encoding_of(text) if _ACCENTED.search(text) else ""
        return (convert(text, encoding), (_notice(encoding),)) if encoding else (text, ())
    if len(_WESTERN.findall(text, 0, _SAMPLE)) < _FEWEST_WORDS:
        return text, ()
    lines = text.split("\n")
    found = [_encoding_of_line(line) for line in lines]
    if not any(found):
        return text, ()
    mended = [convert(line, name) if name else line for line, name in zip(lines, found, strict=True)]
    return "\n".join(mended), tuple(_notice(name) for name in ENCODINGS if name in found)


def encoding_of(text: str) -> str:
    """Return the old encoding in which the text makes Vietnamese words: ``tcvn3``, ``vni`` or nothing."""
    counts = {name: len(_words().findall(convert(text[:_SAMPLE], name).lower())) for name in ENCODINGS}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= _FEWEST_WORDS else ""


def convert(text: str, encoding: str) -> str:
    """Return text of an old encoding (one character for each of its bytes) in Unicode, NFC."""
    pattern, letters = _table(encoding)
    converted = pattern.sub(lambda found: letters[found[0]], text)
    return _with_capitals(converted) if encoding == "tcvn3" else converted


def _encoding_of_line(line: str) -> str:
    return "" if _VIETNAMESE.search(line) or not _WESTERN.search(line) else encoding_of(line)


def _notice(encoding: str) -> str:
    return f"was written in the old encoding {ENCODINGS[encoding]}; its text is kept in Unicode"


@cache
def _table(encoding: str) -> tuple[re.Pattern[str], dict[str, str]]:
    letters: dict[str, str] = {}
    with (_FOLDER / "legacy_letters.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["encoding"] == encoding:
                written = "".join(chr(int(code.removeprefix("U+"), 16)) for code in row["written"].split())
                letters[written] = row["letter"]
                if len(written) == 2 and written[0].isupper():
                    letters.setdefault(written[0] + written[1].lower(), row["letter"])
    longest_first = sorted(letters, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), letters


@cache
def _words() -> re.Pattern[str]:
    lines = (_FOLDER / "legacy_words.txt").read_text("utf-8").splitlines()
    words = [unicodedata.normalize("NFC", line.strip()) for line in lines if line and line[0] != "#"]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


_MIXED_WORD = re.compile(r"(?<!\w)[^\W\d_a-z]*(?:[A-ZĂÂÊÔƠƯĐ][^\W\d_a-z]*){2}(?!\w)")


def _with_capitals(text: str) -> str:
    """Write capitals throughout a word such as "TỉNH": TCVN3 has no codes for capitals with a tone."""
    return _MIXED_WORD.sub(lambda found: found[0].upper(), text)

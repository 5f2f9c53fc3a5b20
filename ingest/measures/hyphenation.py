"""Words divided at the end of a line."""

import re
import unicodedata

HYPHENS = "-\u2010\u00ad"
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?[aăâeêioôơuưy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
_LEFT = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_RIGHT = re.compile(r"[^\W\d_]+")


def is_syllable(word: str) -> bool:
    """Tell whether a word can be one syllable of Vietnamese."""
    parts = unicodedata.normalize("NFD", word.lower())
    if len(_TONES.findall(parts)) > 1:
        return False
    return bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", _TONES.sub("", parts))))


def joint(left: str, right: str) -> str | None:
    """Return what stands for the hyphen and the line end between two lines, or None where no word is divided.

    "nghi-" + "ệp vụ" becomes one syllable; "cải-" + "cách" stays two words, since "cảicách" is none.
    """
    if left[-1] not in HYPHENS:
        return None
    before, after = _LEFT.search(left), _RIGHT.match(right)
    if not before or not after or not (before[1][-1].islower() and after[0][0].islower()):
        return None
    if left.endswith("\u00ad"):
        return ""
    are_words = is_syllable(before[1]) and is_syllable(after[0])
    return " " if are_words and not is_syllable(before[1] + after[0]) else ""

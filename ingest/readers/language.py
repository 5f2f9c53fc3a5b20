"""Whether a text is Vietnamese, told by its words alone, with or without diacritics.

Vietnamese is written syllable by syllable, and a syllable is built in few ways only; so most words of a
Vietnamese text can be one, and few of any other language (the parts are in ``vietnamese_syllables.txt``).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FEWEST_WORDS = 20  # fewer tell nothing: a short note, a table of figures
SYLLABLES_OF_ALL_WORDS = 0.5  # plans, reports and news reach 0.8 and more, English pages 0.4 at most
VIETNAMESE_OF_ALL_LETTERS = 0.08  # 0.15 and more even where a PDF glues words together or parts their letters
_SAMPLE = 200_000  # characters that are looked at
# A letter of a script that parts no words (Chinese, Japanese) is a word by itself.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+")
_VIETNAMESE_LETTER = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")


@dataclass(frozen=True, slots=True)
class Words:
    """How many words a text has, and how many of them may be Vietnamese."""

    all: int
    syllables: int
    letters: int  # of these words
    vietnamese_letters: int  # that no other language has

    @property
    def are_vietnamese(self) -> bool:
        """Tell whether the text is Vietnamese, or too short to say that it is not."""
        return (
            self.all < FEWEST_WORDS
            or self.syllables >= SYLLABLES_OF_ALL_WORDS * self.all
            or self.vietnamese_letters >= VIETNAMESE_OF_ALL_LETTERS * self.letters
        )


def count_words(text: str) -> Words:
    """Count the words of (the beginning of) a text in Unicode; abbreviations in capitals do not count."""
    found = _WORD.findall(unicodedata.normalize("NFC", text[:_SAMPLE]))
    words = [word for word in found if not (word.isascii() and word.isupper())]
    bare = [_without_diacritics(word) for word in words]
    return Words(
        all=len(words),
        syllables=sum(_syllable().fullmatch(word) is not None for word in bare),
        letters=sum(map(len, words)),
        vietnamese_letters=sum(len(_VIETNAMESE_LETTER.findall(word)) for word in words),
    )


def _without_diacritics(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@cache
def _syllable() -> re.Pattern[str]:
    parts: dict[str, list[str]] = {"initials": [], "rhymes": []}
    for line in (Path(__file__).parent / "vietnamese_syllables.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, _, listed = line.partition(": ")
            parts[kind] += listed.split()
    return re.compile(f"(?:{'|'.join(parts['initials'])})?(?:{'|'.join(parts['rhymes'])})")

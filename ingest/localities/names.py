"""Spellings of a name: what is left of them without marks, titles and punctuation.

The macros ``plain_name``, ``folded_name`` and ``marked_name`` of the dbt project do the same in SQL.
"""

import functools
import re
import string
import unicodedata
from itertools import product

# Ð and ð are other letters than Đ and đ; fonts show them alike, so files mix them up.
_D = str.maketrans("đĐðÐ", "dDdD")
_ETH = str.maketrans("ðÐ", "đĐ")
_BARE = frozenset(string.ascii_lowercase + string.digits)
_PROVINCE_TITLES = re.compile(
    r"^(?:(?:ubnd|uy ban nhan dan) )?(?:(?:tinh|thanh pho|tp|t p) )?(?=\w)|(?<=\w) (?:province|city)$"
)
_CITY_TITLES = re.compile(r"^(?:(?:ubnd|uy ban nhan dan) )?(?:thanh pho|tp|t p) (?=\w)")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# "hòa" is written "hoà" as well: the mark stands on either of the two vowels.
_TONE_PLACES = {
    unicodedata.normalize("NFC", pair[0] + tone + pair[1]): unicodedata.normalize("NFC", pair + tone)
    for pair, tone in product(("oa", "oe", "uy"), _TONES)
}


@functools.lru_cache(maxsize=2**14)
def plain(name: str) -> str:
    """Return ``name`` without diacritics, case, punctuation and doubled spaces.

    >>> plain("Huyện  M'Đrắk")
    'huyen m drak'
    """
    bare = unicodedata.normalize("NFD", name.translate(_D))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter)).lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())


def fold(name: str) -> str:
    """Return the name of a province without diacritics, case, titles, punctuation and doubled spaces.

    >>> fold("UBND tỉnh Thừa Thiên - Huế"), fold("Ho Chi Minh City")
    ('thua thien hue', 'ho chi minh')
    """
    return _PROVINCE_TITLES.sub("", plain(name))


def fold_titled(name: str) -> str:
    """Return the folded name of a province, behind ``tp`` where it is titled a city.

    The city of Bắc Ninh is a part of the province Bắc Ninh, the city of Hà Nội is all of it.

    >>> fold_titled("UBND TP. Hà Nội"), fold_titled("tỉnh Bắc Ninh")
    ('tp ha noi', 'bac ninh')
    """
    return ("tp " if _CITY_TITLES.match(plain(name)) else "") + fold(name)


def marked(name: str) -> str:
    """Return ``name`` with its diacritics, each tone in one place, without case and punctuation.

    >>> marked("Hòa Bình") == marked("HOÀ  BÌNH"), marked("Quang Bình") == marked("Quảng Bình")
    (True, False)
    """
    text = unicodedata.normalize("NFC", name).lower()
    for new, old in _TONE_PLACES.items():
        text = text.replace(new, old)
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def lacks_only_marks(written: str, name: str) -> bool:
    """Tell whether ``written`` is ``name`` with some diacritics left out, or none: no other one stands in it.

    Both fold to the same letters. A tone counts for its word, on whichever vowel it stands.

    >>> lacks_only_marks("tỉnh Hoà Binh", "Hòa Bình"), lacks_only_marks("Bắc Nính", "Bắc Ninh")
    (True, False)
    """
    return all(mark <= marks for mark, marks in zip(_marks_of(written), _marks_of(name), strict=True))


def _marks_of(name: str) -> list[frozenset[str]]:
    """Return the tones of each word of a folded name, then the other marks of each of its letters."""
    words, folded = _words_of(name), fold(name).split()
    written = [plain("".join(letters)) for letters in words]
    first = next(at for at in range(len(words)) if written[at : at + len(folded)] == folded)
    meant = words[first : first + len(folded)]
    tones = [frozenset("".join(letters)).intersection(_TONES) for letters in meant]
    others = [frozenset(letter).difference(_TONES, _BARE) for letters in meant for letter in letters]
    return [*tones, *others]


def _words_of(name: str) -> list[list[str]]:
    """Return the words that ``plain`` makes of a name, as letters with their marks behind them."""
    words: list[list[str]] = [[]]
    for letter in unicodedata.normalize("NFD", name.translate(_ETH)).lower():
        if letter in _BARE or letter == "đ":
            words[-1].append(letter)
        elif not unicodedata.combining(letter):
            words.append([])
        elif words[-1]:
            words[-1][-1] += letter
    return [word for word in words if word]


def is_spelled(written: str, name: str) -> bool:
    """Tell whether ``written`` ends with ``name``: with the same diacritics, or it has none at all.

    >>> is_spelled("huyện Đại Từ", "Đại Từ"), is_spelled("dai tu", "Đại Từ"), is_spelled("Đại Tự", "Đại Từ")
    (True, True, False)
    """
    text = marked(written)
    return text == plain(written) or f" {text}".endswith(f" {marked(name)}")

"""Numbers of lists as they are printed: 3, III, iii, C, c."""

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def counted(number: int, style: str) -> str:
    """Return the number in a style of HTML: ``1``, ``a``, ``A``, ``i`` or ``I``."""
    if style in ("i", "I") and 0 < number < 4000:
        written = _roman(number)
    elif style in ("a", "A") and number > 0:
        written = _letters(number)
    else:
        return str(number)
    return written.upper() if style.isupper() else written


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN + _ROMAN_SMALL:
        count, number = divmod(number, value)
        written += letters * count
    return written


def _letters(number: int) -> str:
    """Return a, b, ... z, aa, bb, ... as Word and browsers count."""
    repeats, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (repeats + 1)

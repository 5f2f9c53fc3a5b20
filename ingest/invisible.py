"""Characters that nobody sees: those that turn the direction of a text, and those that steer a terminal.

A text that holds them reads otherwise on screen than it does for a program (Unicode Technical Report 36,
section 2.5). So a name with one means no place, a document with one is reported, and what is printed shows
them by their number. Nothing is taken out of what is kept.
"""

import re

_TURNS = "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates
_MARKS = "\u061c\u200e\u200f"  # turn nothing by themselves; common in text copied from the web
_TURNING = re.compile(f"[{_TURNS}]")
_DIRECTION = re.compile(f"[{_TURNS}{_MARKS}]")
_UNSEEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{_TURNS}{_MARKS}]")


def has_direction(text: str) -> bool:
    """Tell whether a text holds a character that is there only to turn or mark a direction."""
    return _DIRECTION.search(text) is not None


def first_unseen(text: str) -> str:
    """Return the first character that is not seen, such as ``U+202E``, or nothing."""
    found = _UNSEEN.search(text)
    return _number(found) if found else ""


def shown(text: str) -> str:
    """Return one line of text to be printed, unseen characters as their numbers.

    >>> shown("Hà\\u202e Nội")
    'Hà<U+202E> Nội'
    """
    return _UNSEEN.sub(lambda found: f"<{_number(found)}>", text)


def notice_of(text: str) -> tuple[str, ...]:
    """Return a clause about a document whose text turns its direction; none for any other."""
    turns = _TURNING.findall(text)
    if not turns:
        return ()
    names = ", ".join(sorted({f"U+{ord(letter):04X}" for letter in turns}))
    return (
        f"holds {len(turns)} characters that turn the direction of its text ({names}), so that it looks "
        "otherwise than it was read; compare its figures with the page",
    )


def _number(found: re.Match[str]) -> str:
    return f"U+{ord(found[0]):04X}"

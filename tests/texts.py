"""Texts for property tests: the words a reader listens to, in any order."""

import unicodedata
from collections.abc import Sequence

from hypothesis import strategies as st

GLUE = [
    "\n",
    "\n\n",
    "- ",
    "a) ",
    "1. ",
    "II. ",
    "; ",
    ": ",
    ", ",
    ". ",
    "|",
    "\t",
    "\xa0",
    "\xad",
    "\r\n",
    "**",
]


def texts_of(words: Sequence[str]) -> st.SearchStrategy[str]:
    """Return texts made of some of the words, with and without spaces and marks between them."""
    pieces = st.one_of(st.sampled_from(list(words)), st.sampled_from(GLUE), st.text(max_size=3))
    return st.lists(pieces, max_size=40).flatmap(
        lambda chosen: st.sampled_from([" ".join(chosen), "".join(chosen), " ".join(chosen).upper()])
    )


def composed_and_not(text: str) -> tuple[str, str]:
    """Return a text as it is, and with its marks apart from their letters."""
    return text, unicodedata.normalize("NFD", text)

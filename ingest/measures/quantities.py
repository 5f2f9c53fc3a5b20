"""Quantities: which numbers of a text measure something, how much, and in which unit.

Numbers use Vietnamese writing (guideline rule 1): "." groups thousands and "," is the decimal mark.
What only looks like a measure is left out here (rule 9), before any other room sees it.
"""

import re

from ingest.measures.amounts import Quantity, read_amount
from ingest.measures.exclusions import end_of_code, is_no_measure, named_spans
from ingest.measures.shapes import Shape, behind_words, by_number, in_words, is_plain, match_behind_words
from ingest.measures.times import Time

__all__ = ["Quantity", "find_quantities"]

# The first digit of a number that is free: not inside "A12", "1.5" or "9001:2015".
_NUMBER = re.compile(r"[0-9](?<!\w.)(?<![^%]/.)(?<![0-9][.,:].)[0-9]*")
_BEFORE = 24  # characters that hold the word before a number
_AROUND = 80  # characters around a word that hold a quantity in words


def find_quantities(folded: str, times: list[Time], english: bool = False) -> list[Quantity]:
    """Return the quantities of a folded text in order, without overlaps."""
    taken = bytearray(len(folded))
    for start, end in [*((time.start, time.end) for time in times), *named_spans(folded)]:
        taken[start:end] = b"\1" * (end - start)
    quantities: list[Quantity] = []
    for found in _NUMBER.finditer(folded):
        number = found.start()
        if taken[number]:
            continue
        words = folded[max(0, number - _BEFORE) : number].split()
        word_before = words[-1].lstrip("(") if words else ""
        code_end = end_of_code(folded, number, word_before)
        if code_end:
            taken[number:code_end] = b"\1" * (code_end - number)
            continue
        quantities.extend(_at_number(folded, taken, number, word_before, english))
    quantities.extend(_in_words(folded, taken, english))
    quantities.sort(key=lambda quantity: quantity.start)
    return quantities


def _at_number(folded: str, taken: bytearray, number: int, word_before: str, english: bool) -> list[Quantity]:
    """Return the quantity that a number begins, if it begins one."""
    for shape in behind_words():
        if word_before in shape.words and (found := match_behind_words(shape, folded, number)):
            quantity = _claimed(folded, taken, shape, found, word_before, english)
            if quantity:
                return [quantity]
    for shape in by_number()[-1:] if is_plain(folded, number) else by_number():
        if found := shape.pattern.match(folded, number):
            quantity = _claimed(folded, taken, shape, found, word_before, english)
            if quantity:
                return [quantity]
    return []


def _in_words(folded: str, taken: bytearray, english: bool) -> list[Quantity]:
    """Return the quantities that are written without digits."""
    quantities: list[Quantity] = []
    for shape in in_words():
        for start, end in _stretches(_places(folded, shape.words)):
            for found in shape.pattern.finditer(folded, start, end):
                quantity = _claimed(folded, taken, shape, found, "", english)
                if quantity:
                    quantities.append(quantity)
    return quantities


def _stretches(places: list[int]) -> list[tuple[int, int]]:
    """Return the stretches around some places, those that meet as one."""
    stretches: list[tuple[int, int]] = []
    for place in sorted(places):
        start, end = max(0, place - _AROUND), place + _AROUND
        if stretches and start <= stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return stretches


def _places(folded: str, words: frozenset[str]) -> list[int]:
    places: list[int] = []
    for word in words:
        place = folded.find(word)
        while place >= 0:
            places.append(place)
            place = folded.find(word, place + len(word))
    return places


def _claimed(
    folded: str, taken: bytearray, shape: Shape, found: re.Match[str], word_before: str, english: bool
) -> Quantity | None:
    """Return the quantity of a match and mark its place as taken, or None where it is no measure."""
    quantity = read_amount(shape.name, found, english)
    if quantity is None or any(taken[quantity.start : quantity.end]):
        return None
    if is_no_measure(folded, quantity, word_before):
        return None
    whole = shape.name.startswith(("rank_top", "score"))
    first, last = found.span() if whole else (quantity.start, quantity.end)
    taken[first:last] = b"\1" * (last - first)
    return quantity

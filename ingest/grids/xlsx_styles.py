"""What the cell formats of a workbook say of the numbers in them."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from ingest.grids.archives import XML
from ingest.grids.xml import attribute, local_name, parsed

# ECMA-376 part 1, 18.8.30: 9 is 0%, 10 is 0.00%; the others show a number, with its sign, dots or exponent
_PERCENT = frozenset({"9", "10"})
_NUMBER = frozenset(map(str, (*range(9), 11, 12, 13, *range(37, 45), 48, 49)))
_LITERAL = re.compile(r'"[^"]*"|\\.|_.')  # what a number format shows as it is written
_NO_NUMBER = re.compile(r"[A-Za-z\[%]")  # in a format that may show a date, a time or percent


@dataclass(frozen=True, slots=True)
class Styles:
    """Numbers of the cell formats that show percent, and of those that surely show a number as it is."""

    percents: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()


def styles_of(xml: XML) -> Styles:
    """Return the styles of a workbook by its part of styles, which may be missing."""
    if not xml:
        return Styles()
    styles = parsed(xml, "styles")
    percents, numbers = set(_PERCENT), set(_NUMBER)
    for element in styles.iter():
        if local_name(element) == "numFmt":
            code, identifier = attribute(element, "formatCode"), attribute(element, "numFmtId")
            if is_percent(code):
                percents.add(identifier)
            numbers.discard(identifier)
            if code == "General" or not _NO_NUMBER.search(code):
                numbers.add(identifier)
    cells = [attribute(cell, "numFmtId") for part in styles if local_name(part) == "cellXfs" for cell in part]
    return Styles(_places(cells, percents), _places(cells, numbers))


def is_percent(number_format: str) -> bool:
    """Tell whether a number format shows percent.

    >>> is_percent("0.0%"), is_percent('0.0" % of the plan"')
    (True, False)
    """
    return "%" in _LITERAL.sub("", number_format)


def _places(cells: list[str], formats: Collection[str]) -> frozenset[int]:
    return frozenset(number for number, identifier in enumerate(cells) if identifier in formats)

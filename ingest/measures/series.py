"""Series: numbers that take their unit from others of the same list or paragraph.

"Sở Tài chính (90,88 điểm), Sở Nội vụ (88,49)", "82,35; 81,41 và 80,12 điểm", "vị trí 3, 4, 5": a text writes
the unit once.
"""

import re
from dataclasses import replace
from functools import cache

from ingest.measures.quantities import Quantity
from ingest.measures.words import alternatives, load, opening

_JOINT = re.compile(r"\s?(?:,|;|và|,\s?và)\s?")
_MOST = 200  # no ranking is longer
_DECIMAL = re.compile(r"[0-9]{1,3}(?:,[0-9]{1,4}|\.[0-9]{1,2})|0\.[0-9]{1,4}")


@cache
def _score_heads() -> re.Pattern[str]:
    words = load("units")
    joints = alternatives(words["score_joints"])
    return re.compile(rf"{opening(words['score_heads'])}(?:\s(?:{joints}))*\s?:?\s$")


@cache
def _totals() -> re.Pattern[str]:
    words = load("units")
    comparing = [phrase for said in load("comparators")["before"].values() for phrase in said]
    fillers = alternatives([*words["score_verbs"], *comparing])
    return re.compile(rf"{opening(words['score_totals'])}(?:\s(?:{fillers}))*\s$")


@cache
def _ends() -> re.Pattern[str]:
    """Return what stands behind the last number of a series."""
    words = alternatives(load("units")["series_ends"])
    return re.compile(rf"\s?(?:[,;.)]|$|\n|(?:{words})(?!\w))")


def complete_series(folded: str, quantities: list[Quantity]) -> list[Quantity]:
    """Return the quantities of a paragraph, bare numbers of a series with the unit of that series."""
    is_scored = any(quantity.unit == "score" for quantity in quantities)
    completed: list[Quantity] = []
    for quantity in quantities:
        if quantity.rule == "count":
            if completed and _continues_ranks(folded, completed[-1], quantity):
                quantity = replace(quantity, unit="rank", rule="rank_list")
            elif _is_score(folded, quantity, is_scored):
                quantity = replace(quantity, unit="score", rule="score_in_series")
        completed.append(quantity)
    return completed


def _continues_ranks(folded: str, previous: Quantity, quantity: Quantity) -> bool:
    """Tell whether a number continues a list of places: "lần lượt ở hạng 09, 10 và 12"."""
    if previous.rule not in ("rank", "rank_list", "rank_words") or not 0 < quantity.low <= _MOST:
        return False
    gap = folded[previous.end : quantity.start]
    return (
        bool(_JOINT.fullmatch(gap))
        and bool(_ends().match(folded, quantity.end))
        and quantity.low.is_integer()
    )


def _is_score(folded: str, quantity: Quantity, is_scored: bool) -> bool:
    """Tell whether a bare decimal is a score: beside scores, or behind "tổng điểm", "chỉ số"."""
    if quantity.low <= 100 and _totals().search(folded, max(0, quantity.start - 40), quantity.start):
        return True
    if quantity.low > 100 or not _DECIMAL.fullmatch(folded, quantity.start, quantity.end):
        return False
    if _score_heads().search(folded, max(0, quantity.start - 40), quantity.start):
        return True
    return is_scored and bool(_ends().match(folded, quantity.end))

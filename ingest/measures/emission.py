"""Emission: which read quantities are measures worth a row (guideline rules 8 and 9).

Percents, ranks, scores and money are rows wherever they stand; bare counts only where they are figures of
the codebook or plain promises, because any official text is full of counts of meetings and papers.
"""

import re
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.indicators import OTHER, Choice
from ingest.measures.words import alternatives, load, opening

_LIST_GAP = 60
_LIST = re.compile(r"(?:\s[^\W\d_]+){1,9}(?:,|\svà|,\svà)\s")
_BULLET, _BECOMES = re.compile(r"(?:^|\n)\s*[-–+•]\s*$"), " được "  # "- 10 mô hình được nhân rộng"
_THRESHOLD = re.compile(r"c(?<!\w.)ó\s(?:từ\s)?$")  # "xã có từ 02 trường trở lên" only tells which are meant


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("kinds")
    return (
        re.compile(rf"\s+(?:{alternatives(words['abstract_nouns'])})(?!\w)"),
        re.compile(
            rf"{opening(words['count_target_verbs'])}"
            rf"(?:\s(?:{alternatives(words['count_target_fillers'])}))*\s$"
        ),
    )


def is_measure(
    folded: str, clause: Clause, kind: str, choice: Choice, change: str, is_compared: bool
) -> bool:
    """Tell whether a quantity becomes a row."""
    quantity = clause.quantity
    if quantity.unit in ("percent", "vnd", "usd", "score"):
        return True
    if quantity.unit == "rank":
        return (
            bool(change)
            if quantity.rule == "rank_step"
            else quantity.rule != "rank_first" or choice.code != OTHER and choice.score >= 0.6
        )
    if quantity.unit == "day":
        return bool(change)
    if quantity.unit == "ratio":
        return bool(change)
    if choice.code != OTHER:
        return choice.score >= 0.6
    return kind == "target" and _is_promise(folded, clause, is_compared)


def _is_promise(folded: str, clause: Clause, is_compared: bool) -> bool:
    """Tell whether a bare count is a promise: "xây dựng 02 mô hình", "ít nhất 03 sáng kiến"."""
    abstract, verbs = _patterns()
    quantity = clause.quantity
    if quantity.is_fraction or not clause.is_value_first:
        return False
    if _BULLET.search(folded, max(0, quantity.start - 6), quantity.start):
        is_big = quantity.rule == "scaled_count"  # "+ 40 triệu người dân được phổ cập kỹ năng số"
        is_concrete = is_big or not abstract.match(folded, quantity.end)
        if is_concrete and _BECOMES in folded[quantity.end : clause.end]:
            return True
    if abstract.match(folded, quantity.end):
        return False
    if _THRESHOLD.search(folded, max(0, quantity.start - 12), quantity.start):
        return False
    return is_compared or bool(verbs.search(folded[max(0, quantity.start - 50) : quantity.start]))


def continues_promise(folded: str, promised: int, clause: Clause) -> bool:
    """Tell whether a count goes on with a list of promises: "kiểm tra tại 04 sở, 02 huyện và 06 xã"."""
    quantity = clause.quantity
    if quantity.unit != "count" or quantity.is_fraction or not clause.is_value_first or promised < 0:
        return False
    gap = folded[promised : quantity.start]
    return (
        len(gap) < _LIST_GAP and bool(_LIST.fullmatch(gap)) and not _patterns()[0].match(folded, quantity.end)
    )

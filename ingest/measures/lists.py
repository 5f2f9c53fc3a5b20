"""Lists: what the head of a list says once holds for the members that say nothing (guideline rule 2)."""

import re
from dataclasses import replace
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.context import change_of, comparator_of
from ingest.measures.indicators import OTHER
from ingest.measures.levels import ALL
from ingest.measures.reading import Sentence
from ingest.measures.text import CleanText
from ingest.measures.words import alternatives, load, opening, pattern
from ingest.records import Measure

_WHOLE = 100.0  # nothing is more than all of it
_GOVERNING = (">=", ">", "<=", "<", "~")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("comparators")
    return (
        re.compile(rf"{opening(words['equal_to'])}(?!\w)[^;.%]{{0,25}}$"),
        re.compile(rf"{opening(words['reached'])}(?!\w)"),
    )


def comparator_in_list(
    text: CleanText, sentence: Sentence, number: int, earlier: list[tuple[str, bool]]
) -> tuple[str, bool]:
    """Return a value's comparator, and whether words said so."""
    clause = sentence.clauses[number]
    comparator, is_said = comparator_of(text.folded, clause)
    if is_said:
        return comparator, is_said
    if behind := _behind_list(text.folded, sentence, number):
        return behind, True
    if not number or earlier[-1][0] not in _GOVERNING:
        return comparator, is_said
    previous = sentence.clauses[number - 1]
    lead = text.folded[clause.start : clause.quantity.start].split()
    same_unit = previous.quantity.unit == clause.quantity.unit
    elliptical = (clause.is_bare or not clause.is_value_first) and same_unit and len(lead) <= 2
    gap = text.folded[previous.quantity.end : clause.quantity.start]
    if _moves_on().search(gap):
        return comparator, is_said  # "từ dưới 1% lên 55,4%"
    is_open = ";" not in gap
    if previous.group == clause.group or elliptical and is_open and "(" not in gap:
        inherited = earlier[-1]
        is_whole = clause.quantity.unit == "percent" and clause.quantity.low == _WHOLE
        return (comparator, is_said) if is_whole and inherited[0] == ">" else inherited
    return comparator, is_said


def _behind_list(folded: str, sentence: Sentence, number: int) -> str:
    """Return the comparator at the end of a list that opens with "từ": "lần lượt từ 95% và 90% trở lên"."""
    members = sentence.groups[sentence.clauses[number].group]
    first = sentence.clauses[members[0]].quantity.start
    if len(members) < 2 or not folded.endswith("từ ", 0, first):
        return ""
    said, is_said = comparator_of(folded, sentence.clauses[members[-1]])
    return said if is_said and said in (">=", "<=") else ""


@cache
def _moves_on() -> re.Pattern[str]:
    return pattern([word for word in load("comparators")["reached"] if word.split()[0] in ("lên", "xuống")])


def repeats_count(folded: str, previous: Clause, clause: Clause) -> bool:
    """Tell whether a percent only says what share the count before it is: "15 xã, tương ứng 8,7%"."""
    if clause.quantity.unit != "percent" or previous.quantity.unit not in ("count", "percent"):
        return False
    if clause.is_share:
        return True
    gap = folded[previous.quantity.end : clause.quantity.start]
    if previous.quantity.unit == "percent":
        return False
    return len(gap) < 50 and ";" not in gap and bool(_share_words().search(gap))


@cache
def _share_words() -> re.Pattern[str]:
    words = load("comparators")
    fillers = alternatives(words["share_fillers"])
    return re.compile(rf"[,(]\s?(?:{alternatives(words['share_words'])})(?:\s(?:{fillers}))*\s$")


def with_subject_behind(sentence: Sentence, rows: list[list[Measure]]) -> list[Measure]:
    """Give values that name a level only the subject at the end of their list.

    "100% xã; 100% huyện và 100% sở thực hiện cơ chế một cửa": all three are of the last one's indicator.
    ``rows`` holds the rows of each clause.
    """
    for number in range(len(rows) - 2, -1, -1):
        own, behind, clause = rows[number], rows[number + 1], sentence.clauses[number]
        waits = clause.is_bare and own and behind and own[0].indicator == OTHER != behind[0].indicator
        if not waits or own[0].level in (ALL, behind[0].level) or behind[0].level == ALL:
            continue
        if (own[0].unit, own[0].kind) == (behind[0].unit, behind[0].kind):
            score = round(behind[0].indicator_score * 0.8, 2)
            rows[number] = [replace(row, indicator=behind[0].indicator, indicator_score=score) for row in own]
    return [row for of_clause in rows for row in of_clause]


def change_in_list(text: CleanText, sentence: Sentence, number: int, earlier: list[str]) -> str:
    """Return a value's movement: its own, or that of the list's head ("giảm 5% ..., 3% ...")."""
    clause = sentence.clauses[number]
    change = change_of(text.folded, clause)
    if change or not number or not earlier[-1]:
        return change
    previous = sentence.clauses[number - 1]
    if repeats_count(text.folded, previous, clause):
        return earlier[-1]
    gap = text.folded[previous.quantity.end : clause.quantity.start]
    equal, reached = _patterns()
    if clause.quantity.unit == "percent" and len(gap) < 200 and equal.search(gap):
        return earlier[-1]  # "giảm 61 đơn vị, tương đương 11%"
    if reached.search(gap) or previous.quantity.unit != clause.quantity.unit or ";" in gap:
        return ""
    lead = text.folded[clause.start : clause.quantity.start].split()
    joined = clause.is_value_first and previous.is_value_first and len(lead) <= 2
    return earlier[-1] if joined else ""

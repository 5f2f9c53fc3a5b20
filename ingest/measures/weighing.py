"""Weighing: is a value a promise (target) or a fact (actual)?

Words of the sentence, headings, the kind of document, the year of the value and the way the number is
written each speak for one of the two. What they weigh stands in ``vocabulary/kinds.yml`` under ``weights``:
above 0 for a target, below 0 for an actual.
"""

import re
from functools import cache

from ingest.measures.dating import NEAR_RULES, WEAK_RULES, Dated, heading_time
from ingest.measures.kinds import KindCues
from ingest.measures.outline import TITLE, Section, heading_kind
from ingest.measures.quantities import Quantity
from ingest.measures.reading import Sentence, State
from ingest.measures.words import alternatives, load

_DECIMALS = re.compile(r"[0-9](?:,|\.(?=[0-9]{1,2}(?![0-9])))([0-9]+)")
_IN_WORDS = ("percent_words", "parts_words", "out_of", "half", "share")
_LONGEST_LEAD = 60  # characters before the colon of a sentence
_PLACES = ("rank", "rank_words", "rank_first", "rank_bracket", "rank_list", "fraction")


@cache
def _weights() -> dict[str, float]:
    return {name: float(weight) for name, weight in load("kinds")["weights"].items()}


@cache
def _opens_with_year() -> re.Pattern[str]:
    words = load("years")
    before, periods = alternatives(words["aside_openings"]), alternatives(words["aside_periods"])
    return re.compile(rf"\((?:(?:{before}) )?(?:{periods}) ")


@cache
def _beside_plan() -> re.Pattern[str]:
    """Return what stands behind a result that is compared with its plan: ", vượt 2% so với kế hoạch"."""
    words = load("kinds")
    plans = alternatives(words["quoted_plan"])
    verbs = alternatives(words["beside_plan"])
    return re.compile(rf"(?:,?\s(?:{verbs})\s[^.;]{{0,40}}?|\s?[(/]\s?)(?<!\w)(?:{plans})(?!\w)")


@cache
def _moved_on() -> re.Pattern[str]:
    """Return what compares a result with an earlier one behind it: ", tăng 15% so với năm 2023"."""
    words = load("kinds")
    return re.compile(
        rf"(?:\sđiểm)?(?:,|\s\()\s?(?:{alternatives(words['moved_on'])})\s[^.;]{{1,30}}?"
        rf"\s(?:{alternatives(words['compared_with'])})(?!\w)(?: [0-9]{{4}})?"
    )


def is_target(
    state: State, sentence: Sentence, number: int, comparator: str, change: str, stated: Dated
) -> bool:
    """Tell whether what is known about a value speaks for a target.

    ``comparator`` is "" where no word compares; ``stated`` is the value's year if it were an actual.
    """
    weights = _weights()
    features = features_of(state, sentence, number, comparator, change, stated)
    return weights["constant"] + sum(weights[name] for name in features) > 0


def features_of(
    state: State, sentence: Sentence, number: int, comparator: str, change: str, stated: Dated
) -> list[str]:
    """Return the names of what speaks for one kind or the other."""
    clause, section = sentence.clauses[number], sentence.item.section
    return [
        *sentence.cues.around(clause),
        *_of_writing(state.text.folded, clause.quantity, clause.is_value_first, comparator, change),
        *_of_document(state, sentence, section),
        *_of_text_before(state, section, sentence.item.start),
        *_of_year(state, clause.quantity, sentence.cues.promises(clause), stated),
    ]


def _of_writing(folded: str, quantity: Quantity, is_first: bool, comparator: str, change: str) -> list[str]:
    """A place among 63 and a figure with two decimals were observed; a lower bound was set."""
    features = []
    is_group = quantity.rule.startswith("rank_top") or quantity.unit == "rank" and quantity.comparator == "<="
    if quantity.unit == "rank" and quantity.rule in _PLACES and not is_group:
        features.append("place of so many" if "/" in folded[quantity.start : quantity.end] else "place")
    elif is_group:
        features.append("top group")
    decimals = _DECIMALS.search(folded, quantity.start, quantity.end)
    if decimals:
        features.append("two decimals" if len(decimals[1]) >= 2 else "one decimal")
    if comparator in (">=", "<=") and not is_group:
        features.append("bound")
    elif comparator in (">", "<", "~"):
        features.append("compared")
    if quantity.rule in _IN_WORDS:
        features.append("share in words")
    elif quantity.unit == "percent" and quantity.low == 100 and is_first:
        features.append("all of it")
    elif is_first and quantity.unit == "percent":
        features.append("share first")
    later = (
        _moved_on().match(folded, quantity.end) if folded[quantity.end : quantity.end + 1] in ", " else None
    )
    if _beside_plan().match(folded, quantity.end) or later and _beside_plan().match(folded, later.end()):
        features.append("beside its plan")
    elif later and not change:
        features.append("beside an earlier one")
    if quantity.is_fraction:
        features.append("fraction")
    elif quantity.unit == "count" and not comparator:
        features.append("bare count")
    if change and quantity.rule != "rank_step":
        features.append(change)
    elif quantity.rule == "rank_step":
        features.append("steps")
    return features


def _of_document(state: State, sentence: Sentence, section: Section | None) -> list[str]:
    features = [f"document {state.frame.kind}"] if state.frame.kind else []
    if state.frame.kind == "actual" and _leads_to_targets(state.text.folded, sentence):
        features.append("heading target of a report")
        section = None
    for above in section.ancestors() if section else ():
        if above.kind:
            in_report = " of a report" if state.frame.kind == "actual" else ""
            features.append(f"heading {above.kind}{in_report}")
            if above.kind == "actual" and not in_report and _precedes(above, state):
                features.append("heading of the years before")
            break
    if state.frame.kind == "target" and not (section and any(map(_is_numbered, section.ancestors()))):
        features.append("preamble of a plan")
    if state.opening:
        features.append(f"opening {state.opening}")
    return features


def _leads_to_targets(folded: str, sentence: Sentence) -> bool:
    """Tell whether a sentence of a report opens with what it plans: "Phương hướng quý IV: ..."."""
    colon = folded.find(":", sentence.start, sentence.start + _LONGEST_LEAD)
    return colon >= 0 and heading_kind(folded[sentence.start : colon]) == "target"


def _precedes(section: Section, state: State) -> bool:
    """Tell whether a heading names a year before the plan's: "KẾT QUẢ NĂM 2024" in a plan for 2025."""
    time, begin = heading_time(section), state.frame.facts.period_start
    return bool(time and time.year and begin and time.year < begin)


def _is_numbered(section: Section) -> bool:
    return section.depth > TITLE


def _of_text_before(state: State, section: Section | None, paragraph: int) -> list[str]:
    """A text goes on as it began, most of all inside a paragraph."""
    if not state.previous or state.previous[1] is not section:
        return []
    where = "paragraph" if state.previous[2] == paragraph else "section"
    return [f"{where} {state.previous[0]}"]


def _of_year(state: State, quantity: Quantity, is_promised: bool, stated: Dated) -> list[str]:
    """What was over when the text was written is a fact, what a year sets a limit to is a promise."""
    past = stated.rule not in WEAK_RULES and stated.lies_before(state.frame.report_year)
    if past and quantity.unit in ("rank", "score") and state.frame.report_rule == "document_date":
        return ["place of a past year"]
    before_plan = _precedes_plan(state, stated)
    is_over = past or before_plan or _is_reported(state, stated)
    if is_over and _is_aside(state.text.folded, quantity):
        return ["aside of a past year"]
    if (past or before_plan) and not is_promised:
        return ["past year" if stated.rule in NEAR_RULES else "past year above"]
    if stated.rule == "year_unknown":
        return ["formerly"]
    return ["deadline"] if stated.is_deadline and not past else []


def _precedes_plan(state: State, stated: Dated) -> bool:
    """Tell whether a year lies before the one year of an annual plan."""
    facts = state.frame.facts
    is_annual = facts.period_start == facts.period_end
    return stated.rule in NEAR_RULES and is_annual and stated.lies_before(facts.period_end)


def _is_reported(state: State, stated: Dated) -> bool:
    """Tell whether a year is the one a report is about: beside a promise, "(năm 2025: 16,4%)" looks back."""
    written = state.frame.report_year
    is_near = stated.rule in NEAR_RULES and state.frame.kind == "actual"
    return is_near and written is not None and stated.lies_before(written + 1)


def _is_aside(folded: str, quantity: Quantity) -> bool:
    """Tell whether a value stands in a bracket that opens with a year: "(năm 2017 xếp thứ 28/63)"."""
    bracket = folded.rfind("(", max(0, quantity.start - 80), quantity.start)
    return (
        bracket >= 0
        and bool(_opens_with_year().match(folded, bracket))
        and ")" not in folded[bracket : quantity.start]
    )


def opening_of(state_cues: KindCues) -> str:
    """Return the kind that the first words of a text speak of, or ""."""
    targets, actuals = state_cues.count("strong target"), state_cues.count("strong actual")
    return "target" if targets > actuals else "actual" if actuals > targets else ""

"""Kinds: is a value a promise (target) or a fact (actual)?

Words of the sentence, headings, the kind of document, the year of the value and the way the number is
written are weighed against each other. Above 0 speaks for a target, below 0 for an actual.
"""

import re
from bisect import bisect_left
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.facts import Frame
from ingest.measures.outline import Section
from ingest.measures.quantities import Quantity
from ingest.measures.words import PhraseBook, Tokens, alternatives, load

_FAR = 400  # characters before a value that its cues may stand in
_DECIMALS = re.compile(r"[0-9],([0-9]+)")


_NEUTRAL = "neutral"


@cache
def _cues() -> PhraseBook:
    words = load("kinds")
    labelled = [
        (phrase, f"{strength} {kind}")
        for strength in ("strong", "weak", "behind")
        for kind in ("target", "actual")
        for phrase in words[strength][kind]
    ]
    return PhraseBook(labelled + [(phrase, _NEUTRAL) for phrase in words["neutral"]])


@cache
def _quotes() -> dict[str, re.Pattern[str]]:
    """Return the patterns of figures that a plan or a result is quoted by."""
    words = load("kinds")
    plan = alternatives(words["quoted_plan"])
    joint = r"[ \n(:]*(?:(?:là|đạt|năm [0-9]{4})[ \n]*)*"
    return {
        "plan": re.compile(rf"(?<!\w)(?:{plan}){joint}$"),
        "result": re.compile(rf"(?<!\w)(?:{alternatives(words['quoted_result'])}){joint}$"),
        "aside": re.compile(rf"[(/,]\s?(?:{plan}){joint}(?=[0-9])"),
    }


def quotes_plan(folded: str, quantity: Quantity) -> bool:
    """Tell whether a figure is the plan's own, quoted beside a result: "đạt 92% (kế hoạch 90%)"."""
    return bool(_quotes()["plan"].search(folded[max(0, quantity.start - 45) : quantity.start]))


def quotes_result(folded: str, quantity: Quantity) -> bool:
    """Tell whether a figure is the result quoted behind its plan: "kế hoạch 90%, thực hiện 92%"."""
    return bool(_quotes()["result"].search(folded[max(0, quantity.start - 30) : quantity.start]))


class KindCues:
    """The words of one sentence that tell promises from facts."""

    def __init__(self, tokens: Tokens, folded: str, start: int, end: int) -> None:
        self._start = start
        found = [
            (tokens.starts[first], tokens.ends[last - 1], label)
            for first, last, label in _cues().every(tokens)
        ]
        # neutral phrases ("kết quả giải quyết") hide the cue inside them, and so does a plan quoted aside
        quiet = [(begin, stop) for begin, stop, label in found if label == _NEUTRAL]
        quiet += [aside.span() for aside in _quotes()["aside"].finditer(folded, start, end)]
        self._places: dict[str, list[int]] = {}
        for begin, stop, label in found:
            if not any(begin < last and first < stop for first, last in quiet):
                self._places.setdefault(label, []).append(begin)

    def _stands(self, name: str, start: int, end: int) -> bool:
        places = self._places.get(name, ())
        index = bisect_left(places, start)
        return index < len(places) and places[index] < end

    def promises(self, clause: Clause) -> bool:
        """Tell whether the sentence promises in plain words before a value."""
        value = clause.quantity.start
        return self._stands("strong target", max(self._start, value - _FAR), value)

    def evidence(self, clause: Clause) -> float:
        """Weigh the words around a value.

        The value's own stretch counts most; what an earlier clause of the sentence said still helps, and so
        does a promise behind the number ("100% thủ tục ... sẽ được công bố").
        """
        value = clause.quantity.start
        own_start = clause.reach if clause.is_bare else clause.start
        own, lead = (max(own_start, value - _FAR), value), (max(self._start, own_start - _FAR), own_start)
        evidence = 0.0
        for (start, end), factor in ((own, 1.0), (lead, 0.6)):
            for kind, sign in (("target", 1.0), ("actual", -1.0)):
                evidence += sign * 3 * factor * self._stands(f"strong {kind}", start, end)
                evidence += sign * 0.5 * factor * self._stands(f"weak {kind}", start, end)
        behind = (clause.quantity.end, min(clause.end, clause.quantity.end + 300))
        if clause.is_value_first:
            promised = self._stands("behind target", *behind)
            return evidence + 2 * promised - 0.5 * self._stands("behind actual", *behind)
        return evidence + 0.5 * self._stands("weak target", *behind)


def writing_evidence(folded: str, quantity: Quantity, comparator: str) -> float:
    """Weigh the way a number is written.

    A place among 63 and a figure with two decimals were observed; a lower bound was set.
    """
    evidence = 0.0
    if quantity.unit == "rank" and quantity.rule in ("rank", "rank_words", "rank_first", "fraction"):
        evidence -= 3.0 if "/" in folded[quantity.start : quantity.end] else 1.0
    decimals = _DECIMALS.search(folded, quantity.start, quantity.end)
    if decimals and len(decimals[1]) >= 2:
        evidence -= 2.0
    elif decimals:
        evidence -= 0.5
    if comparator in (">=", "<=") and not quantity.rule.startswith("rank_top"):
        evidence += 1.5
    return evidence


def section_evidence(section: Section | None, frame: Frame) -> float:
    """Weigh the nearest heading that announces a kind, and the kind of the document."""
    evidence = {"target": 1.0, "actual": -1.0}.get(frame.kind, 0.0)
    for above in section.ancestors() if section else ():
        if above.kind:
            return evidence + (2 if above.kind == "target" else -2)
    return evidence

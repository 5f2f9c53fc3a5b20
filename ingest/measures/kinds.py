"""Kinds: the words that tell a promise (target) from a fact (actual), and figures quoted from a plan."""

import re
from bisect import bisect_left
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.quantities import Quantity
from ingest.measures.tokens import NEUTRAL, Tokens
from ingest.measures.words import alternatives, load, opening

_CUES = ("strong target", "strong actual", "weak target", "weak actual")
_FAR = 400  # characters before a value that its cues may stand in


@cache
def _quotes() -> dict[str, re.Pattern[str]]:
    """Return the patterns of figures that a plan or a result is quoted by."""
    words = load("kinds")
    plan = alternatives(words["quoted_plan"])
    opens = opening(words["quoted_plan"])
    beside = alternatives(words["beside_plan"])
    comparing = alternatives(phrase for said in load("comparators")["before"].values() for phrase in said)
    joint = rf"[ \n(:]*(?:(?:là|đạt|năm [0-9]{{4}}|{comparing})[ \n]*)*"
    return {
        "any_plan": re.compile(alternatives([*words["quoted_plan"], "mức"])),
        "plan": re.compile(rf"{opens}(?:{joint}|(?:\s[^\W\d_]+){{1,5}}\s?\()$"),
        "given": re.compile(rf"{opening([*words['quoted_plan'], 'mức'])}(?:\s[^\W\d_]+){{0,3}}\s$"),
        "giver": re.compile(rf"(?:\s[^\W\d_]+){{0,6}}\s(?:{alternatives(words['given'])})(?!\w)"),
        "compared": re.compile(rf"\s(?:{plan})(?!\w)"),
        "far_plan": re.compile(rf"{opens}(?!\w)[^;.%]{{0,70}}\s(?:{alternatives(words['plan_figure'])})\s$"),
        "result": re.compile(rf"{opening(words['quoted_result'])}{joint}$"),
        "aside": re.compile(rf"[(/,]\s?(?:(?:{beside})\s)?(?:{plan}){joint}(?=[0-9])"),
    }


def quotes_plan(folded: str, quantity: Quantity) -> bool:
    """Tell whether a figure is the plan's own, quoted beside a result: "đạt 92% (kế hoạch 90%)"."""
    quotes, before = _quotes(), folded[max(0, quantity.start - 110) : quantity.start]
    if before.endswith("so với ") and quotes["compared"].match(folded, quantity.end):
        return True  # "đạt 28,4% so với 45% kế hoạch"
    if not quotes["any_plan"].search(before):
        return False
    near = before[-45:]
    if quotes["plan"].search(near):
        return True
    if quotes["given"].search(near) and quotes["giver"].match(folded, quantity.end):
        return True  # "thấp hơn mức 50% UBND tỉnh giao"
    return bool(quotes["far_plan"].search(before))


def quotes_result(folded: str, quantity: Quantity) -> bool:
    """Tell whether a figure is the result quoted behind its plan: "kế hoạch 90%, thực hiện 92%"."""
    return bool(_quotes()["result"].search(folded[max(0, quantity.start - 30) : quantity.start]))


class KindCues:
    """The words of one sentence that tell promises from facts."""

    def __init__(self, tokens: Tokens, folded: str, start: int, end: int) -> None:
        self._start = start
        found = [
            (tokens.starts[first], tokens.ends[last - 1], label) for first, last, label in tokens.every("cue")
        ]
        # neutral phrases ("kết quả giải quyết") hide the cue inside them, and so does a plan quoted aside
        quiet = [(begin, stop) for begin, stop, label in found if label == NEUTRAL]
        quiet += [aside.span() for aside in _quotes()["aside"].finditer(folded, start, end)]
        self._places: dict[str, list[int]] = {}
        for begin, stop, label in found:
            if not any(begin < last and first < stop for first, last in quiet):
                self._places.setdefault(label, []).append(begin)
        self._cues = [cue for cue in _CUES if cue in self._places]

    def _stands(self, name: str, start: int, end: int) -> bool:
        places = self._places.get(name, ())
        index = bisect_left(places, start)
        return index < len(places) and places[index] < end

    def promises(self, clause: Clause) -> bool:
        """Tell whether the sentence promises in plain words before a value."""
        value = clause.quantity.start
        return self._stands("strong target", max(self._start, value - _FAR), value)

    def around(self, clause: Clause) -> list[str]:
        """Return which cues stand around a value: in its own stretch, in the lead to it, behind it."""
        value = clause.quantity.start
        own_start = clause.reach if clause.is_bare else clause.start
        near, far = max(own_start, value - _FAR), max(self._start, own_start - _FAR)
        found = [f"own {cue}" for cue in self._cues if self._stands(cue, near, value)]
        found += [f"lead {cue}" for cue in self._cues if self._stands(cue, far, own_start)]
        if nearest := self._nearest_of_both(near, value):
            found.append(f"nearest strong {nearest}")
        behind = (clause.quantity.end, min(clause.end, clause.quantity.end + 300))
        if clause.is_value_first:
            cues = [
                f"behind {kind}" for kind in ("target", "actual") if self._stands(f"behind {kind}", *behind)
            ]
            return found + cues
        return [*found, "behind weak target"] if self._stands("weak target", *behind) else found

    def _nearest_of_both(self, start: int, end: int) -> str:
        """Return the kind whose strong cue stands last in a stretch that holds strong cues of both kinds."""
        last = {}
        for kind in ("target", "actual"):
            places = self._places.get(f"strong {kind}", [])
            index = bisect_left(places, end) - 1
            if index < 0 or places[index] < start:
                return ""
            last[kind] = places[index]
        return max(last, key=lambda kind: last[kind])

    def count(self, name: str) -> int:
        """Return how often a cue stands in the sentence."""
        return len(self._places.get(name, ()))

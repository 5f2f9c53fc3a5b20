"""What the words around a value make of it: comparator, movement, and kind (guideline rules 2, 11, 12)."""

import re
from bisect import bisect_left
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.words import alternatives, load, pattern

_WINDOW = 70


@cache
def _comparators() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str], dict[str, str]]:
    from ingest.measures.text import fold

    words = load("comparators")
    before = {fold(phrase): symbol for symbol, phrases in words["before"].items() for phrase in phrases}
    after = {fold(phrase): symbol for symbol, phrases in words["after"].items() for phrase in phrases}
    fillers = rf"(?:[ \n,]*(?:{alternatives(words['fillers'])}))*"
    bond = rf"(?<!\w)(?P<word>{alternatives(before)})(?P<fillers>{fillers})[ \n]*$"
    follow = rf"[⁰-₉¹²³]*[ \n]*(?P<word>{alternatives(after)})(?!\w)"
    return re.compile(bond), before, re.compile(follow), after


def comparator_of(folded: str, clause: Clause) -> tuple[str, bool]:
    """Return the comparator of a value and whether words or the writing said so."""
    quantity = clause.quantity
    if quantity.comparator:
        return quantity.comparator, True
    bond, before, follow, after = _comparators()
    behind = follow.match(folded, quantity.end)
    if behind:
        return after[" ".join(behind["word"].split())], True
    window = folded[max(clause.start - 12, quantity.start - _WINDOW, 0) : quantity.start]
    if not window or not (window[-1].isspace() or window[-1] in "≥≤><"):
        return "=", False
    ahead = bond.search(window)
    if ahead and not _belongs_elsewhere(ahead["word"], window, ahead.start()):
        return before[" ".join(ahead["word"].split())], True
    return "=", False


def _belongs_elsewhere(word: str, window: str, place: int) -> bool:
    """Tell whether "trên" only opens a phrase of place or total: "trên tổng số 230 xã", "trên địa bàn"."""
    return word in ("trên", "trong") and window[place:].strip().startswith(f"{word} tổng số")


@cache
def _movements() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    words = load("comparators")
    verbs = dict.fromkeys(words["step_up"], "step_up")
    verbs |= {verb: change for change in ("increase", "decrease") for verb in words[change]}
    comparators = [phrase for phrases in words["before"].values() for phrase in phrases]
    between = alternatives([*words["movement_fillers"], *words["fillers"], *comparators])
    close = rf"(?<!\w)(?P<verb>{alternatives(verbs)})(?P<between>(?:[ \n]+(?:{between}))*)[ \n]*$"
    loose = (
        rf"(?<!\w)(?P<verb>{alternatives(words['decrease'])})(?P<between>(?:[ \n]+[^\W\d_]+){{1,9}})[ \n]+$"
    )
    return re.compile(close), re.compile(loose), verbs


@cache
def _reached() -> re.Pattern[str]:
    return pattern([*load("comparators")["reached"], "là", "có"])


def change_of(folded: str, clause: Clause) -> str:
    """Return increase or decrease where the number is a movement, "" where it is a level.

    "tăng lên 62%" and "giảm xuống còn 5%" state the level reached; "giảm ngân sách khoảng 120 tỷ" is a
    movement although a noun stands between.
    """
    quantity = clause.quantity
    if quantity.change:
        return quantity.change
    close, loose, verbs = _movements()
    window = folded[max(clause.start, quantity.start - 90, 0) : quantity.start]
    found = close.search(window)
    if found and not _names_level(folded, found, clause):
        change = _verb(found["verb"], verbs)
        if change != "step_up":
            return change
        if quantity.rule == "rank_step":
            return "increase"
    if quantity.rule == "rank_step":
        return ""
    found = loose.search(window)
    if found and not _reached().search(found["between"]):
        return "decrease"
    return ""


def _verb(verb: str, verbs: dict[str, str]) -> str:
    from ingest.measures.text import fold

    return {fold(word): change for word, change in verbs.items()}[" ".join(verb.split())]


_FROM_TO = re.compile(r"[^;.]{0,40}?(?<!\w)(?:lên|xuống|đến|còn)(?!\w)")


def _names_level(folded: str, found: re.Match[str], clause: Clause) -> bool:
    """Tell whether the number is a level: "tăng lên 62%", or the 45% of "tăng từ 45% lên 62%"."""
    between = found["between"]
    if _reached().search(between):
        return True
    starts_from = between.split()[-1:] == ["từ"] and clause.quantity.high is None
    return starts_from and bool(_FROM_TO.match(folded, clause.quantity.end))


@cache
def _until() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(load('comparators')['until'])})[^.;:]{{0,25}}$")


def ends_yearly_rule(folded: str, clause: Clause) -> bool:
    """Tell whether a value is only where a yearly rule ends: "... cho đến khi đạt 100%"."""
    return bool(_until().search(folded[max(0, clause.quantity.start - 60) : clause.quantity.start]))


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    words = load("kinds")
    cues = {
        f"{strength} {kind}": pattern(words[strength][kind])
        for strength in ("strong", "weak")
        for kind in ("target", "actual")
    }
    for kind in ("target", "actual"):
        cues[f"behind {kind}"] = pattern(words["behind"][kind])
    cues["neutral"] = pattern(words["neutral"])
    cues["quoted_plan"] = re.compile(
        rf"(?<!\w)(?:{alternatives(words['quoted_plan'])})[ \n(:]*(?:(?:là|đạt|năm [0-9]{{4}})[ \n]*)*$"
    )
    return cues


def has_quoted_plan(folded: str, clause: Clause) -> bool:
    """Tell whether a figure is the plan's own, quoted beside a result: "đạt 92% (kế hoạch 90%)"."""
    return bool(
        _cues()["quoted_plan"].search(folded[max(0, clause.quantity.start - 45) : clause.quantity.start])
    )


class KindCues:
    """The words of one sentence that tell promises from facts."""

    def __init__(self, folded: str, start: int, end: int) -> None:
        cues = _cues()
        self._start = start
        # neutral phrases ("kết quả giải quyết") are blanked, so that the cue inside them is not seen
        quiet = cues["neutral"].sub(lambda found: " " * len(found[0]), folded[start:end])
        self._places = {
            name: [start + found.start() for found in cue.finditer(quiet)]
            for name, cue in cues.items()
            if name not in ("neutral", "quoted_plan")
        }

    def _stands(self, name: str, start: int, end: int) -> bool:
        places = self._places[name]
        index = bisect_left(places, start)
        return index < len(places) and places[index] < end

    def evidence(self, clause: Clause) -> float:
        """Weigh the words around a value: above 0 for a target, below 0 for an actual.

        The value's own stretch counts most; what an earlier clause of the sentence said still helps, and so
        does a promise behind the number ("100% thủ tục ... sẽ được công bố").
        """
        value = clause.quantity.start
        own_start = clause.reach if clause.is_bare else clause.start
        own, lead = (max(own_start, value - 400), value), (max(self._start, own_start - 400), own_start)
        evidence = 0.0
        for (start, end), factor in ((own, 1.0), (lead, 0.6)):
            for kind, sign in (("target", 1.0), ("actual", -1.0)):
                evidence += sign * 3 * factor * self._stands(f"strong {kind}", start, end)
                evidence += sign * 0.5 * factor * self._stands(f"weak {kind}", start, end)
        behind = (clause.quantity.end, min(clause.end, clause.quantity.end + 300))
        if clause.is_value_first:
            evidence += 2 * self._stands("behind target", *behind) - 0.5 * self._stands(
                "behind actual", *behind
            )
        else:
            evidence += 0.5 * self._stands("weak target", *behind)
        return evidence

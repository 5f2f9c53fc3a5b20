"""What the words around a value make of it: comparator, and movement (guideline rules 2 and 11)."""

import re
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.quantities import Quantity
from ingest.measures.shapes import last_words
from ingest.measures.text import fold
from ingest.measures.words import alternatives, load, opening, pattern

_WINDOW = 70


@cache
def _comparators() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str], dict[str, str]]:
    words = load("comparators")
    before = {fold(phrase): symbol for symbol, phrases in words["before"].items() for phrase in phrases}
    after = {fold(phrase): symbol for symbol, phrases in words["after"].items() for phrase in phrases}
    fillers = rf"(?:[ \n,]*(?:{alternatives(words['fillers'])}))*"
    bond = rf"(?P<word>{opening(before)})(?P<fillers>{fillers})[ \n]*$"
    units = rf"(?:(?:{alternatives(words['units_before_after'])})[ \n]+)?"
    follow = rf"[⁰-₉¹²³]*[ \n]*{units}(?P<word>{alternatives(after)})(?!\w)"
    return re.compile(bond), before, re.compile(follow), after


@cache
def _ends_of_comparators() -> tuple[str, ...]:
    """Return the words of which one stands right before a value that is compared."""
    words = load("comparators")
    comparing = [phrase for phrases in words["before"].values() for phrase in phrases]
    return tuple(last_words([*comparing, *words["fillers"]]))


_SIGNS = {"(+": "increase", " +": "increase", "(-": "decrease"}
_FROM = re.compile(r"t(?<!\w.)ừ\s$")


@cache
def _points_back() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what stands before and behind a "trên" that points back in the text."""
    words = load("comparators")
    return (
        re.compile(rf"{opening(words['points_back_before'])}\s$"),
        re.compile(rf"(?:trên|dưới)(?:\s[^\W\d_]+){{0,3}}\s(?:{alternatives(words['points_back'])})\s$"),
    )


@cache
def _ending() -> re.Pattern[str]:
    after = [phrase for phrases in load("comparators")["after"].values() for phrase in phrases]
    return re.compile(rf"(?:,?\s[^\W\d_]+){{1,8}}\s(?P<word>{alternatives(after)})(?!\w)")


def _open_ended(folded: str, quantity: Quantity) -> re.Match[str] | None:
    """Return the end of "từ 3 đô thị thông minh trở lên": the noun stands between number and comparator."""
    if not _FROM.search(folded, max(0, quantity.start - 4), quantity.start):
        return None
    return _ending().match(folded, quantity.end)


@cache
def _behind_noun() -> re.Pattern[str]:
    """Return the end of "90% hồ sơ trở lên": a plain noun stands between number and comparator."""
    words = load("comparators")
    after = alternatives(phrase for phrases in words["after"].values() for phrase in phrases)
    return re.compile(rf"(?:\s(?:{alternatives(words['counted_nouns'])}))+\s(?P<word>{after})(?!\w)")


_BETTER = {">=": "<=", "<=": ">="}
_PLACES = {">=": "<=", ">": "<"}  # "không thấp hơn thứ hạng 45" is 45 or a smaller number
_DENIED = {">": "<=", "<": ">="}  # "không quá", "không nơi nào dưới"


@cache
def _movers() -> frozenset[str]:
    words = load("comparators")
    return frozenset(map(fold, [*words["rank_up"], *words["rank_down"]]))


def compares_result(folded: str, quantity: Quantity) -> bool:
    """Tell whether a result is compared with a plan's value: "thấp hơn mức 50% UBND tỉnh giao"."""
    return bool(_comparing().search(folded[max(0, quantity.start - 40) : quantity.start]))


@cache
def _comparing() -> re.Pattern[str]:
    words = load("comparators")
    steps = opening([*words["distance_up"], *words["distance_down"]])
    return re.compile(rf"{steps}(?:\s[^\W\d_]+){{0,3}}\s$")


def is_superlative(folded: str, quantity: Quantity) -> bool:
    """Tell whether "thấp nhất" or "cao nhất" stands before a value: of a result it is no bound."""
    return bool(_superlatives().search(folded, max(0, quantity.start - 24), quantity.start))


@cache
def _superlatives() -> re.Pattern[str]:
    words = load("comparators")
    fillers = alternatives(words["superlative_fillers"])
    return re.compile(rf"{opening(words['superlatives'])}(?:,?\s(?:{fillers}))*\s?[(:]?\s?$")


_NOT = re.compile(r"k(?<!\w.)hông(?:,? [^\W\d_]+){0,9} ?$")


def comparator_of(folded: str, clause: Clause) -> tuple[str, bool]:
    """Return the comparator of a value and whether words or the writing said so."""
    quantity = clause.quantity
    if quantity.comparator:
        return quantity.comparator, True
    bond, before, follow, after = _comparators()
    if distance_of(folded, clause):
        bound = bond.search(folded, max(clause.start, quantity.start - _WINDOW), quantity.start)
        return (">=", True) if bound and before[" ".join(bound["word"].split())] == ">=" else ("=", False)
    behind = (
        follow.match(folded, quantity.end)
        or _open_ended(folded, quantity)
        or _behind_noun().match(folded, quantity.end)
    )
    if behind:
        symbol = after[" ".join(behind["word"].split())]
        if quantity.unit == "rank" and quantity.rule != "rank_step":
            symbol = _BETTER[symbol]  # "xếp hạng từ 40 trở lên" is 40 or a smaller number
        return symbol, True
    start = _number_start(folded, quantity)
    window = folded[max(clause.start - 12, start - _WINDOW, 0) : start]
    if not window or not (window[-1].isspace() or window[-1] in "≥≤><"):
        return "=", False
    if not window.rstrip(" \n").endswith(_ends_of_comparators()):
        return "=", False
    ahead = bond.search(window)
    if ahead and quantity.rule == "rank_step" and ahead["word"] in _movers():
        return "=", False  # "vượt 10 bậc" is a movement
    if ahead and _NOT.search(window, 0, ahead.start()):
        symbol = _DENIED.get(before[" ".join(ahead["word"].split())], "")
        if symbol:
            return symbol, True
    if ahead and not _belongs_elsewhere(ahead["word"], window, ahead.start()):
        symbol = before[" ".join(ahead["word"].split())]
        if quantity.unit == "rank" and quantity.rule != "rank_step":
            symbol = _PLACES.get(symbol, symbol)
        if symbol not in "<>" or ":" not in ahead["fillers"]:
            return symbol, True
    return "=", False


def _number_start(folded: str, quantity: Quantity) -> int:
    """Return where the number of a value begins: "cứ 10 người thì ít nhất 7" compares inside the words."""
    if quantity.rule != "out_of":
        return quantity.start
    return quantity.start + len(folded[quantity.start : quantity.end].rstrip("0123456789.,"))


def _belongs_elsewhere(word: str, window: str, place: int) -> bool:
    """Tell whether "trên" only opens a phrase of place or total: "trên tổng số 230 xã", "trên địa bàn"."""
    before, behind = _points_back()
    if word == "trên" and before.search(window, 0, place):
        return True  # "ba nội dung nêu trên là 95%"
    if word in ("trên", "dưới") and behind.search(window, place):
        return True  # "các tỷ lệ trên lần lượt đạt 99%": "trên" points back
    return word in ("trên", "trong") and window[place:].strip().startswith(f"{word} tổng số")


@cache
def _movements() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    words = load("comparators")
    verbs = dict.fromkeys(words["step_up"], "step_up")
    verbs |= {verb: change for change in ("increase", "decrease") for verb in words[change]}
    comparators = [phrase for phrases in words["before"].values() for phrase in phrases]
    between = alternatives([*words["movement_fillers"], *words["fillers"], *comparators])
    close = rf"(?P<verb>{opening(verbs)})(?P<between>(?:[ \n]+(?:{between}))*)[ \n]*$"
    loose = rf"(?P<verb>{opening(words['decrease'])})(?P<between>(?:[ \n]+[^\W\d_]+){{1,9}})[ \n]+$"
    return re.compile(close), re.compile(loose), {fold(verb): change for verb, change in verbs.items()}


@cache
def _extreme_movements() -> re.Pattern[str]:
    """Return a movement that is one of many: "tăng mạnh nhất với", "mức giảm thấp nhất là"."""
    words = load("comparators")
    verbs = opening([*words["increase"], *words["decrease"]])
    most, joints = alternatives(words["extremes"]), alternatives(words["extreme_joints"])
    return re.compile(rf"(?P<verb>{verbs})[ \n]+(?:{most})(?:[ \n]+(?:{joints}))*[ \n]*$")


@cache
def _reached() -> re.Pattern[str]:
    return pattern([*load("comparators")["reached"], "là", "có"])


def change_of(folded: str, clause: Clause) -> str:
    """Return increase or decrease where the number is a movement, "" where it is a level.

    "tăng lên 62%" and "giảm xuống còn 5%" state the level reached; "giảm ngân sách khoảng 120 tỷ" is a
    movement although a noun stands between.
    """
    quantity = clause.quantity
    if quantity.change or quantity.unit == "rank" and quantity.rule != "rank_step":
        return quantity.change
    distance = distance_of(folded, clause) or _SIGNS.get(
        folded[max(0, quantity.start - 2) : quantity.start], ""
    )
    if distance:
        return distance
    close, loose, verbs = _movements()
    window = folded[max(clause.start, quantity.start - 90, 0) : quantity.start]
    if not window and quantity.rule != "rank_step":
        return ""
    if " nhất" in window[-24:] and (extreme := _extreme_movements().search(window)):
        return _verb(extreme["verb"], verbs)
    found = close.search(window)
    if found and not _names_level(folded, found, clause):
        change = _verb(found["verb"], verbs)
        if change != "step_up":
            return change
        if quantity.rule == "rank_step":
            return "increase"
    if quantity.rule == "rank_step":
        return _step_of_rank(window)
    if found:
        return ""
    found = loose.search(window)
    if found and not _reached().search(found["between"]):
        return "decrease"
    return ""


@cache
def _rank_steps() -> re.Pattern[str]:
    words = load("comparators")
    up, down = opening(words["rank_up"]), opening(words["rank_down"])
    return re.compile(rf"(?:(?P<up>{up})|(?P<down>{down}))(?!\w)")


def _step_of_rank(window: str) -> str:
    """Return the direction of "cao hơn năm trước 3 bậc": the nearest word of direction decides."""
    steps = list(_rank_steps().finditer(window, max(0, len(window) - 45)))
    if not steps or re.search(r"[;.]", window[steps[-1].end() :]):
        return ""
    return "increase" if steps[-1]["up"] else "decrease"


def _verb(verb: str, verbs: dict[str, str]) -> str:
    return verbs[" ".join(verb.split())]


@cache
def _from_to() -> re.Pattern[str]:
    return re.compile(rf"[^;.]{{0,40}}?{opening(load('comparators')['from_to'])}(?!\w)")


def _names_level(folded: str, found: re.Match[str], clause: Clause) -> bool:
    """Tell whether the number is a level: "tăng lên 62%", or the 45% of "tăng từ 45% lên 62%"."""
    between = found["between"]
    if _is_stressed(folded, between, clause.quantity):
        return False
    if _reached().search(between):
        return True
    starts_from = between.split()[-1:] == ["từ"] and clause.quantity.high is None
    return starts_from and bool(_from_to().match(folded, clause.quantity.end))


@cache
def _stressed() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("comparators")["stressed"]
    return re.compile(rf"\s(?:{alternatives(words)})$"), re.compile(r",? so với(?! [0-9])")


def _is_stressed(folded: str, between: str, quantity: Quantity) -> bool:
    """Tell whether "giảm tới 49% so với cùng kỳ" only stresses how far it moved."""
    last, compared = _stressed()
    return bool(last.fullmatch(between) and compared.match(folded, quantity.end))


@cache
def _distances() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("comparators")
    up, down = opening(words["distance_up"]), opening(words["distance_down"])
    verbs = rf"(?:(?P<up>{up})|(?P<down>{down}))"
    periods, last = alternatives(words["distance_periods"]), alternatives(words["distance_last"])
    joint = rf"(?:\s(?:{alternatives(words['distance_joints'])}))?"
    units = rf"(?:\s(?:{alternatives(words['distance_units'])}))?"
    return (
        re.compile(rf"{verbs}(?:\s(?:so với\s)?(?:{periods})(?:\s(?:{last}|[0-9/]+))*)?{joint}\s$"),
        re.compile(rf"{units}[ ,]{{1,2}}so với(?!\w)"),
    )


def distance_of(folded: str, clause: Clause) -> str:
    """Return the movement where a number is the distance between two values, else "".

    "cao hơn 1,71% so với năm 2022", "cao hơn năm 2019 là 4,64 điểm": no comparators, but movements.
    """
    quantity = clause.quantity
    if quantity.unit not in ("percent", "score") and quantity.rule != "rank_step":
        return ""
    before, behind = _distances()
    ahead = before.search(folded, max(clause.start, quantity.start - 50), quantity.start)
    if not ahead or ahead[0].count(" ") < 3 and not behind.match(folded, quantity.end):
        return ""
    return "increase" if ahead["up"] else "decrease"


@cache
def _until() -> re.Pattern[str]:
    return re.compile(rf"{opening(load('comparators')['until'])}[^.;:]{{0,25}}$")


def ends_yearly_rule(folded: str, clause: Clause) -> bool:
    """Tell whether a value is only where a yearly rule ends: "... cho đến khi đạt 100%"."""
    return bool(_until().search(folded[max(0, clause.quantity.start - 60) : clause.quantity.start]))

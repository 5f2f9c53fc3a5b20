"""Clauses: which words of a sentence belong to which of its values.

Vietnamese targets come value-first ("Tối thiểu 80% hồ sơ công việc ...") or value-last ("Tỷ lệ hồ sơ ...
đạt 80%"), and lists mix both. Every value gets its own stretch of the sentence, and knows from which
earlier stretch it takes its subject where its own has none.
"""

import re
from dataclasses import dataclass
from functools import cache

from ingest.measures.quantities import Quantity
from ingest.measures.text import fold
from ingest.measures.tokens import Tokens
from ingest.measures.words import alternatives, load, opening


@dataclass(eq=False)
class Clause:
    """A value with the stretch of the sentence that speaks about it."""

    quantity: Quantity
    start: int
    end: int
    is_value_first: bool
    group: int  # values of one list "30%, 20%, 15%" share a group
    is_share: bool = False  # says in brackets what share the count before it is
    is_bare: bool = False  # its own stretch has no subject
    reach: int = 0  # where the stretch begins that holds its subject
    before: "Clause | None" = None  # the clause it leans on when bare
    levels: tuple[str, ...] = ()  # once known
    locality: str = ""  # the one other place it is about
    place_level: str = ""  # of that place
    points_back: bool | None = None  # at the subject before it, once asked


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = load("comparators")
    comparators = [phrase for phrases in words["before"].values() for phrase in phrases]
    among, ranked_in = alternatives(words["ranked_among"]), alternatives(words["ranked_in"])
    says_share = alternatives([*words["share_in_brackets"], *comparators])
    return {
        "closer": re.compile(rf"[⁰-₉¹²³]*\s+(?:{alternatives(words['closers'])})(?!\w)"),
        "ranked_in": re.compile(rf"(?:\s(?:{among}))*\s(?:{ranked_in})\s[^\W\d_]"),
        "points": re.compile(r"\s?điểm(?!\w)"),
        "noun": re.compile(r"[⁰-₉¹²³]*\s+[^\W\d_]"),
        "separator": re.compile(rf"\(|[,;:](?=\s|[^\d\s])|{opening(words['separators'])}(?!\w)"),
        "opener": re.compile(rf"{opening(words['openers'])}(?!\w)"),
        "subject": re.compile(rf"{opening(words['subject_openers'], '(?<!tổng s)')}(?!\w)(?! hóa)"),
        "list_gap": re.compile(
            rf"\s*(?:,|;|/|và|hoặc|-)(?:\s*(?:,|và))?\s*(?:(?:{alternatives(comparators)})\s+)?$"
        ),
        "share": re.compile(rf"(?:\s[^\W\d_]+){{0,5}}\s?\((?:(?:{says_share})\s?)*"),
        "colon": re.compile(r":(?!\d)"),
    }


def split_clauses(folded: str, start: int, end: int, quantities: list[Quantity]) -> list[Clause]:
    """Divide a sentence among its values."""
    clauses: list[Clause] = []
    for number, quantity in enumerate(quantities):
        first = _is_value_first(folded, quantity, end)
        if number == 0:
            begin, group = _sentence_start(folded, start, quantity, first), 0
            reach, is_share = start, False
        else:
            previous = clauses[-1]
            gap = folded[previous.quantity.end : quantity.start]
            is_share = False
            if _is_listed(gap, previous.quantity, quantity) and not _COMPARED.match(folded, quantity.end):
                begin, group = previous.start, previous.group
                reach = begin
            elif is_share := _is_share_of(gap, previous.quantity, quantity):
                begin, group = previous.start, previous.group + 1
                reach = previous.reach
            else:
                is_placed = bool(_PLACED.match(gap) and _PLACED.match(folded, quantity.end))
                begin = previous.quantity.end + _boundary(gap, first, previous, is_placed)
                group = previous.group + 1
                previous.end = min(previous.end, begin)
                reach = begin
        clauses.append(
            Clause(
                quantity, begin, _clause_end(folded, quantity.end, end), first, group, is_share, reach=reach
            )
        )
    _share_ends(clauses)
    return clauses


def _is_value_first(folded: str, quantity: Quantity, end: int) -> bool:
    patterns = _patterns()
    if quantity.unit == "rank":
        return bool(patterns["ranked_in"].match(folded, quantity.end, end))
    begin = quantity.end
    if quantity.unit == "score":
        unit = patterns["points"].match(folded, begin, end)
        begin = unit.end() if unit else begin
    if patterns["closer"].match(folded, begin, end):
        return False
    return bool(patterns["noun"].match(folded, begin, end))


def _sentence_start(folded: str, start: int, quantity: Quantity, first: bool) -> int:
    """Return where the first value's stretch begins: after the last ";" and after a lead-in with ":"."""
    begin = max(start, folded.rfind(";", start, quantity.start) + 1)
    colon = folded.rfind(":", begin, quantity.start) + 1
    if colon and (first or _says_more(folded[colon : quantity.start])):
        begin = colon
    return begin


def _says_more(folded: str) -> bool:
    """Tell whether more than a verb or two stands between a colon and a value."""
    moving = moving_words()
    return sum(word.strip(",()") not in moving for word in folded.split()) > 2


@cache
def moving_words() -> frozenset[str]:
    """Return the words that are no subject: behind a colon, they leave the subject before it."""
    words = load("comparators")
    verbs = " ".join([*words["increase"], *words["decrease"]])
    return _empty_words() | frozenset(fold(verbs).split())


def _is_listed(gap: str, previous: Quantity, quantity: Quantity) -> bool:
    return (
        previous.unit == quantity.unit
        and len(gap) < 24
        and bool(_patterns()["list_gap"].match(gap))
        and ";" not in gap
    )


def _is_share_of(gap: str, count: Quantity, quantity: Quantity) -> bool:
    """Tell whether a percent says in brackets what share a count is: "345.914 hồ sơ (99,4%)"."""
    return quantity.unit == "percent" and count.unit == "count" and bool(_patterns()["share"].fullmatch(gap))


def _boundary(gap: str, first: bool, previous: Clause, is_placed: bool) -> int:
    """Return where, in the gap between two values, the second one's stretch begins.

    ``is_placed``: both say behind them where they hold ("100% ở cấp tỉnh, cấp huyện và 80% ở cấp xã").
    """
    patterns = _patterns()
    semicolon = gap.rfind(";") + 1
    if semicolon:
        return semicolon
    window = max(0, len(gap) - 1500)
    separators = [found.end() for found in patterns["separator"].finditer(gap, window)]
    previous_first = previous.is_value_first
    if previous_first and previous.quantity.unit == "rank" and not first:
        # "thứ 5 về PAR INDEX với 88,1%"
        return separators[-1] if separators else len(gap.rstrip()) - len(gap.split()[-1])
    if len(separators) > 1 and gap.rstrip().endswith(":"):
        separators.pop()  # "(cấp tỉnh: 1.372": what stands before the colon belongs to the value behind it
    if first and previous_first and not separators:
        return gap.find(" ", max(0, len(gap) - _LONGEST_COMPARATOR)) + 1
    if first:
        return separators[-1] if separators else 0
    if previous_first:
        opener = patterns["opener"].search(gap, window)
        if opener:
            return opener.start()
        subjects = [
            found.start() for found in patterns["subject"].finditer(gap, window, max(window, len(gap) - 14))
        ]
        opened = [place for place in subjects if gap[:place].rstrip().endswith((",", ":", "(", "và"))]
        if opened or subjects and subjects[-1] > 3:
            return opened[0] if opened else subjects[-1]
        return separators[-1] if separators else 0
    if is_placed and separators and len(gap[separators[-1] :].split()) <= _COMPARING_WORDS:
        return separators[-1]
    return separators[0] if separators else 0


def _clause_end(folded: str, position: int, end: int) -> int:
    semicolon = folded.find(";", position, end)
    return semicolon if semicolon >= 0 else end


def _share_ends(clauses: list[Clause]) -> None:
    """Let the members of a list share the stretch of the whole list."""
    for earlier, later in zip(reversed(clauses[:-1]), reversed(clauses[1:]), strict=True):
        if earlier.group == later.group:
            earlier.end = later.end


_COMPARED = re.compile(r"\s(?:điểm\s)?so với(?!\w)")  # "83,9%, cao hơn 1,2% so với năm 2023" is no list
_PLACED = re.compile(r"\s(?:ở|tại|đối với|cho)\s")
_LONGEST_COMPARATOR = 20  # characters
_COMPARING_WORDS = 3  # "và ít nhất"
_LONGEST_BARE = 60  # words; no longer stretch is without a subject


@cache
def _empty_words() -> frozenset[str]:
    words = load("comparators")
    comparing = [phrase for side in ("before", "after") for said in words[side].values() for phrase in said]
    return frozenset(word for phrase in [*words["empty_words"], *comparing] for word in fold(phrase).split())


def lean(clauses: list[Clause], tokens: Tokens, named: set[int], folded: str) -> None:
    """Mark bare clauses and let each lean on the clause before it.

    ``named`` holds the indexes of tokens that name a level: they are no subject. A value behind a closed
    bracket leans on the value before that bracket, not on one inside it.
    """
    position = 0
    for number, clause in enumerate(clauses):
        while position < len(tokens.words) and tokens.starts[position] < clause.start:
            position += 1
        if number and _follows_count(clauses[number - 1], clause):
            position = _past_noun(tokens, position)
        clause.is_bare = _is_bare(tokens, position, clause.end, named)
        if number and clause.is_bare:
            clause.before = _support(clauses, number, folded)
            clause.reach = min(clause.start, clause.before.reach)


def _is_bare(tokens: Tokens, position: int, end: int, named: set[int]) -> bool:
    """Tell whether the words from one on, up to a place, name no subject."""
    empty, words, starts = _empty_words(), tokens.words, tokens.starts
    last = min(len(words), position + _LONGEST_BARE)
    for index in range(position, last):
        if starts[index] >= end:
            return True
        word = words[index]
        if word != "#" and word not in empty and index not in named and not word[0].isdigit():
            return False
    return last == len(words)


def _follows_count(previous: Clause, clause: Clause) -> bool:
    return (
        previous.quantity.unit == "count" and clause.quantity.unit == "percent" and not clause.is_value_first
    )


def _past_noun(tokens: Tokens, position: int) -> int:
    """Return the place behind the noun of a count: "qua khảo sát 5.200 phiếu là 96,3%"."""
    for index in range(position, min(position + 3, len(tokens.words))):
        if tokens.words[index] in ("là", "đạt", "chiếm"):
            return index
    return position


def _support(clauses: list[Clause], number: int, folded: str) -> Clause:
    clause = clauses[number]
    for earlier in range(number - 1, max(-1, number - 8), -1):
        between = folded[clauses[earlier].quantity.end : clause.quantity.start]
        if between.count(")") <= between.count("("):
            return clauses[earlier]
    return clauses[number - 1]


def subject_start(folded: str, start: int, end: int) -> int:
    """Return where the first subject of a stretch opens ("tỷ lệ", "số lượng"), or -1."""
    found = _patterns()["subject"].search(folded, start, end)
    return found.start() if found else -1

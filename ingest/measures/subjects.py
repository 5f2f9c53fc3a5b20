"""Subjects: which indicator a value is of, looked for from near to far.

Its own stretch > the clause it leans on > the sentence before > the lead-in of its list > the headings
above > the index spoken of last.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from ingest.measures.clauses import Clause, moving_words, subject_start
from ingest.measures.context import change_of
from ingest.measures.indicators import NOTHING, OTHER, Choice, family_of, relative
from ingest.measures.kinds import quotes_plan
from ingest.measures.levels import subject_end
from ingest.measures.outline import Section
from ingest.measures.reading import Sentence, State
from ingest.measures.words import alternatives, load, pattern

_DECIMAL = re.compile(r"[0-9]{1,3},[0-9]{1,2}|[0-9],[0-9]{1,4}|[1-9][0-9],[0-9]{4}")
_LETTERS = re.compile(r"[^\W\d_]+")
_HIGHEST = 100  # an index goes no higher
_LISTED = re.compile(r",|(?<!\w)và(?!\w)")
_ECHO = 110  # characters between a value and the one whose subject it shares
_NEAR = 600  # how far from its value the rest of a list may stand
_LONGEST_HEADING = 60  # words


def subjects_of(state: State, sentence: Sentence, number: int) -> list[Choice]:
    """Return the indicators of a value: one, or several indices that share a rank."""
    clause, unit = sentence.clauses[number], sentence.clauses[number].quantity.unit
    if refers_back(state, clause):
        return [_named_before(state, unit) if not number else state.same[0]]
    if number and _is_plan_aside(state, sentence.clauses[number - 1], clause):
        return [_further(state.same[0], 0.8)]
    own = _own_stretch(sentence, clause)
    if unit == "rank":
        own = _behind_colon(state, sentence, clause, own)
        several = sentence.indicators.choose_all((own[0], clause.end), clause.quantity.start, unit)
        sides = {choice.place < clause.quantity.start for choice in several}
        if len(several) > 1 and len(sides) == 1:
            return several
    listed = _distributed(state, sentence, number)
    if listed:
        return [listed]
    for asked in _units_to_ask(state, clause):
        for choice in _search(state, sentence, clause, own, asked):
            if choice.code != OTHER:
                return [choice]
    last = state.same[0]
    if last.entry and unit in last.entry.units:
        moved = number > 0 and _only_moves_on(state, sentence.clauses[number - 1], clause)
        if moved or clause.is_bare and clause.before:
            return [_further(last, 0.9)]
    for choice in (
        _moved(state, sentence, number, unit),
        _echoed(state, sentence, number, unit),
        _of_topic(state, sentence, clause, unit),
    ):
        if choice.code != OTHER:
            return [choice]
    return [NOTHING]


def _distributed(state: State, sentence: Sentence, number: int) -> Choice | None:
    """Return the subject of one value of a list: "A, B và C lần lượt giảm 30%, 20% và 10%"."""
    members = sentence.groups[sentence.clauses[number].group]
    opening = sentence.clauses[members[0]]
    first = opening.quantity
    start = max(opening.start, first.start - _NEAR // 2)
    if len(members) < 2 or not respectively().search(state.text.folded, start, first.start):
        return None
    named = sentence.indicators.choose_all(
        (opening.start, first.start), first.start, first.unit, side_by_side=True
    )
    places = [choice.place for choice in named]
    stretches = [state.text.folded[a:b] for a, b in zip(places, places[1:], strict=False)]
    if len(named) != len(members) or not all(_LISTED.search(stretch) for stretch in stretches):
        return None
    return _further(named[members.index(number)], 0.9)


@cache
def respectively() -> re.Pattern[str]:
    """Return the words that match a list with a list."""
    return pattern(load("comparators")["respectively"])


def _echoed(state: State, sentence: Sentence, number: int, unit: str) -> Choice:
    """Give a value that only names another place to the subject just before: "hơn cấp huyện (99,33%)"."""
    clause, last = sentence.clauses[number], state.same[0]
    if (
        not number
        or not last.entry
        or unit not in last.entry.units
        or clause.is_value_first
        or clause.is_share
    ):
        return NOTHING
    before = sentence.clauses[number - 1].quantity
    start, end = before.end, clause.quantity.start
    if before.unit != unit or end - start > _ECHO or subject_start(state.text.folded, start, end) >= 0:
        return NOTHING
    if not sentence.indicators.names(start, clause.end).isdisjoint(last.entry.without):
        return NOTHING
    return _further(last, 0.6)


def _of_topic(state: State, sentence: Sentence, clause: Clause, unit: str) -> Choice:
    """Give a place or score to the one index a text is about, and a share in a paragraph about an index."""
    if unit in ("rank", "score"):
        is_of_share = _of_share().match(state.text.folded, clause.quantity.end)
        return NOTHING if is_of_share else _further(relative(state.topic, unit), 0.6)
    if unit == "percent" and state.topic and _only_ranks(state, clause):
        return _further(relative(state.topic, unit), 0.55)
    family, section = state.index
    is_near = section is sentence.item.section and state.index_paragraph == sentence.item.start
    if unit != "percent" or not is_near or clause.is_value_first or clause.is_share:
        return NOTHING
    start = max(clause.start, clause.quantity.start - _ECHO)
    if subject_start(state.text.folded, start, clause.quantity.start) >= 0:
        return NOTHING
    return _further(relative(family, unit), 0.6)


def _only_ranks(state: State, clause: Clause) -> bool:
    """Tell whether a clause names a place and its standing only: "Huế dẫn đầu bảng xếp hạng với 96,2%"."""
    start, value = clause.start, clause.quantity.start
    if clause.is_value_first or value - start > _ECHO:
        return False
    words = _LETTERS.findall(state.text.clean, start, value)
    plain = [word for word in words if not word[0].isupper()]
    known = moving_words() | _ranking_words()
    if not all(word in known for word in plain):
        return False
    return any(word in _ranking_words() for word in plain) or bool(change_of(state.text.folded, clause))


@cache
def _ranking_words() -> frozenset[str]:
    """Return the words that tell how a place stands among others."""
    words = load("comparators")
    said = [*words["extremes"], *words["extreme_joints"], *words["ranking_fillers"]]
    return frozenset(" ".join([*said, *load("units")["ranking"]]).split())


@cache
def _of_share() -> re.Pattern[str]:
    """Return what makes a place one in a share: "dẫn đầu cả nước về tỷ lệ hồ sơ trực tuyến"."""
    words = load("comparators")
    ranked, shares = alternatives(words["ranked_in"]), alternatives(words["share_openers"])
    return re.compile(rf"(?:\s[^\W\d_]+){{0,2}}\s(?:{ranked})\s(?:{shares})(?!\w)")


def _moved(state: State, sentence: Sentence, number: int, unit: str) -> Choice:
    """Give a movement without a subject to the index spoken of last: "cao hơn 1,71% so với năm 2022"."""
    clause, last = sentence.clauses[number], state.same[0]
    if not last.entry or not last.entry.family:
        return NOTHING
    if not change_of(state.text.folded, clause):
        return NOTHING
    if unit in last.entry.units:
        return _further(last, 0.7)
    kin = relative(last.entry.family, unit)
    if kin.code == OTHER and unit == "percent":
        kin = relative(last.entry.family, "score")  # the growth of a score
    return _further(kin, 0.7)


def _only_moves_on(state: State, previous: Clause, clause: Clause) -> bool:
    """Tell whether two values are one movement: "từ 40% năm 2023 lên 63% năm 2024"."""
    gap = state.text.folded[previous.quantity.end : clause.quantity.start]
    words = gap.replace(",", " ").split() if len(gap) < 60 else [gap]
    return bool(words) and all(word.isdigit() or word in moving_words() for word in words)


def _named_before(state: State, unit: str) -> Choice:
    """Return what "tỷ lệ này" means: the subject of the sentence before, else of the value before."""
    if state.last_sentence and state.last_sentence[0] >= state.same_place:
        start, end = state.last_sentence
        choice = state.reader_of(max(start, end - 600), end).choose((start, end), (), -1, unit)
        if choice.code != OTHER:
            return choice
    return state.same[0]


def refers_back(state: State, clause: Clause) -> bool:
    """Tell whether a clause only points at the subject before it ("tỷ lệ này")."""
    if clause.points_back is None:
        value = clause.quantity.start
        found = _same().search(state.text.folded, max(clause.start, value - _NEAR // 4), value)
        clause.points_back = found is not None
    return clause.points_back


@cache
def _same() -> re.Pattern[str]:
    return pattern(load("comparators")["the_same"])


def _own_stretch(sentence: Sentence, clause: Clause) -> tuple[int, int]:
    own, quantity = (clause.start, clause.end), clause.quantity
    if clause.is_bare and sentence.indicators.choose(own, (), quantity.start, quantity.unit).code == OTHER:
        return _of_count(sentence, clause) or (clause.reach, clause.end)
    return own


def _of_count(sentence: Sentence, clause: Clause) -> tuple[int, int] | None:
    """Return the stretch of the count before a share: "hồ sơ quá hạn là 689 hồ sơ, chiếm 3,4%"."""
    count, quantity = clause.before, clause.quantity
    if not count or count.quantity.unit != "count" or quantity.unit != "percent":
        return None
    own = (count.start, clause.end)
    choice = sentence.indicators.choose(own, (), quantity.start, quantity.unit)
    return own if choice.code != OTHER else None


def _is_plan_aside(state: State, result: Clause, clause: Clause) -> bool:
    """Tell whether a bracket quotes the plan of the result before it: "giảm 12,4% (chỉ tiêu giao 10%)"."""
    last, quantity = state.same[0], clause.quantity
    between = state.text.folded[result.quantity.end : quantity.start]
    opened = between.rfind("(")
    if opened < 0 or ")" in between[opened:] or ";" in between or result.quantity.unit != quantity.unit:
        return False
    is_known = bool(last.entry and quantity.unit in last.entry.units)
    return is_known and quotes_plan(state.text.folded, quantity)


def _behind_colon(state: State, sentence: Sentence, clause: Clause, own: tuple[int, int]) -> tuple[int, int]:
    """Leave out the indices that open a list of places: "PCI, PAPI đều tăng hạng: PCI xếp thứ 9"."""
    value = clause.quantity.start
    colon = state.text.folded.rfind(":", own[0], value)
    if colon < 0 or not sentence.indicators.choose_all((colon, value), value, clause.quantity.unit):
        return own
    return colon, own[1]


def _units_to_ask(state: State, clause: Clause) -> list[str]:
    quantity = clause.quantity
    if (
        quantity.rule == "count"
        and quantity.low <= _HIGHEST
        and _DECIMAL.fullmatch(state.text.folded, quantity.start, quantity.end)
    ):
        return ["score", "percent"]  # an index printed without "điểm": "PAPI đạt 43,92"
    return [quantity.unit]


def _search(
    state: State, sentence: Sentence, clause: Clause, own: tuple[int, int], unit: str
) -> Iterator[Choice]:
    """Yield what each place says about a value, the nearest place first."""
    value = clause.quantity.start
    last = min(sentence.end, clause.end + _NEAR) if _lacks_predicate(sentence, clause) else clause.end
    is_own = _has_own_subject(state, clause)
    wide = [(clause.end, last)]
    if not is_own:
        wide.append((max(sentence.start, clause.start - _NEAR), clause.start))
    yield sentence.indicators.choose(own, () if clause.quantity.is_fraction else wide, value, unit)
    yield _of_component(state, sentence, clause, unit)
    if unit in ("rank", "score") and (family := sentence.indicators.family_before(value)):
        yield _further(relative(family, unit), 0.75)
    if unit in ("rank", "score") and clause.before and state.same_place >= sentence.start:
        yield _further(relative(family_of(state.same[0].code), unit), 0.73)  # "đạt 87,3%, xếp thứ 29"
    if unit in ("rank", "score") and state.is_silent and state.last_sentence:
        start, end = state.last_sentence
        yield _further(relative(state.reader_of(max(start, end - 600), end).family_before(end), unit), 0.72)
    if unit in ("rank", "score") and state.index[1] is sentence.item.section:
        yield _further(relative(state.index[0], unit), 0.7)
    if clause.is_bare and not clause.before:
        yield _from_above(state, sentence, value, unit)
    elif not clause.is_bare and unit != "count" and not is_own:  # a text is full of counts of other things
        yield _with_sentence_before(state, sentence, own, value, unit)
    yield _from_lead_in(state, sentence, clause, unit)
    yield _from_index(state, sentence, clause, unit)


def _has_own_subject(state: State, clause: Clause) -> bool:
    """Tell whether a clause opens with a whole subject: "tỷ lệ doanh nghiệp sử dụng hóa đơn điện tử đạt"."""
    start = clause.reach if clause.is_bare else clause.start
    stretch = state.text.folded[start : min(clause.quantity.start, start + _ECHO)]
    return not clause.is_value_first and bool(_whole_subject().match(stretch))


@cache
def _whole_subject() -> re.Pattern[str]:
    shares = alternatives(load("comparators")["share_openers"])
    return re.compile(rf"[\s,;:+–-]*(?:và\s)?(?:{shares})(?:\s[^\W\d_]+){{5}}")


def _of_component(state: State, sentence: Sentence, clause: Clause, unit: str) -> Choice:
    """Give the place behind a component's score to it: "Cải cách thể chế đạt 86,9%, xếp thứ 11"."""
    last = state.same[0]
    is_near = clause.is_bare and clause.before and state.same_place >= sentence.start
    if not is_near or not last.entry or not last.entry.component_of or unit not in last.entry.units:
        return NOTHING
    return _further(last, 0.9)


def _lacks_predicate(sentence: Sentence, clause: Clause) -> bool:
    """Tell whether a value-first clause waits for the predicate of a later item of its list."""
    end = clause.end
    return clause.is_value_first and subject_end(sentence.tokens, clause.quantity.end, end) == end


def _further(choice: Choice, factor: float) -> Choice:
    """Return a choice that was found elsewhere: less sure than one of the value's own words."""
    return replace(choice, score=round(choice.score * factor, 2)) if choice.score else choice


def _with_sentence_before(
    state: State, sentence: Sentence, own: tuple[int, int], value: int, unit: str
) -> Choice:
    """Complete a clause by the sentence before it: "... công chức cấp xã ... 100% công chức đạt chuẩn"."""
    if not state.last_sentence or state.last_sentence[1] > own[0]:
        return NOTHING
    start, end = state.last_sentence
    before = state.reader_of(max(start, end - 600), end)
    return _further(sentence.indicators.choose(own, ((start, end),), value, unit, before), 0.85)


def _from_above(state: State, sentence: Sentence, value: int, unit: str) -> Choice:
    """Take the subject of a bare item from the measure or sentence before it, or from a heading above."""
    if state.paragraph and state.paragraph[-1].unit == unit:
        last = state.paragraph[-1]
        if last.indicator == state.same[0].code:
            return _further(state.same[0], 0.8)
        return replace(NOTHING, code=last.indicator, score=round(last.indicator_score * 0.8, 2))
    if state.last_sentence and state.is_silent:
        start, end = state.last_sentence
        choice = state.reader_of(max(start, end - 600), end).choose((start, end), (), value, unit)
        if choice.code != OTHER:
            return _further(choice, 0.8)
    for section in sentence.item.section.ancestors() if sentence.item.section else ():
        choice = _of_heading(state, section, value, unit)
        if choice.code != OTHER:
            return _further(choice, 0.8)
        if section.depth < 7:
            break
    return NOTHING


def _of_heading(state: State, section: Section, value: int, unit: str) -> Choice:
    clean = state.text.clean
    end = clean.find("\n", section.start)
    end = min(end if end >= 0 else len(clean), section.start + 600)
    if clean.count(" ", section.start, end) >= _LONGEST_HEADING:
        return NOTHING
    return state.reader_of(section.start, end).choose((section.start, end), (), value, unit)


def _from_lead_in(state: State, sentence: Sentence, clause: Clause, unit: str) -> Choice:
    """Take the subject of a list inside a sentence from what stands before its colon."""
    colon = state.text.folded.find(":", sentence.start, clause.start + 1)
    if colon < 0 or colon - sentence.start > 300:
        return NOTHING
    own = (clause.start, clause.quantity.start)
    lead = (sentence.start, colon)
    return _further(sentence.indicators.choose(lead, (own,), clause.quantity.start, unit), 0.8)


def _from_index(state: State, sentence: Sentence, clause: Clause, unit: str) -> Choice:
    """Give a rank or score without a name to the index spoken of last, or to that of a heading."""
    if unit == "percent" and clause.is_bare and not clause.before:
        # "Tỉnh đạt 85,16%, đứng thứ 25 trên bảng PAR INDEX": the name stands with the rank
        named = sentence.indicators.choose((clause.start, sentence.end), (), clause.quantity.start, "rank")
        return _further(relative(named.entry.family, unit), 0.7) if named.entry else NOTHING
    if unit not in ("rank", "score") and not (unit == "percent" and clause.is_bare):
        return NOTHING
    section = sentence.item.section
    if unit == "percent":
        return _further(relative(state.index[0], unit), 0.7) if state.index[1] is section else NOTHING
    for above in section.ancestors() if section else ():
        choice = _of_heading(state, above, clause.quantity.start, unit)
        if choice.code != OTHER:
            return _further(choice, 0.7)
    return NOTHING

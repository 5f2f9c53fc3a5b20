"""Places: the administrative levels of a value (guideline rules 3 and 15)."""

import re
from bisect import bisect_left
from functools import cache

from ingest.measures.clauses import Clause, subject_start
from ingest.measures.context import change_of
from ingest.measures.indicators import Choice
from ingest.measures.levels import ALL, NATIONAL, PROVINCE, VILLAGE, LevelMention, heading_level, subject_end
from ingest.measures.localities import names_province
from ingest.measures.outline import TITLE, Section
from ingest.measures.reading import Sentence, State
from ingest.measures.subjects import refers_back, respectively
from ingest.measures.tokens import tokenize
from ingest.measures.words import alternatives, load, pattern

_NEAR = 80
_RANKED = ("rank", "score")  # units of a ranking
_RIGHT_BEHIND = 5  # characters: " số "
_MOVES_RIGHT_AFTER = 16  # characters
_JOINT = re.compile(r"\s?(?:,|và|hoặc|/|-)?\s?(?:các\s)?")
_HEAD = 600  # characters at the start of a text where its issuer stands
_ASIDE = re.compile(r"^[^(]*\((?:[^\W\d_]+\s){0,3}$")  # "16/23 xã (69,6%)"
_AFTER_OPENING = re.compile(r"\s?[,:]\s")


@cache
def _openings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what may stand before a level that opens a sentence, and its prepositions alone."""
    words = load("levels")
    prepositions = alternatives(words["prepositions"])
    anything = alternatives([*words["prepositions"], *words["opening_words"]])
    return re.compile(rf"(?:\W*(?:{anything}))*\W*"), re.compile(rf"(?:{prepositions})\s")


def levels_of(state: State, sentence: Sentence, number: int, choice: Choice) -> tuple[str, ...]:
    """Return the levels of a value: distributed over a list, all that its stretch names, or the heading's."""
    clause = sentence.clauses[number]
    if choice.entry and choice.entry.level:
        return (VILLAGE if _counts_villages(sentence, clause) else choice.entry.level,)
    members = sentence.groups[clause.group]
    if refers_back(state, clause):
        before = _as_before(state, sentence, members)
        return (before[members.index(number)],) if before else state.same[1]
    if own := _bracketed(state.text.folded, sentence, clause):
        return (own.level,)  # "100% (tỉnh), 95% (xã)"
    mentions = [at for at in _mentions(state, sentence, clause) if not _is_bracketed(state.text.clean, at)]
    distributed = _distribute(state, sentence, members, mentions) if len(members) > 1 else None
    if distributed:
        return (distributed[members.index(number)],)
    subject = _of_subject(state, sentence, clause, mentions)
    named = tuple(dict.fromkeys(mention.level for mention in subject))
    if not named:
        return _levels_around(state, sentence, number, choice)
    if clause.quantity.unit in _RANKED:
        state.block = (sentence.item.start, named)
    if len(named) > 1 and clause.quantity.unit == "count":
        return (ALL,)  # "7.518 TTHC của cả 3 cấp tỉnh, huyện, xã": their sum
    return named


def _mentions(state: State, sentence: Sentence, clause: Clause) -> list[LevelMention]:
    """Return the levels that the stretch of a value names; the country where the value may be its own."""
    value = clause.quantity
    border = state.text.folded.rfind(";", clause.start, value.start)
    # "thứ 8 cả nước" is the place of a province; what stood before a semicolon is another matter
    return [
        mention
        for mention in _within(sentence, clause.start, clause.end)
        if mention.level != NATIONAL
        or value.unit != "rank"
        and mention.start > border
        and (clause.is_value_first or mention.start < value.start)  # "..., thấp hơn mức bình quân cả nước"
        and not _is_compared_with(state.text.folded, clause, mention)
    ]


def _levels_around(state: State, sentence: Sentence, number: int, choice: Choice) -> tuple[str, ...]:
    """Return the levels of a value whose stretch names none: those of what it leans on, or the heading's."""
    clause = sentence.clauses[number]
    in_ranking = clause.quantity.unit in _RANKED
    if in_ranking and (agency := _agency_level(sentence, clause)):
        state.block = (sentence.item.start, (agency,))
        return (agency,)
    if clause.place_level and clause.place_level != PROVINCE:
        return (clause.place_level,)
    if clause.is_bare and clause.before and clause.before.levels:
        of_country = clause.before.levels == (NATIONAL,)
        if not (of_country and names_province(sentence.places, clause)):  # "cả nước 84%; Huế dẫn đầu với 90%"
            return clause.before.levels
    if number and (shared := _of_value_before(state, sentence, number)):
        return shared
    opening = _opening_levels(state, sentence, clause)
    if opening:
        return opening
    if in_ranking and state.block[0] == sentence.item.start:
        return state.block[1]  # "khối phường: Hồng Bàng (hạng 1), Hải An (hạng 2) ..."
    level = _section_level(state, sentence.item.section)
    if level == PROVINCE and choice.entry and (choice.entry.family or choice.entry.component_of):
        level = ALL  # an office that has to raise PAR INDEX raises the whole province's
    if level == ALL and state.frame.is_national and not _is_of_one_province(sentence, clause):
        return (NATIONAL,)
    return (state.frame.own_level,) if level == ALL and state.frame.own_level else (level,)


def _counts_villages(sentence: Sentence, clause: Clause) -> bool:
    """Tell whether a value counts villages, whatever its indicator is of: "sóng 4G phủ 86% số thôn, bản"."""
    end = clause.quantity.end
    return any(mention.level == VILLAGE for mention in _within(sentence, end, end + _RIGHT_BEHIND))


def _is_bracketed(clean: str, mention: LevelMention) -> bool:
    """Tell whether a level stands in brackets right behind a number: it is of that number alone."""
    before = clean[max(0, mention.start - 4) : mention.start]
    number = before.rstrip(" ").removesuffix("(").rstrip(" ")
    is_open = before.rstrip(" ").endswith("(") and clean.startswith(")", mention.end)
    return is_open and (number[-1:].isdigit() or number[-1:] == "%")


def _bracketed(folded: str, sentence: Sentence, clause: Clause) -> LevelMention | None:
    """Return the level that stands in brackets right behind a value."""
    end = clause.quantity.end
    for mention in _within(sentence, end, end + 4):
        if folded[end : mention.start].strip() == "(" and folded[mention.end : mention.end + 1] == ")":
            return mention
    return _compared_country(folded, sentence, clause)


def _compared_country(folded: str, sentence: Sentence, clause: Clause) -> LevelMention | None:
    """Return the country where a value in brackets is its own: "thấp hơn bình quân cả nước (35%)"."""
    start = clause.quantity.start
    if folded[start - 1 : start] != "(":
        return None
    for mention in _within(sentence, start - _NEAR, start):
        if mention.level == NATIONAL and folded[mention.end : start].strip() == "(":
            before = (max(sentence.start, mention.start - _NEAR), mention.start)
            return mention if _distances().search(folded, *before) else None
    return None


def _agency_level(sentence: Sentence, clause: Clause) -> str:
    """Return the level of an agency that a place or score is of: "Sở Tài chính, 90,88 điểm"."""
    near = (max(clause.start, clause.quantity.start - 120), clause.quantity.end + 60)
    for first, _, level in sentence.tokens.longest("agency"):
        if level != NATIONAL and near[0] <= sentence.tokens.starts[first] < min(near[1], clause.end):
            return level
    return ""


def _is_of_one_province(sentence: Sentence, clause: Clause) -> bool:
    """Tell whether a value of a national text is a province's: a place in a ranking, or behind its name."""
    return clause.quantity.unit == "rank" or names_province(sentence.places, clause)


def _of_value_before(state: State, sentence: Sentence, number: int) -> tuple[str, ...]:
    """Return the levels of the value just before, where they hold on.

    "cấp huyện giải quyết 112.809 hồ sơ, tỷ lệ đúng hạn 99,1%, tăng 2,3%"
    """
    previous, clause = sentence.clauses[number - 1], sentence.clauses[number]
    gap = state.text.folded[previous.quantity.end : clause.quantity.start]
    if len(gap) < _MOVES_RIGHT_AFTER and "(" not in gap and change_of(state.text.folded, clause):
        return previous.levels
    counts = previous.quantity.unit == "count" or previous.quantity.rule == "share"
    is_share = clause.quantity.unit == "percent" and counts
    is_aside = "(" in gap and not _ASIDE.search(gap)
    return previous.levels if is_share and len(gap) < _NEAR and ";" not in gap and not is_aside else ()


def _within(sentence: Sentence, start: int, end: int) -> list[LevelMention]:
    first, last = bisect_left(sentence.level_starts, start), bisect_left(sentence.level_starts, end)
    return sentence.levels[first:last]


def _of_subject(
    state: State, sentence: Sentence, clause: Clause, mentions: list[LevelMention]
) -> list[LevelMention]:
    """Keep the levels of the subject: not of its predicate, nor of whoever was told to reach the value."""
    if not mentions:
        return []
    if clause.is_value_first:
        end = subject_end(sentence.tokens, clause.quantity.end, clause.end)
        return [mention for mention in mentions if mention.start < end] or mentions
    subject = subject_start(state.text.folded, clause.start, clause.quantity.start)
    return [mention for mention in mentions if subject < 0 or mention.end > subject - 25]


def _is_compared_with(folded: str, clause: Clause, mention: LevelMention) -> bool:
    """Tell whether a value is compared with the country's: "21% hồ sơ ..., thấp hơn bình quân cả nước"."""
    return bool(_distances().search(folded, clause.quantity.end, mention.start))


@cache
def _distances() -> re.Pattern[str]:
    words = load("comparators")
    return pattern([*words["distance_up"], *words["distance_down"], "so với"])


def _distribute(
    state: State, sentence: Sentence, members: list[int], mentions: list[LevelMention]
) -> list[str] | None:
    """Match a list of values with a list of levels of the same length, in order (rule 3)."""
    first = sentence.clauses[members[0]].quantity.start
    last = sentence.clauses[members[-1]].quantity.end
    behind = [mention.level for mention in mentions if mention.start >= last]
    ahead = [mention.level for mention in mentions if mention.end <= first]
    if len(behind) >= len(members):
        return behind[: len(members)]
    if len(ahead) >= len(members):
        return ahead[-len(members) :]
    return None if mentions else _as_before(state, sentence, members)


def _as_before(state: State, sentence: Sentence, members: list[int]) -> list[str] | None:
    """Return the levels of the list before: "cấp tỉnh 100%, cấp xã 98%; ... lần lượt là 98%, 90%".

    A list in another paragraph is meant only where words point back: "các tỷ lệ nêu trên lần lượt là ...".
    """
    folded, first = state.text.folded, sentence.clauses[members[0]]
    if state.listed_levels[0] == first.quantity.start:
        return state.listed_levels[1]
    before = (max(sentence.start, first.quantity.start - _NEAR), first.quantity.start)
    if len(members) < 2 or not respectively().search(folded, *before):
        return None
    points_back = refers_back(state, first) or _above().search(folded, *before)
    said: list[str] = []
    for paragraph, levels in reversed(state.single_levels):
        if len(said) == len(members) or paragraph != sentence.item.start and not points_back:
            break
        if len(levels) == 1 and levels[0] not in said:
            said.append(levels[0])
    state.listed_levels = (first.quantity.start, said[::-1] if len(said) == len(members) else None)
    return state.listed_levels[1]


@cache
def _above() -> re.Pattern[str]:
    return pattern(load("comparators")["said_above"])


def _opening_levels(state: State, sentence: Sentence, clause: Clause) -> tuple[str, ...]:
    """Return the levels that open a sentence and govern all of it: "Ở cấp huyện, ...", "Cấp xã: ..."."""
    folded = state.text.folded
    mentions = _within(sentence, sentence.start, clause.start)
    before, preposition = _openings()
    if not mentions or not before.fullmatch(folded, sentence.start, mentions[0].start):
        return ()
    opening = [mentions[0].level]
    end = mentions[0].end
    for mention in mentions[1:]:
        if not _JOINT.fullmatch(folded, end, mention.start):
            break
        opening.append(mention.level)
        end = mention.end
    governs = (
        _AFTER_OPENING.match(folded, end)
        or preposition.match(folded, sentence.start)
        or mentions[0].start == sentence.start  # "Cấp xã tiếp nhận 28.530 hồ sơ, giải quyết đúng hẹn 98%."
    )
    return tuple(dict.fromkeys(opening)) if governs else ()


def _section_level(state: State, section: Section | None) -> str:
    clean = state.text.clean
    for above in section.ancestors() if section else ():
        if above.depth == TITLE and above.start < _HEAD:
            continue  # the office that issues a document is not what its figures are about
        if above.start not in state.levels:
            end = clean.find("\n", above.start)
            end = min(end if end >= 0 else len(clean), above.start + 160)
            state.levels[above.start] = heading_level(
                tokenize(clean, state.text.folded, above.start, end), clean
            )
        if state.levels[above.start]:
            return state.levels[above.start]
    return ALL

"""The reader: the rooms of this folder, put in order.

text → outline → times and quantities → clauses → level, indicator, kind, year, comparator → measures.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache

from ingest.measures import tables
from ingest.measures.clauses import Clause, lean, split_clauses, subject_start
from ingest.measures.context import (
    KindCues,
    change_of,
    comparator_of,
    ends_yearly_rule,
    has_quoted_plan,
)
from ingest.measures.emission import is_measure
from ingest.measures.facts import Frame, read_facts
from ingest.measures.indicators import NOTHING, OTHER, Choice, Reader
from ingest.measures.levels import ALL, LevelMention, find_levels, heading_level, subject_end
from ingest.measures.localities import foreign_locality
from ingest.measures.outline import Item, Section, outline, sentences
from ingest.measures.quantities import Quantity, find_quantities
from ingest.measures.scopes import scope_of
from ingest.measures.text import CleanText, clean_text
from ingest.measures.timeline import WEAK_RULES, Dated, Timeline, date_value, heading_time
from ingest.measures.times import Time, find_times
from ingest.measures.trajectories import expand, has_end_words, has_yearly_words, yearly_rule
from ingest.measures.words import Tokens, load, pattern, tokenize
from ingest.records import Context, Measure, Reading

_LONGEST_SENTENCE = 4000  # a longer "sentence" is a list without stops: it is read in pieces
_NEAR = 900  # how far from its value the rest of a list may stand


@dataclass(slots=True)
class _State:
    """What the reading of a text remembers from sentence to sentence."""

    text: CleanText
    frame: Frame
    times: list[Time]
    time_starts: list[int]
    levels: dict[int, str] = field(default_factory=dict)  # of sections, by their start
    carried: Time | None = None  # the time the paragraph's next sentence inherits
    paragraph: list[Measure] = field(default_factory=list)
    last_sentence: tuple[int, int] | None = None  # of the same paragraph
    previous: tuple[str, Section | None, int] | None = None  # kind, section and paragraph of the last value
    same: tuple[Choice, tuple[str, ...]] = (NOTHING, (ALL,))  # what "tỷ lệ này" means


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence with everything found in it."""

    start: int
    end: int
    item: Item
    clauses: list[Clause]
    tokens: Tokens
    levels: list[LevelMention]
    indicators: Reader
    timeline: Timeline
    cues: KindCues
    groups: dict[int, list[int]]  # clauses of one list, by their numbers
    level_starts: list[int]


def read_text(text: str, context: Context = Context()) -> Reading:  # noqa: B008 - frozen record
    """Read all measures of one document.

    The result depends on the text, the context and the vocabulary alone. All offsets count characters of
    ``text`` as given; no two measures share value, kind, indicator, locality, level, year and change.
    """
    clean = clean_text(text)
    frame = read_facts(clean, context)
    times = find_times(clean.folded)
    quantities = find_quantities(clean.folded, times, _is_english(clean))
    state = _State(clean, frame, times, [time.start for time in times])
    items = outline(clean)
    measures = tables.read_tables(clean, frame, items)
    for item, inside in _items_with_values(clean, items, quantities):
        measures.extend(_read_item(state, item, inside))
    unique = _without_doubles(_without_contradictions(measures))
    notices = () if unique or not quantities else ("The text holds numbers, but none of them is a measure.",)
    return Reading(frame.facts, tuple(unique), notices)


def _is_english(text: CleanText) -> bool:
    head = text.folded[:20000]
    return head.count(" the ") > 5 and head.count("ư") + head.count("ạ") + head.count("ế") < 5


def _items_with_values(
    text: CleanText, items: list[Item], quantities: list[Quantity]
) -> Iterable[tuple[Item, list[Quantity]]]:
    """Yield the items that are text, with the quantities in them; of table rows, the cells that are text."""
    position = 0
    for item in items:
        for piece in tables.text_cells(text, item) if item.is_row else (item,):
            while position < len(quantities) and quantities[position].start < piece.start:
                position += 1
            first = position
            while position < len(quantities) and quantities[position].end <= piece.end:
                position += 1
            yield piece, quantities[first:position]


def _read_item(state: _State, item: Item, quantities: list[Quantity]) -> list[Measure]:
    """Read one paragraph, sentence by sentence."""
    state.carried, state.paragraph, state.last_sentence = None, [], None
    position = 0
    for start, end in _pieces(state.text, item):
        first = position
        while position < len(quantities) and quantities[position].start < end:
            position += 1
        inside = [
            quantity
            for quantity in quantities[first:position]
            if start <= quantity.start and quantity.end <= end
        ]
        times = _times_within(state, start, end)
        if not inside:
            state.carried = Timeline(state.text.folded, times, []).carried() or state.carried
            state.last_sentence = (start, end)
            continue
        sentence = _analyse(state, item, start, end, inside, times)
        state.paragraph.extend(_read_sentence(state, sentence))
        state.carried = sentence.timeline.carried() or state.carried
        state.last_sentence = (start, end)
    return state.paragraph


def _pieces(text: CleanText, item: Item) -> Iterable[tuple[int, int]]:
    for start, end in sentences(text.clean, item.start, item.end):
        while end - start > _LONGEST_SENTENCE:
            cut = max(
                text.clean.rfind(";", start, start + _LONGEST_SENTENCE),
                text.clean.rfind("\n", start, start + _LONGEST_SENTENCE),
            )
            if cut <= start:
                cut = text.clean.rfind(" ", start, start + _LONGEST_SENTENCE)
            if cut <= start:
                cut = start + _LONGEST_SENTENCE
            yield start, cut
            start = cut
        yield start, end


def _times_within(state: _State, start: int, end: int) -> list[Time]:
    first, last = bisect_left(state.time_starts, start), bisect_left(state.time_starts, end)
    return state.times[first:last]


def _analyse(
    state: _State, item: Item, start: int, end: int, quantities: list[Quantity], times: list[Time]
) -> _Sentence:
    text = state.text
    clauses = split_clauses(text.folded, start, end, quantities)
    tokens = tokenize(text.clean, text.folded, start, end, {q.start: q.end for q in quantities})
    levels = find_levels(tokens, text.clean)
    named = {index for mention in levels for index in range(mention.first_token, mention.last_token)}
    lean(clauses, tokens, named, text.folded)
    timeline = Timeline(text.folded, times, clauses)
    groups: dict[int, list[int]] = {}
    for number, clause in enumerate(clauses):
        groups.setdefault(clause.group, []).append(number)
    cues = KindCues(text.folded, start, end)
    level_starts = [mention.start for mention in levels]
    return _Sentence(
        start, end, item, clauses, tokens, levels, Reader(tokens), timeline, cues, groups, level_starts
    )


def _read_sentence(state: _State, sentence: _Sentence) -> list[Measure]:
    rows: list[Measure] = []
    comparators: list[tuple[str, bool]] = []
    changes: list[str] = []
    for number in range(len(sentence.clauses)):
        comparators.append(_comparator(state.text, sentence, number, comparators))
        changes.append(_change(state.text, sentence, number, changes))
        rows.extend(_read_value(state, sentence, number, comparators[-1], changes[-1]))
    return _with_trajectories(state, sentence, rows)


def _comparator(
    text: CleanText, sentence: _Sentence, number: int, earlier: list[tuple[str, bool]]
) -> tuple[str, bool]:
    """Return a value's comparator; the head of a list governs the members that say nothing (rule 2)."""
    clause = sentence.clauses[number]
    comparator, is_said = comparator_of(text.folded, clause)
    if is_said or not number or earlier[-1][0] not in (">=", ">", "<=", "<", "~"):
        return comparator, is_said
    previous = sentence.clauses[number - 1]
    listed = previous.group == clause.group
    lead = text.folded[clause.start : clause.quantity.start].split()
    elliptical = (
        clause.is_bare or not clause.is_value_first
    ) and previous.quantity.unit == clause.quantity.unit
    elliptical = elliptical and len(lead) <= 2
    if listed or elliptical and ";" not in text.folded[previous.quantity.end : clause.quantity.start]:
        return earlier[-1]
    return comparator, is_said


def _change(text: CleanText, sentence: _Sentence, number: int, earlier: list[str]) -> str:
    clause = sentence.clauses[number]
    change = change_of(text.folded, clause)
    if change or not number or not earlier[-1]:
        return change
    previous = sentence.clauses[number - 1]
    gap = text.folded[previous.quantity.end : clause.quantity.start]
    lead = text.folded[clause.start : clause.quantity.start].split()
    joined = previous.quantity.unit == clause.quantity.unit and ";" not in gap and clause.is_value_first
    return earlier[-1] if joined and len(lead) <= 2 and previous.is_value_first else ""


def _read_value(
    state: _State, sentence: _Sentence, number: int, compared: tuple[str, bool], change: str
) -> list[Measure]:
    text, clause = state.text, sentence.clauses[number]
    if (
        clause.quantity.unit == "percent"
        and ends_yearly_rule(text.folded, clause)
        and has_yearly_words(text.folded[sentence.start : clause.quantity.start])
    ):
        return []
    choices = _indicators(state, sentence, number)
    levels = clause.levels = _levels(state, sentence, number, choices[0])
    state.same = (choices[0], levels)
    clause = _with_score_unit(text, clause, choices[0])
    kind = _kind(state, sentence, number)
    dated = date_value(
        sentence.timeline,
        number,
        clause,
        sentence.start,
        state.carried,
        sentence.item.section,
        state.frame,
        kind,
    )
    kind = _kind_by_year(state, kind, dated)
    if choices[0].entry and clause.quantity.unit == "percent":
        change = change or choices[0].entry.change
    if not is_measure(text.folded, clause, kind, choices[0], change, compared[1]):
        return []
    state.previous = (kind, sentence.item.section, sentence.item.start)
    return [
        _measure(state, sentence, clause, kind, choice, level, year, dated, compared[0], change)
        for choice in choices
        for level in levels
        for year in dated.years
    ]


def _indicators(state: _State, sentence: _Sentence, number: int) -> list[Choice]:
    """Return the indicators of a value: one, or several indices that share a rank."""
    clause, unit = sentence.clauses[number], sentence.clauses[number].quantity.unit
    value, own = clause.quantity.start, (clause.start, clause.end)
    if _same().search(state.text.folded, clause.start, value):
        return [state.same[0]]
    if clause.is_bare and sentence.indicators.choose(own, (), value, unit).code == OTHER:
        own = (clause.reach, clause.end)
    if unit == "rank":
        several = sentence.indicators.choose_all((own[0], clause.end), value, unit)
        if len(several) > 1 and all(choice.place < value for choice in several):
            return several
    waits = _lacks_predicate(sentence, clause)
    after = (clause.end, min(sentence.end, clause.end + _NEAR) if waits else clause.end)
    before = (max(sentence.start, clause.start - _NEAR), clause.start)
    units = [unit]
    if unit == "count" and state.text.folded.find(",", value, clause.quantity.end) > 0:
        units = ["score", "percent"]  # an index printed without "điểm": "PAPI đạt 43,92"
    if unit == "score":
        units = ["score"]
    for asked in units:
        choice = sentence.indicators.choose(own, (after, before), value, asked)
        if choice.code == OTHER and clause.is_bare and not clause.before:
            choice = _from_above(state, sentence, value, asked)
        elif choice.code == OTHER and not clause.is_bare:
            choice = _with_sentence_before(state, sentence, own, value, asked)
        if choice.code != OTHER:
            return [choice]
    last = state.same[0]
    if clause.is_bare and clause.before and last.entry and unit in last.entry.units:
        return [replace(last, score=round(last.score * 0.8, 2))]
    return [NOTHING]


def _lacks_predicate(sentence: _Sentence, clause: Clause) -> bool:
    """Tell whether a value-first clause waits for the predicate of a later item of its list."""
    end = subject_end(sentence.tokens, clause.quantity.end, clause.end)
    return clause.is_value_first and end == clause.end


@cache
def _same() -> re.Pattern[str]:
    return pattern(load("comparators")["the_same"])


def _with_sentence_before(
    state: _State, sentence: _Sentence, own: tuple[int, int], value: int, unit: str
) -> Choice:
    """Complete a clause by the sentence before it: "... công chức cấp xã ... 100% công chức đạt chuẩn"."""
    if not state.last_sentence or state.last_sentence[1] > own[0]:
        return NOTHING
    start, end = state.last_sentence
    tokens = tokenize(state.text.clean, state.text.folded, max(start, end - 600), end)
    choice = sentence.indicators.choose(own, ((start, end),), value, unit, Reader(tokens))
    return replace(choice, score=round(choice.score * 0.85, 2))


def _from_above(state: _State, sentence: _Sentence, value: int, unit: str) -> Choice:
    """Take the subject of a bare list item from the measure before it or from the heading above it."""
    if state.paragraph and state.paragraph[-1].unit == unit:
        last = state.paragraph[-1]
        return replace(NOTHING, code=last.indicator, score=round(last.indicator_score * 0.8, 2))
    for section in sentence.item.section.ancestors() if sentence.item.section else ():
        end = state.text.clean.find("\n", section.start)
        tokens = tokenize(
            state.text.clean, state.text.folded, section.start, end if end > 0 else len(state.text.clean)
        )
        if len(tokens.words) < 60:
            choice = Reader(tokens).choose((0, len(state.text.clean)), (), value, unit)
            if choice.code != OTHER:
                return replace(choice, score=round(choice.score * 0.8, 2))
        if section.depth < 7:
            break
    return NOTHING


def _levels(state: _State, sentence: _Sentence, number: int, choice: Choice) -> tuple[str, ...]:
    """Return the levels of a value: distributed over a list, all that its stretch names, or the heading's."""
    clause = sentence.clauses[number]
    if choice.entry and choice.entry.level:
        return (choice.entry.level,)
    if _same().search(state.text.folded, clause.start, clause.quantity.start):
        return state.same[1]
    members = sentence.groups[clause.group]
    first = bisect_left(sentence.level_starts, clause.start)
    mentions = sentence.levels[first : bisect_left(sentence.level_starts, clause.end)]
    if len(members) > 1:
        distributed = _distribute(sentence, clause, members, mentions)
        if distributed:
            return (distributed[members.index(number)],)
    named = list(dict.fromkeys(mention.level for mention in _of_subject(state, sentence, clause, mentions)))
    if named:
        return tuple(named)
    if clause.is_bare and clause.before and clause.before.levels:
        return clause.before.levels
    return (_section_level(state, sentence.item.section),)


def _of_subject(
    state: _State, sentence: _Sentence, clause: Clause, mentions: list[LevelMention]
) -> list[LevelMention]:
    """Keep the levels of the subject: not of its predicate, nor of whoever was told to reach the value."""
    if not mentions:
        return []
    if clause.is_value_first:
        end = subject_end(sentence.tokens, clause.quantity.end, clause.end)
        return [mention for mention in mentions if mention.start < end] or mentions
    subject = subject_start(state.text.folded, clause.start, clause.quantity.start)
    return [mention for mention in mentions if subject < 0 or mention.end > subject - 25]


def _distribute(
    sentence: _Sentence, clause: Clause, members: list[int], mentions: list[LevelMention]
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
    return None


def _section_level(state: _State, section: Section | None) -> str:
    for above in section.ancestors() if section else ():
        if above.start not in state.levels:
            end = state.text.clean.find("\n", above.start)
            end = min(end if end >= 0 else len(state.text.clean), above.start + 160)
            state.levels[above.start] = heading_level(
                tokenize(state.text.clean, state.text.folded, above.start, end), state.text.clean
            )
        if state.levels[above.start]:
            return state.levels[above.start]
    return ALL


def _with_score_unit(text: CleanText, clause: Clause, choice: Choice) -> Clause:
    quantity = clause.quantity
    if quantity.unit == "count" and choice.entry and "count" not in choice.entry.units:
        unit = "score" if "score" in choice.entry.units and "percent" not in choice.entry.units else "percent"
        return replace(clause, quantity=replace(quantity, unit=unit, rule="index_without_unit"))
    return clause


def _kind(state: _State, sentence: _Sentence, number: int) -> str:
    """Weigh sentence, headings and document: a promise or a fact."""
    clause = sentence.clauses[number]
    if has_quoted_plan(state.text.folded, clause):
        return "target"
    evidence = sentence.cues.evidence(clause)
    section = sentence.item.section
    for above in section.ancestors() if section else ():
        if above.kind:
            evidence += 2 if above.kind == "target" else -2
            break
    evidence += {"target": 1.0, "actual": -1.0}.get(state.frame.kind, 0.0)
    if state.previous and state.previous[1] is sentence.item.section:
        # a text goes on as it began, most of all inside a paragraph
        weight = 1.5 if state.previous[2] == sentence.item.start else 0.75
        evidence += weight if state.previous[0] == "target" else -weight
    return "target" if evidence > 0 else "actual"


def _kind_by_year(state: _State, kind: str, dated: Dated) -> str:
    """Let time decide where it leaves no choice: what lies after the document was written is no fact."""
    year = dated.years[0]
    written = state.frame.report_year
    if (
        kind == "actual"
        and year is not None
        and written is not None
        and year > written
        and dated.rule not in WEAK_RULES
    ):
        return "target"
    return kind


def _measure(
    state: _State,
    sentence: _Sentence,
    clause: Clause,
    kind: str,
    choice: Choice,
    level: str,
    year: int | None,
    dated: Dated,
    comparator: str,
    change: str,
) -> Measure:
    text, quantity = state.text, clause.quantity
    value_start, value_end = text.origin(quantity.start, quantity.end)
    quote_start, quote_end = text.origin(sentence.start, sentence.end)
    return Measure(
        kind=kind,
        indicator=choice.code,
        indicator_score=choice.score,
        level=level,
        year=year,
        year_rule=dated.rule,
        comparator=comparator,
        value_low=quantity.low,
        value_high=quantity.high,
        unit=quantity.unit,
        value_text=text.original[value_start:value_end],
        value_start=value_start,
        value_end=value_end,
        quote=text.original[quote_start:quote_end],
        quote_start=quote_start,
        quote_end=quote_end,
        section=sentence.item.section.path() if sentence.item.section else "",
        rule=quantity.rule,
        change=change,
        baseline_year=dated.baseline,
        period_start=dated.period_start,
        scope=scope_of(text, clause),
        locality=foreign_locality(text, clause.start, clause.end, state.frame.facts.place),
    )


def _with_trajectories(state: _State, sentence: _Sentence, rows: list[Measure]) -> list[Measure]:
    """Replace the step of a yearly rule by the rows that follow from it."""
    folded = state.text.folded
    if not has_yearly_words(folded[sentence.start : sentence.end]):
        return rows
    for index, step in enumerate(rows):
        place = next(clause for clause in sentence.clauses if _starts_at(state, clause, step))
        lead = folded[max(sentence.start, place.quantity.start - 120) : place.quantity.start]
        if step.unit != "percent" or not step.change or not has_yearly_words(lead):
            continue
        bases = [row for row in (*state.paragraph, *rows[:index]) if _can_start(row, step)]
        if not bases or not has_end_words(folded[place.quantity.end : sentence.end]):
            continue
        ends = [
            clause.quantity.low
            for clause in sentence.clauses
            if clause.quantity.start > place.quantity.start and clause.quantity.unit == "percent"
        ]
        times = [
            time
            for time in _times_within(state, sentence.start, sentence.end)
            if time.first or time.start > place.quantity.end
        ]
        horizon = heading_time(sentence.item.section)
        limit = state.frame.plan_year or (horizon.year if horizon else None)
        derived = expand(yearly_rule(step, ends[0] if ends else None, times), _latest(bases), limit)
        if derived:
            return [row for row in rows if row.value_start != step.value_start] + derived
    return rows


def _starts_at(state: _State, clause: Clause, row: Measure) -> bool:
    return state.text.origin(clause.quantity.start, clause.quantity.end)[0] == row.value_start


def _can_start(row: Measure, step: Measure) -> bool:
    return (
        row.unit == step.unit
        and row.kind == step.kind
        and not row.change
        and not row.derived
        and row.year is not None
    )


def _latest(bases: list[Measure]) -> list[Measure]:
    """Return the last base row of each level, of the indicator stated last."""
    indicator = bases[-1].indicator
    latest = {row.level: row for row in bases if row.indicator == indicator}
    return list(latest.values())


def _without_contradictions(measures: list[Measure]) -> list[Measure]:
    """Take back a year that was only assumed where the text states it for another value.

    "phấn đấu đạt trên 90%. Đến năm 2030 ... đạt trên 95%": the first value is not of 2030.
    """
    stated: dict[tuple[str, ...], set[float]] = {}
    for row in measures:
        if (
            row.kind == "target"
            and row.indicator != OTHER
            and row.year_rule not in WEAK_RULES
            and not row.change
        ):
            stated.setdefault(_series(row), set()).add(row.value_low)
    return [
        replace(row, year=None, year_rule="year_taken_by_other_value")
        if row.kind == "target"
        and row.year_rule in WEAK_RULES
        and row.year is not None
        and (others := stated.get(_series(row)))
        and row.value_low not in others
        else row
        for row in measures
    ]


def _series(row: Measure) -> tuple[str, ...]:
    return (row.indicator, row.level, str(row.year), row.unit, row.locality, row.scope)


def _without_doubles(measures: list[Measure]) -> list[Measure]:
    unique: dict[tuple[object, ...], Measure] = {}
    for row in measures:
        key = (
            row.value_start,
            row.value_end,
            row.kind,
            row.indicator,
            row.locality,
            row.level,
            row.year,
            row.change,
        )
        unique.setdefault(key, row)
    return sorted(unique.values(), key=lambda row: (row.value_start, row.derived))

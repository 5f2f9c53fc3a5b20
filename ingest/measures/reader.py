"""The reader: the rooms of this folder, put in order.

text → outline → times and quantities → clauses → indicator, level, year, kind, comparator → rows.
"""

from collections.abc import Iterator
from dataclasses import replace

from ingest.measures import tables
from ingest.measures.clauses import Clause
from ingest.measures.context import compares_result, ends_yearly_rule, is_superlative
from ingest.measures.dating import WEAK_RULES, Dated, Setting, date_value, dating_section
from ingest.measures.documents import documents_in
from ingest.measures.editions import Editions
from ingest.measures.emission import continues_promise, is_measure
from ingest.measures.facts import read_facts
from ingest.measures.indicators import Choice, family_named
from ingest.measures.kinds import KindCues, quotes_plan, quotes_result
from ingest.measures.levels import ALL
from ingest.measures.lists import change_in_list, comparator_in_list, repeats_count, with_subject_behind
from ingest.measures.outline import Item, outline, sentences
from ingest.measures.places import levels_of
from ingest.measures.quantities import Quantity, find_quantities
from ingest.measures.rankings import ranking_row
from ingest.measures.reading import Sentence, State, analyse
from ingest.measures.rows import make_row, tidy
from ingest.measures.series import complete_series
from ingest.measures.subjects import subjects_of
from ingest.measures.text import CleanText, clean_text
from ingest.measures.timeline import Timeline
from ingest.measures.times import find_times
from ingest.measures.tokens import tokenize
from ingest.measures.trajectories import has_yearly_words, with_trajectories
from ingest.measures.weighing import is_target, opening_of
from ingest.records import Context, Measure, Reading

_OPENING = 700  # characters that tell what a text is about
_LONGEST_SENTENCE = 2500  # a longer "sentence" is a list without stops: it is read in pieces


def read_text(text: str, context: Context = Context()) -> Reading:  # noqa: B008 - frozen record
    """Read all measures of one document.

    The result depends on the text, the context and the vocabulary alone. All offsets count characters of
    ``text`` as given; no two measures share value, kind, indicator, locality, level, year and change.
    """
    spans = documents_in(text)
    first = _read_document(text[slice(*spans[0])], context)
    measures = list(first.measures)
    for start, end in spans[1:]:
        measures.extend(
            _moved(measure, start) for measure in _read_document(text[start:end], Context()).measures
        )
    notices = () if measures else first.notices
    return Reading(first.facts, tuple(measures), notices)


def _moved(measure: Measure, start: int) -> Measure:
    """Return a measure of a document that begins at a place of the whole text."""
    return replace(
        measure,
        value_start=measure.value_start + start,
        value_end=measure.value_end + start,
        quote_start=measure.quote_start + start,
        quote_end=measure.quote_end + start,
    )


def _read_document(text: str, context: Context) -> Reading:
    clean = clean_text(text)
    frame = read_facts(clean, context)
    times = find_times(clean.folded, clean=clean.clean)
    quantities = find_quantities(clean.folded, times, _is_english(clean))
    state = State(clean, frame, times, [time.start for time in times], Editions(clean.folded))
    opening = min(len(clean.folded), _OPENING)
    tokens = tokenize(clean.clean, clean.folded, 0, opening)
    state.opening, state.topic = opening_of(KindCues(tokens, clean.folded, 0, opening)), family_named(tokens)
    items = outline(clean)
    measures = tables.read_tables(clean, frame, items)
    for item, inside in _items_with_values(clean, items, quantities):
        measures.extend(_read_item(state, item, inside))
    rows = tidy(measures)
    notices = () if rows or not quantities else ("The text holds numbers, but none of them is a measure.",)
    return Reading(frame.facts, tuple(rows), notices)


def _is_english(text: CleanText) -> bool:
    head = text.folded[:20000]
    return head.count(" the ") > 5 and head.count("ư") + head.count("ạ") + head.count("ế") < 5


def _items_with_values(
    text: CleanText, items: list[Item], quantities: list[Quantity]
) -> Iterator[tuple[Item, list[Quantity]]]:
    """Yield the items that are text, with the quantities in them; of table rows, the cells that are text."""
    position = 0
    for item in items:
        for piece in tables.text_cells(text, item) if item.is_row else (item,):
            while position < len(quantities) and quantities[position].start < piece.start:
                position += 1
            first = position
            while position < len(quantities) and quantities[position].end <= piece.end:
                position += 1
            yield piece, complete_series(text.folded, quantities[first:position])


def _read_item(state: State, item: Item, quantities: list[Quantity]) -> list[Measure]:
    """Read one paragraph, sentence by sentence."""
    state.carried, state.paragraph, state.last_sentence, state.is_silent = None, [], None, False
    if not quantities:
        return []
    position = 0
    for start, end in _pieces(state.text, item):
        first = position
        while position < len(quantities) and quantities[position].start < end:
            position += 1
        inside = [q for q in quantities[first:position] if start <= q.start and q.end <= end]
        if inside and any(map(str.isalpha, state.text.clean[start:end])) or _has_unit(inside):
            sentence = analyse(state, item, start, end, inside)
            state.paragraph.extend(_read_sentence(state, sentence))
            state.carried, state.is_silent = sentence.timeline.carried() or state.carried, False
        else:
            times = state.times_within(start, end)
            named = Timeline(state.text.folded, times, []).carried() if times else None
            state.carried, state.is_silent = named or state.carried, True
        state.last_sentence = (start, end)
    return ranking_row(state.text, item, state.paragraph) + state.paragraph


def _has_unit(quantities: list[Quantity]) -> bool:
    """Tell whether a stretch without a word still measures something: "95%"."""
    return any(quantity.unit != "count" for quantity in quantities)


def _pieces(text: CleanText, item: Item) -> Iterator[tuple[int, int]]:
    for start, end in sentences(text.clean, item.start, item.end):
        while end - start > _LONGEST_SENTENCE:
            stop = start + _LONGEST_SENTENCE
            cut = max(text.clean.rfind(";", start, stop), text.clean.rfind("\n", start, stop))
            if cut <= start:
                cut = text.clean.rfind(" ", start, stop)
            if cut <= start:
                cut = stop
            yield start, cut
            start = cut
        yield start, end


def _read_sentence(state: State, sentence: Sentence) -> list[Measure]:
    rows: list[list[Measure]] = []
    comparators: list[tuple[str, bool]] = []
    changes: list[str] = []
    for number in range(len(sentence.clauses)):
        comparators.append(comparator_in_list(state.text, sentence, number, comparators))
        changes.append(change_in_list(state.text, sentence, number, changes))
        rows.append(_read_value(state, sentence, number, comparators[-1], changes[-1]))
    return with_trajectories(state, sentence, with_subject_behind(sentence, rows))


def _read_value(
    state: State, sentence: Sentence, number: int, compared: tuple[str, bool], change: str
) -> list[Measure]:
    """Read one value: a row for each of its indicators, levels and years."""
    clause = sentence.clauses[number]
    if _only_ends_a_rule(state, sentence, clause):
        return []
    choices = subjects_of(state, sentence, number)
    first = choices[0]
    levels = clause.levels = levels_of(state, sentence, number, first)
    if levels != (ALL,):
        state.single_levels.append((sentence.item.start, levels))
    state.same, state.same_place = (first, levels), clause.quantity.start
    if first.entry and first.entry.family:
        state.index = (first.entry.family, sentence.item.section)
        state.index_paragraph = sentence.item.start
    clause = _with_score_unit(clause, first)
    kind, dated = _kind_and_year(state, sentence, number, compared, change, first)
    if first.entry and clause.quantity.unit == "percent":
        change = change or first.entry.change
    folded = state.text.folded
    is_listed = kind == "target" and continues_promise(folded, state.promised, clause)
    if not is_listed and not is_measure(folded, clause, kind, first, change, compared[1]):
        return []
    if kind == "target" and clause.quantity.unit == "count":
        state.promised = clause.quantity.end
    if not state.quotes_plan:
        state.previous = (kind, sentence.item.section, sentence.item.start)
    comparator = compared[0]
    if state.quoted == clause.quantity.start and compares_result(folded, clause.quantity):
        comparator = "="  # "thấp hơn mức 50% UBND tỉnh giao" compares the result, not the plan
    if kind == "actual" and comparator in (">=", "<=") and is_superlative(state.text.folded, clause.quantity):
        comparator = "="
    made = [make_row(state, sentence, clause, kind, choice, dated, comparator, change) for choice in choices]
    if len(levels) == len(dated.years) == 1:
        return made  # rows are made for the first level and year
    return [replace(row, level=level, year=year) for row in made for level in levels for year in dated.years]


def _only_ends_a_rule(state: State, sentence: Sentence, clause: Clause) -> bool:
    """Tell whether a value is no more than the end of a yearly rule ("... cho đến khi đạt 100%")."""
    folded = state.text.folded
    return (
        clause.quantity.unit == "percent"
        and ends_yearly_rule(folded, clause)
        and has_yearly_words(folded[sentence.start : clause.quantity.start])
    )


def _with_score_unit(clause: Clause, choice: Choice) -> Clause:
    quantity, entry = clause.quantity, choice.entry
    if quantity.unit == "count" and entry and "count" not in entry.units:
        unit = "score" if "score" in entry.units and "percent" not in entry.units else "percent"
        return replace(clause, quantity=replace(quantity, unit=unit, rule="index_without_unit"))
    return clause


def _kind_and_year(
    state: State, sentence: Sentence, number: int, compared: tuple[str, bool], change: str, choice: Choice
) -> tuple[str, Dated]:
    """Return kind and year together: each helps to tell the other."""
    folded, quantity = state.text.folded, sentence.clauses[number].quantity
    is_index = bool(choice.entry and (choice.entry.family or choice.entry.component_of))
    setting = _setting(state, sentence, quantity, is_index, change)
    stated = _date(sentence, number, setting, "actual", is_index)
    listed = state.listed == (sentence.start, sentence.clauses[number].group)
    state.quotes_plan = quotes_plan(folded, quantity)
    if listed or state.quotes_plan:
        kind = "target"
        state.listed = (sentence.start, sentence.clauses[number].group)  # the other members of its list too
        state.quoted = quantity.start
    elif number and quotes_result(folded, quantity) or sentence.timeline.begins_movement(number):
        kind = "actual"
    elif (
        state.previous_dated
        and number
        and repeats_count(folded, sentence.clauses[number - 1], sentence.clauses[number])
    ):
        return state.previous_dated
    else:
        comparator = compared[0] if compared[1] else ""
        kind = "target" if is_target(state, sentence, number, comparator, change, stated) else "actual"
    if kind == "actual" and stated.lies_after(state.frame.report_year):
        kind = "target"  # what lies after the day of the document is no fact
    dated = stated if kind == "actual" else _date(sentence, number, setting, kind, is_index)
    if state.quoted == quantity.start and state.previous_dated and number and dated.years == (None,):
        # "đạt 84,5%, vượt 4,5% so với chỉ tiêu năm (80%)": of the result's year
        dated = state.previous_dated[1]
    if dated.rule not in WEAK_RULES and dated.years[-1]:
        state.earlier[kind] = dated.years[-1]
    state.previous_dated = (kind, dated)
    return kind, dated


def _setting(state: State, sentence: Sentence, quantity: Quantity, is_index: bool, change: str) -> Setting:
    """Return what may date a value whose sentence does not."""
    section, frame, edition = sentence.item.section, state.frame, None
    if is_index:
        dated_heading = dating_section(section)
        edition = state.editions.at(quantity.start, dated_heading.start if dated_heading else 0)
        if edition and frame.report_year and edition > frame.report_year:
            edition = None  # a plan for an index to come
    span = (sentence.start, sentence.end)
    return Setting(span, state.carried, section, frame, edition, state.earlier, change)


def _date(sentence: Sentence, number: int, setting: Setting, kind: str, is_index: bool) -> Dated:
    return date_value(sentence.timeline, number, sentence.clauses[number], setting, kind, is_index)

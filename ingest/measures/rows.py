"""Rows: the measures as they leave the reader, without doubles and contradictions."""

from dataclasses import replace

from ingest.measures.clauses import Clause
from ingest.measures.dating import WEAK_RULES, Dated
from ingest.measures.indicators import OTHER, Choice
from ingest.measures.reading import Sentence, State
from ingest.measures.scopes import scope_of
from ingest.records import Measure


def make_row(
    state: State,
    sentence: Sentence,
    clause: Clause,
    kind: str,
    choice: Choice,
    dated: Dated,
    comparator: str,
    change: str,
) -> Measure:
    """Return the row of one value, at the first of its levels and years."""
    text, quantity = state.text, clause.quantity
    value_start, value_end = text.origin(quantity.start, quantity.end)
    quote_start, quote_end = text.origin(sentence.start, sentence.end)
    section = sentence.item.section
    return Measure(
        kind=kind,
        indicator=choice.code,
        indicator_score=choice.score,
        level=clause.levels[0],
        year=dated.years[0],
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
        section=section.path() if section else "",
        rule=quantity.rule,
        change=change,
        baseline_year=dated.baseline,
        period_start=dated.period_start,
        scope=scope_of(text, clause),
        locality=clause.locality or state.frame.own_place,
    )


def tidy(measures: list[Measure]) -> list[Measure]:
    """Return the rows in the order of the text, each statement once."""
    unique: dict[tuple[object, ...], Measure] = {}
    for row in _without_contradictions(measures):
        key = (
            *(row.value_start, row.value_end, row.kind, row.indicator),
            *(row.locality, row.level, row.year, row.change),
        )
        unique.setdefault(key, row)
    return sorted(unique.values(), key=lambda row: (row.value_start, row.derived))


def _without_contradictions(measures: list[Measure]) -> list[Measure]:
    """Take back a year that was only assumed where the text states it for another value.

    "phấn đấu đạt trên 90%. Đến năm 2030 ... đạt trên 95%": the first value is not of 2030.
    """
    stated: dict[tuple[str, ...], set[float]] = {}
    for row in measures:
        is_level = row.kind == "target" and row.indicator != OTHER and not row.change
        if is_level and row.year_rule not in WEAK_RULES:
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

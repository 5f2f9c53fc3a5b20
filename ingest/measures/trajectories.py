"""Trajectories: a rule for every year becomes one row for every year.

"mỗi năm tăng tối thiểu 20% đối với mỗi cấp cho đến khi đạt 100%" starts from the values stated just
before it, adds the step (percentage points) for every later year and level, and stops at the cap or at
the end of the period the rule names.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.dating import heading_time
from ingest.measures.reading import Sentence, State
from ingest.measures.times import Time
from ingest.measures.words import load, opening, pattern
from ingest.records import Measure

_LONGEST = 15  # no plan runs longer; a slip in the text must not make hundreds of rows


@dataclass(frozen=True)
class YearlyRule:
    """What a sentence with a yearly step says."""

    step: Measure
    cap: float
    first: int | None
    last: int | None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("comparators")
    yearly = re.compile(rf"{opening(words['yearly'])}(?!\w)")
    return yearly, re.compile(rf"{opening(words['until'])}(?!\w)")


def has_yearly_words(folded: str) -> bool:
    """Tell whether a stretch speaks of every year."""
    return bool(_patterns()[0].search(folded))


def has_end_words(folded: str) -> bool:
    """Tell whether a stretch says where a yearly rule ends ("cho đến khi đạt")."""
    return bool(_patterns()[1].search(folded))


def yearly_rule(step: Measure, cap: float | None, times: Iterable[Time]) -> YearlyRule:
    """Return the rule of a step; a period named beside it ("giai đoạn 2022 - 2025") bounds it."""
    years = [time for time in times if time.role == "year"]
    period = next((time for time in years if time.first is not None), None) or (years[-1] if years else None)
    highest = 100.0 if cap is None else cap
    return YearlyRule(step, highest, period.first if period else None, period.year if period else None)


def expand(rule: YearlyRule, bases: list[Measure], horizon: int | None) -> list[Measure]:
    """Return the derived rows of a rule that starts from the given rows."""
    rows: list[Measure] = []
    sign = -1 if rule.step.change == "decrease" else 1
    for base in bases:
        if base.year is None or base.unit != rule.step.unit or base.value_high is not None:
            continue
        last = rule.last or horizon or base.year + _LONGEST
        value, year = base.value_low, max(base.year + 1, rule.first or 0)
        while year <= min(last, base.year + _LONGEST) and value < rule.cap and rule.step.value_low > 0:
            value = min(rule.cap, value + sign * rule.step.value_low)
            if value < 0:
                break
            rows.append(_row(rule.step, base, round(value, 6), year))
            year += 1
    return rows


def _row(step: Measure, base: Measure, value: float, year: int) -> Measure:
    return replace(
        step,
        indicator=base.indicator,
        indicator_score=base.indicator_score,
        level=base.level,
        year=year,
        year_rule="yearly_step",
        comparator=">=" if ">=" in (step.comparator, base.comparator) else base.comparator,
        value_low=value,
        change="",
        baseline_year=None,
        period_start=None,
        derived=True,
        scope=base.scope,
        rule="trajectory",
    )


def with_trajectories(state: State, sentence: Sentence, rows: list[Measure]) -> list[Measure]:
    """Replace the step of a yearly rule by the rows that follow from it."""
    if not rows or not has_yearly_words(state.text.folded[sentence.start : sentence.end]):
        return rows
    places = {state.text.origin(c.quantity.start, c.quantity.end)[0]: c for c in sentence.clauses}
    for step in rows:
        clause = places[step.value_start]
        derived = _derived(state, sentence, step, clause, rows) or _every_year(state, sentence, step, clause)
        if derived:
            return [row for row in rows if row.value_start != step.value_start] + derived
    return rows


def _derived(
    state: State, sentence: Sentence, step: Measure, clause: Clause, rows: list[Measure]
) -> list[Measure]:
    """Return the rows that follow from a step, where a value to start from and an end are stated."""
    folded, place = state.text.folded, clause.quantity
    lead = folded[max(sentence.start, place.start - 120) : place.start]
    if step.unit != "percent" or not step.change or not has_yearly_words(lead):
        return []
    before = [row for row in rows if row.value_start < step.value_start]
    bases = [row for row in (*state.paragraph, *before) if _can_start(row, step)]
    stated = _stated_end(step, bases, [row for row in rows if row.value_start > step.value_start])
    if stated is not None:
        return expand(YearlyRule(step, 100.0, None, stated.year), _latest(bases), stated.year)
    if not bases:
        return []
    limit_year = _limit_before(state, sentence, place.start, bases)
    if limit_year:
        return expand(YearlyRule(step, 100.0, None, limit_year), _latest(bases), limit_year)
    horizon = heading_time(sentence.item.section)
    limit = state.frame.plan_year or (horizon.year if horizon else None)
    if limit and _goes_on().search(lead):
        return expand(YearlyRule(step, 100.0, None, limit), _latest(bases), limit)
    if not has_end_words(folded[place.end : sentence.end]):
        return []
    later = [other.quantity for other in sentence.clauses if other.quantity.start > place.start]
    ends = [quantity.low for quantity in later if quantity.unit == "percent"]
    times = [
        time
        for time in state.times_within(sentence.start, sentence.end)
        if time.first or time.start > place.end
    ]
    return expand(yearly_rule(step, ends[0] if ends else None, times), _latest(bases), limit)


def _limit_before(state: State, sentence: Sentence, place: int, bases: list[Measure]) -> int | None:
    """Return the year up to which a rule goes on: "các năm tiếp theo đến năm 2025 mỗi năm tăng 20%"."""
    begin = state.text.origin(sentence.start, sentence.start + 1)[0]
    for time in reversed(state.times_within(sentence.start, place)):
        last = bases[-1].year
        if time.role != "year" or not last or time.year <= last:
            continue
        if time.first is None:
            return time.year if sentence.timeline.sets_limit(time) else None
        if time.first == last + 1 and bases[-1].value_start >= begin:
            return time.year  # "... 30% trong năm 2021; từ năm 2022 đến năm 2025, mỗi năm tăng thêm 10%"
    return None


@cache
def _goes_on() -> re.Pattern[str]:
    return pattern(load("comparators")["goes_on"])


def _stated_end(step: Measure, bases: list[Measure], behind: list[Measure]) -> Measure | None:
    """Return the value and year a yearly step leads to: "... tăng thêm 10% và đạt 50% vào năm 2025"."""
    if not bases or step.change != "increase":
        return None
    base = bases[-1]
    for row in behind:
        rises = _can_start(row, step) and row.indicator == base.indicator and row.value_low > base.value_low
        if rises and base.year and row.year and row.year > base.year:
            return row
    return None


def _every_year(state: State, sentence: Sentence, step: Measure, clause: Clause) -> list[Measure]:
    """Return one row for each year of a stated period: "giai đoạn 2022 - 2025, bình quân mỗi năm giảm 2%"."""
    place = clause.quantity
    lead = state.text.folded[max(sentence.start, place.start - 120) : place.start]
    is_rule = step.unit == "percent" and step.change and step.kind == "target" and step.value_high is None
    if not is_rule or state.frame.kind == "actual" or not has_yearly_words(lead):
        return []  # a report that quotes an old rule is no plan
    times = state.times_within(sentence.start, place.start)
    period = next((time for time in reversed(times) if time.role in ("year", "begin")), None)
    first = period.first if period else None
    if first is None and len(times) > 1 and times[-2].role == "begin" and period is times[-1]:
        first = times[-2].year
    if period is None or first is None or not 0 < period.year - first < _LONGEST:
        return []
    return [
        replace(step, year=year, year_rule="every_year", period_start=None, derived=True, rule="trajectory")
        for year in range(first, period.year + 1)
    ]


def _can_start(row: Measure, step: Measure) -> bool:
    same = row.unit == step.unit and row.kind == step.kind
    return same and not row.change and not row.derived and row.year is not None


def _latest(bases: list[Measure]) -> list[Measure]:
    """Return the last base row of each level, of the indicator stated last."""
    indicator = bases[-1].indicator
    return list({row.level: row for row in bases if row.indicator == indicator}.values())

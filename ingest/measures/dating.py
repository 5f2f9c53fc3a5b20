"""Dating: which year a value is of; the most specific statement wins (guideline rule 4).

own words of the value > its clause > its sentence > the sentences before it in the paragraph > the
bullet or heading above > the end of the plan's period > the document's own date.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ingest.measures.clauses import Clause
from ingest.measures.facts import Frame
from ingest.measures.outline import Section
from ingest.measures.timeline import Timeline
from ingest.measures.times import Time

WEAK_RULES = frozenset(
    {
        *("plan_period_end", "document_date", "latest_date_in_text", "reporting_period"),
        *("year_of_title", "year_summed_up", "year_of_text_before", "year_of_opening", "none"),
    }
)
NEAR_RULES = frozenset({"year_of_value", "year_of_clause", "year_of_sentence"})


@dataclass(eq=False)
class Dated:
    """The years of a value (mostly one), the rule that found them, its period and its baseline."""

    years: tuple[int | None, ...]
    rule: str
    period_start: int | None = None
    baseline: int | None = None
    is_deadline: bool = False  # "đến năm 2025"

    def lies_after(self, year: int | None) -> bool:
        """Tell whether the value is stated for a later year."""
        first = self.years[0]
        return first is not None and year is not None and first > year and self.rule not in WEAK_RULES

    def lies_before(self, year: int | None) -> bool:
        """Tell whether all its years are earlier than a year."""
        return year is not None and all(own is not None and own < year for own in self.years)


def dating_section(section: Section | None) -> Section | None:
    """Return the nearest heading that names a year."""
    for above in section.ancestors() if section else ():
        if any(time.role == "year" for time in above.times):
            return above
    return None


def heading_time(section: Section | None) -> Time | None:
    """Return the time of the nearest heading that names one."""
    for above in section.ancestors() if section else ():
        times = [time for time in above.times if time.role == "year"]
        if times:
            return times[-1] if times[-1].first is None or len(times) == 1 else times[0]
    return None


def _is_over(time: Time, frame: Frame) -> bool:
    """Tell whether a year cannot be the deadline of a plan's target: it was over when the plan was made."""
    return (
        frame.kind == "target"
        and bool(time.year)
        and frame.report_year is not None
        and time.year < frame.report_year
    )


@dataclass(eq=False)
class Setting:
    """What stands around a value's sentence and may date it."""

    span: tuple[int, int]  # of the sentence
    carried: Time | None  # from the sentences before it in the paragraph
    section: Section | None
    frame: Frame
    edition: int | None = None  # of the index the text speaks of
    earlier: Mapping[str, int] = field(default_factory=dict)  # the year stated last in the text, by kind
    change: str = ""  # increase or decrease where the value is a movement


def date_value(
    timeline: Timeline, number: int, clause: Clause, setting: Setting, kind: str, is_index: bool = False
) -> Dated:
    """Return the year of one value by the order of guideline rule 4."""
    baseline = timeline.baseline(clause, clause.end)
    time, rule, begin = timeline.choose(number, clause, setting.span[0], setting.change)
    if time is not None and time.role == "last_year":
        return Dated((_year_before(timeline, clause, setting),), rule, None, baseline)
    names_edition = setting.edition is not None and timeline.names_year(setting.edition)
    if time is not None and setting.change and setting.edition and names_edition and rule != "year_of_value":
        # a movement of an index ends in its newest edition: "năm 2022 mới là 80,08%, như vậy tăng 2,58%"
        time = replace(time, year=max(time.year, setting.edition))
    if time is not None and kind == "actual" and time.role == "year" and timeline.only_bounds(time):
        return Dated((None,), "year_unknown", None, baseline)
    if time is not None and kind == "target" and _is_over(time, setting.frame):
        time = None
    if time is None and setting.carried is not None and not _is_promised_for_later(setting, kind):
        time, rule = setting.carried, "year_of_paragraph"
    if time is None and begin is not None and kind == "target":
        return Dated((begin.year,), "year_of_clause", begin.year, baseline)
    if kind == "actual" and is_index and setting.edition and (time is None or time.role == "now"):
        return Dated((setting.edition,), "year_of_index", None, baseline)
    if time is None and begin is None:
        time = heading_time(setting.section)
        rule = "year_of_heading"
    period = begin.year if begin else None
    if time is not None and time.role == "past":
        return Dated((None,), "year_unknown", None, baseline)
    if time is not None and time.role != "now":
        years, first = timeline.years_of(number, time), time.first or period
        baseline = None if baseline in years else baseline
        return Dated(years, rule, first, baseline, timeline.sets_limit(time))
    year, rule = _assumed(timeline, clause, setting, kind)
    return Dated((year,), rule or "none", period, baseline)


def _year_before(timeline: Timeline, clause: Clause, setting: Setting) -> int | None:
    """Return the year that "năm trước" means: the one before the year spoken of."""
    time = timeline.last_year_before(clause) or setting.carried or heading_time(setting.section)
    year = time.year if time and time.year else setting.edition or setting.frame.report_year
    return year - 1 if year else None


def _is_promised_for_later(setting: Setting, kind: str) -> bool:
    """Tell whether a paragraph's year is to come: "Có 28 chỉ tiêu đến năm 2025. ... đã đạt 46,4%"."""
    written, carried = setting.frame.report_year, setting.carried
    is_report = kind == "actual" and setting.frame.kind == "actual"
    return bool(is_report and written and carried and carried.year > written)


def _assumed(timeline: Timeline, clause: Clause, setting: Setting, kind: str) -> tuple[int | None, str]:
    """Return the year of a value that no words date: the document's, else one named before in the text."""
    year, rule = _of_document(timeline, clause, setting, kind)
    if year is not None or setting.frame.kind == "actual":
        return year, rule
    if kind in setting.earlier:
        return setting.earlier[kind], "year_of_text_before"
    if setting.frame.opening_year:
        return setting.frame.opening_year, "year_of_opening"
    return None, rule


def _of_document(timeline: Timeline, clause: Clause, setting: Setting, kind: str) -> tuple[int | None, str]:
    """Return the year that the document gives to what no words date."""
    frame = setting.frame
    if kind == "actual":
        return frame.report_year, frame.report_rule
    if frame.plan_year is not None:
        return frame.plan_year, frame.plan_rule
    if frame.report_year is not None and timeline.is_within_the_year(clause, setting.span, setting.section):
        return frame.report_year, "rest_of_the_year"
    return None, "none" if frame.kind == "actual" else frame.plan_rule

"""Which year a value is of: the most specific statement wins (guideline rule 4).

own words of the value > its clause > its sentence > the sentences before it in the paragraph > the
bullet or heading above > the end of the plan's period > the document's own date.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.facts import Frame
from ingest.measures.kinds import quotes_plan
from ingest.measures.outline import Section
from ingest.measures.text import fold
from ingest.measures.times import Time
from ingest.measures.words import alternatives, load, opening, pattern


@dataclass(frozen=True, slots=True)
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


WEAK_RULES = frozenset(
    {
        *("plan_period_end", "document_date", "latest_date_in_text", "reporting_period"),
        *("year_of_title", "year_of_text_before", "year_of_opening", "none"),
    }
)
NEAR_RULES = frozenset({"year_of_value", "year_of_clause", "year_of_sentence"})
_TAIL = re.compile(r"[⁰-₉¹²³]*(?:\s?(?:trở lên|trở xuống))?\s?\(?(?:(?!và\s)[^\W\d_]+\s){0,3}$")
_BEFORE = re.compile(r"(?<!\w)trước(?:\skhi)?\s$")
# "so với năm 2020 (thứ 19/63)": the bracket states the value of the year before it.
_IN_BRACKET = re.compile(r"\s?\((?:[^\W\d_]+\s){0,3}")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the words before a year, and between a year and a value, that tell what the year does there."""
    words = load("years")
    steps, dates = alternatives(words["year_fillers"]), alternatives([*words["year_fillers"], "ngày"])
    limit = opening(words["limit"], r"(?<!tính\s.)(?<!so\s.)") + r"(?!(?<=trước)\snăm)"
    within = opening(words["within"], r"(?<!tính\s.)")
    published = rf"{opening(words['publishing'])}(?:\s(?:{alternatives(words['publishing_fillers'])}))*"
    law = rf"{opening(words['laws'])}(?:\s[^\W\d_]+){{1,5}}"
    said, fillers = alternatives(words["said_of_year"]), alternatives(words["said_of_year_fillers"])
    return {
        "moves_on": pattern(words["moves_on"]),
        "said_of_year": re.compile(rf",?\s?(?:{said})\s(?:(?:{fillers})\s)?"),
        "limit": re.compile(rf"{limit}\s(?:the\s)?(?:(?:{dates})\s)*$"),
        "within": re.compile(rf"{within}\s(?:the\s)?(?:(?:{steps})\s)*$"),
        "of_a_document": re.compile(rf"(?:{published}|{law})\s$"),
        "compared": re.compile(rf"(?<!\w)so với(?:\s(?:{alternatives(words['compared_fillers'])}))*\s$"),
        "from": re.compile(rf"(?<!\w)từ\s(?:(?:{alternatives(words['from_fillers'])})\s)*$"),
        "deadline": re.compile(rf"(?:{alternatives(words['before_deadline_date'])})\s(?:hết\s)?(?:ngày\s)?$"),
    }


@cache
def _rest_of_year() -> re.Pattern[str]:
    return pattern(load("years")["rest_of_year"])


def usable(folded: str, times: list[Time]) -> list[Time]:
    """Return the times that can date a value: full dates only as a deadline, laws never."""
    kept, patterns = [], _patterns()
    for time in times:
        if time.role == "law" or time.role == "date" and not _is_deadline(folded, time):
            continue
        before = folded[max(0, time.start - 40) : time.start]
        if time.role == "year" and patterns["of_a_document"].search(before):
            continue  # "công bố tháng 9-2014", "Luật Đất đai năm 2013"
        if time.role == "year" and patterns["compared"].search(before):
            time = replace(time, role="baseline")  # "so với quý IV/2025"
        kept.append(time)
    return kept


def _is_deadline(folded: str, time: Time) -> bool:
    return bool(_patterns()["deadline"].search(folded[max(0, time.start - 30) : time.start]))


class Timeline:
    """The times of one sentence, shared out among its values."""

    def __init__(self, folded: str, times: list[Time], clauses: list[Clause]) -> None:
        self._folded = folded
        self._end = max((clause.end for clause in clauses), default=0)
        self._times = usable(folded, times)
        self._starts = [time.start for time in self._times]
        self._tails: dict[int, int] = {}  # clause number -> time number
        for number, clause in enumerate(clauses):
            tail = self._tail(
                clause, clauses[number + 1].quantity.start if number + 1 < len(clauses) else clause.end
            )
            if tail is not None:
                self._tails[number] = tail
        self._used = set(self._tails.values())
        self._clauses = clauses

    def _tail(self, clause: Clause, limit: int) -> int | None:
        """Return the time right behind a value: "đạt 80% năm 2025", "90% vào cuối năm 2023"."""
        for number in range(bisect_left(self._starts, clause.quantity.end), len(self._times)):
            time = self._times[number]
            if time.start >= limit:
                return None
            if time.role in ("baseline", "now", "past", "last_year"):
                continue
            gap = self._folded[clause.quantity.end : time.start]
            is_tail = bool(_TAIL.fullmatch(gap)) and not clause.is_value_first
            is_tail = is_tail and ("(" not in gap or self._folded[time.end : time.end + 1] == ")")
            return number if is_tail else None
        return None

    def baseline(self, clause: Clause, limit: int) -> int | None:
        """Return the year a value is compared with."""
        for index in range(bisect_left(self._starts, clause.start), bisect_left(self._starts, limit)):
            if self._times[index].role == "baseline":
                return self._times[index].year
        return None

    def choose(
        self, number: int, clause: Clause, sentence_start: int, change: str = ""
    ) -> tuple[Time | None, str, Time | None]:
        """Return the time of a value, the rule, and the time that begins its period."""
        if number in self._tails:
            return self._times[self._tails[number]], "year_of_value", None
        index = bisect_left(self._starts, clause.quantity.start) - 1
        if index >= 0 and _IN_BRACKET.fullmatch(self._folded, self._times[index].end, clause.quantity.start):
            return replace(self._times[index], role="year"), "year_of_value", None
        if index >= 0 and self._times[index].role in ("baseline", "last_year") and not change:
            said = _patterns()["said_of_year"].fullmatch(
                self._folded, self._times[index].end, clause.quantity.start
            )
            if said and self._times[index].role == "last_year":
                return self._times[index], "year_before", None
            if said:
                return replace(self._times[index], role="year"), "year_of_value", None
        own = self._own_behind(clause)
        if own is not None:
            return own, "year_of_clause", None
        begin: Time | None = None
        semicolon = self._folded.rfind(";", sentence_start, clause.quantity.start)
        for index in range(bisect_left(self._starts, clause.quantity.start) - 1, -1, -1):
            time = self._times[index]
            if (
                time.end > clause.quantity.start
                or index in self._used
                or time.role in ("baseline", "last_year")
            ):
                continue
            if self._is_bracketed_off(time, clause):
                continue
            if time.role == "begin":
                begin = begin or time
                continue
            if time.role == "past" and begin:
                break  # "trước đây ...; từ năm 2016 trở lại đây": the later words count
            return (
                time,
                "year_of_clause" if time.start > semicolon else "year_of_sentence",
                begin or self._begin(index),
            )
        behind = self._behind(clause)
        if behind is None and begin is None and self._used:
            used = [
                self._times[index]
                for other, index in self._tails.items()
                if self._times[index].end <= clause.quantity.start and not self._is_left_behind(other)
            ]
            newest = max(
                (time for time in used if time.role == "year"), key=lambda time: time.year, default=None
            )
            return newest, "year_of_sentence", None
        return behind, "year_of_clause", begin

    def _is_left_behind(self, number: int) -> bool:
        """Tell whether a value is where a movement began: "từ vị trí thứ 6 của năm 2016, đạt 89,45 điểm"."""
        value = self._clauses[number].quantity.start
        return bool(_patterns()["from"].search(self._folded, max(0, value - 24), value))

    def _is_bracketed_off(self, time: Time, clause: Clause) -> bool:
        """Tell whether a bracket closes between a year and a value: "82,7% (năm 2010: 61,9%); 93% ..."."""
        between = self._folded[time.end : clause.quantity.start]
        return ")" in between and between.find(")") < (between.find("(") % (len(between) + 1))

    def _own_behind(self, clause: Clause) -> Time | None:
        """Return the time that ends a value's own stretch, where none opens it: "vào nhóm 4 nước ... vào năm 2025"."""
        first = bisect_left(self._starts, clause.start)
        if first < len(self._starts) and self._starts[first] < clause.quantity.start:
            return None
        for index in range(bisect_left(self._starts, clause.quantity.end), len(self._times)):
            time = self._times[index]
            if time.start >= clause.end:
                return None
            if time.role == "year" and index not in self._used and not self._opens_aside(clause, time):
                moves = _patterns()["moves_on"].search(self._folded, clause.quantity.end, time.start)
                limit = _patterns()["within"].search(self._folded, max(0, time.start - 24), time.start)
                return time if limit and not moves else None
        return None

    def _opens_aside(self, clause: Clause, time: Time) -> bool:
        """Tell whether a year stands in a bracket that opened behind a value: it dates what is in there."""
        between = self._folded[clause.quantity.end : time.start]
        return between.count("(") > between.count(")")

    def _behind(self, clause: Clause) -> Time | None:
        """Return a time further behind in the same clause; it dates a whole list of values before it."""
        stop = self._folded.find(";", clause.quantity.end, self._end)
        for index in range(bisect_left(self._starts, clause.quantity.end), len(self._times)):
            time = self._times[index]
            if time.role not in ("year", "date") or self._opens_aside(clause, time):
                continue
            if self._is_of_another(clause, index):
                return None
            if 0 <= stop < time.start or _patterns()["moves_on"].search(
                self._folded, clause.quantity.end, time.start
            ):
                return None
            return time
        return None

    def _is_of_another(self, clause: Clause, index: int) -> bool:
        """Tell whether a time leads to a later value or ends one, and that is no value of the same list."""
        time = self._times[index]
        for number, other in enumerate(self._clauses):
            if other.quantity.start <= clause.quantity.start or other.group == clause.group:
                continue
            if other.start <= time.start < other.quantity.start and other.start > clause.start:
                return bool(_patterns()["within"].search(self._folded, max(0, time.start - 24), time.start))
            if self._tails.get(number) == index and not clause.is_value_first:
                return ";" in self._folded[clause.quantity.end : other.quantity.start] or other.is_value_first
        return False

    def _begin(self, index: int) -> Time | None:
        earlier = self._times[index - 1] if index else None
        if earlier and earlier.role == "begin" and self._times[index].start - earlier.end < 12:
            return earlier
        return None

    def names_year(self, year: int) -> bool:
        """Tell whether the sentence names a year."""
        return any(time.year == year for time in self._times)

    def sets_limit(self, time: Time) -> bool:
        """Tell whether a year is a deadline: "đến năm 2025", "trước ngày 31/12/2025", not "tính đến năm 2020"."""
        return bool(_patterns()["limit"].search(self._folded, max(0, time.start - 24), time.start))

    def only_bounds(self, time: Time) -> bool:
        """Tell whether a year only bounds the past: "trước năm 2016, tỷ lệ này là 70%"."""
        return bool(_BEFORE.search(self._folded, max(0, time.start - 12), time.start))

    def is_within_the_year(self, clause: Clause, span: tuple[int, int], section: Section | None) -> bool:
        """Tell whether a report's target is for the rest of its own year ("6 tháng cuối năm") or its plan."""
        if quotes_plan(self._folded, clause.quantity):
            return True
        pattern = _rest_of_year()
        headings = (fold(above.text) for above in section.ancestors()) if section else ()
        return bool(pattern.search(self._folded, *span)) or any(map(pattern.search, headings))

    def last_year_before(self, clause: Clause) -> Time | None:
        """Return the year named last before a value."""
        for index in range(bisect_left(self._starts, clause.quantity.start) - 1, -1, -1):
            if self._times[index].role == "year":
                return self._times[index]
        return None

    def carried(self) -> Time | None:
        """Return the time that the following sentences of the paragraph inherit."""
        for index in range(len(self._times) - 1, -1, -1):
            if index not in self._used and self._times[index].role in ("year", "date", "now"):
                return self._times[index]
        return None


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


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around a value's sentence and may date it."""

    span: tuple[int, int]  # of the sentence
    carried: Time | None  # from the sentences before it in the paragraph
    section: Section | None
    frame: Frame
    edition: int | None = None  # of the index the text speaks of
    earlier: int | None = None  # the year of the same kind stated last in the text
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
        years, first = (time.year, *time.others), time.first or period
        return Dated(years, rule, first, baseline, timeline.sets_limit(time))
    year, rule = _assumed(timeline, clause, setting, kind)
    if year is None and setting.earlier is not None and setting.frame.kind != "actual":
        year, rule = setting.earlier, "year_of_text_before"
    if year is None and setting.frame.opening_year and setting.frame.kind != "actual":
        year, rule = setting.frame.opening_year, "year_of_opening"
    return Dated((year,), rule or "none", period, baseline)


def _year_before(timeline: Timeline, clause: Clause, setting: Setting) -> int | None:
    """Return the year that "năm trước" means: the one before the year spoken of."""
    time = timeline.last_year_before(clause) or setting.carried or heading_time(setting.section)
    year = time.year if time and time.year else setting.edition or setting.frame.report_year
    return year - 1 if year else None


def _is_promised_for_later(setting: Setting, kind: str) -> bool:
    """Tell whether a paragraph's year is to come: "Kế hoạch có 28 chỉ tiêu đến năm 2025. ... đã đạt 46,4%"."""
    written, carried = setting.frame.report_year, setting.carried
    is_report = kind == "actual" and setting.frame.kind == "actual"
    return bool(is_report and written and carried and carried.year > written)


def _assumed(timeline: Timeline, clause: Clause, setting: Setting, kind: str) -> tuple[int | None, str]:
    """Return the year of a value that no words date."""
    frame = setting.frame
    if kind == "actual":
        return frame.report_year, frame.report_rule
    if frame.plan_year is not None or frame.kind != "actual":
        return frame.plan_year, frame.plan_rule
    if frame.report_year is not None and timeline.is_within_the_year(clause, setting.span, setting.section):
        return frame.report_year, "rest_of_the_year"
    return None, "none"

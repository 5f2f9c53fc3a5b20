"""Timelines: the times of a sentence, and which of its values each of them dates."""

import re
from bisect import bisect_left
from dataclasses import replace
from functools import cache

from ingest.measures.clauses import Clause
from ingest.measures.kinds import quotes_plan
from ingest.measures.outline import Section
from ingest.measures.text import fold
from ingest.measures.times import Time
from ingest.measures.words import alternatives, load, opening, pattern

Chosen = tuple[Time | None, str, Time | None]  # time, rule, the time that begins its period
_TAIL = re.compile(r"[⁰-₉¹²³]*(?:\s?(?:trở lên|trở xuống))?\s?\(?(?:(?!và\s)[^\W\d_]+\s){0,3}$")
_BEFORE = re.compile(r"t(?<!\w.)rước(?:\skhi)?\s$")
# "so với năm 2019 (đúng hạn 96%, trực tuyến 12%)", "so với năm 2024, khi tỉnh đứng thứ 40"
_TELLS_ON = re.compile(r"\s?\(|,?\s(?:khi|lúc đó|lúc ấy)\s")
_LEFT_BEHIND = re.compile(r"t(?<!\w.)ừ\s[^,;.()]{0,30}[0-9][^,;()]{0,20}\s(?:năm\s)?$")
_COMPARED = re.compile(r"so với(?: mức| con số| tỷ lệ)?\s$")
_NEIGHBOURS = re.compile(r"(?:\s?(?:điểm|%))?(?:,|\svà|,\svà)\s")
_LIST_GAP = 45  # characters between two values of a list
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
    moves_to = opening(words["goes_on_to"], r"(?<!trở\s.)")
    law = rf"{opening(words['laws'])}(?:\s[^\W\d_]+){{1,5}}"
    said, fillers = alternatives(words["said_of_year"]), alternatives(words["said_of_year_fillers"])
    return {
        "moves_on": pattern(words["moves_on"]),
        "said_of_year": re.compile(rf"\s?(?:{said})\s(?:(?:{fillers})\s)?"),
        "limit": re.compile(rf"{limit}\s(?:the\s)?(?:(?:{dates})\s)*$"),
        "within": re.compile(rf"{within}\s(?:the\s)?(?:(?:{steps})\s)*$"),
        "new_matter": re.compile(rf"[;:]|{opening(load('comparators')['new_matter'])}(?!\w)"),
        "of_a_document": re.compile(rf"(?:{published}|{law})\s$"),
        "compared": re.compile(rf"s(?<!\w.)o với(?:\s(?:{alternatives(words['compared_fillers'])}))*\s$"),
        "goes_on_to": re.compile(rf"[^;.0-9]{{0,50}}?(?:[0-9]{{4}}[^;.0-9]{{0,12}}?)?{moves_to}(?!\w)"),
        "goes_on_at_once": re.compile(rf"\s{moves_to}(?!\w)"),
        "from": re.compile(rf"t(?<!\w.)ừ\s(?:(?:{alternatives(words['from_fillers'])})\s)*$"),
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
        self._clauses = clauses
        self._tails = self._find_tails() if self._times else {}  # clause number -> time number
        self._used = set(self._tails.values())
        self._ends: list[Time | None] | None = None
        self._chosen: dict[tuple[int, str], Chosen] = {}
        self._times = [
            replace(time, role="baseline") if self._is_where_movement_begins(number, time) else time
            for number, time in enumerate(self._times)
        ]

    def _find_tails(self) -> dict[int, int]:
        clauses = self._clauses
        limits = [clause.quantity.start for clause in clauses[1:]] + [clause.end for clause in clauses[-1:]]
        tails = map(self._tail, clauses, limits)
        return {number: tail for number, tail in enumerate(tails) if tail is not None}

    def _is_where_movement_begins(self, number: int, time: Time) -> bool:
        """Tell whether a year is of a number that is no measure: "từ 118 đơn vị năm 2015 còn 104"."""
        if time.role != "year" or number in self._used:
            return False
        goes_on = _patterns()["goes_on_at_once"].match(self._folded, time.end)
        return bool(goes_on and _LEFT_BEHIND.search(self._folded, max(0, time.start - 50), time.start))

    def _ahead(self, clause: Clause) -> range:
        """Return the numbers of the times before a value, the nearest first."""
        return range(bisect_left(self._starts, clause.quantity.start) - 1, -1, -1)

    def _after(self, clause: Clause) -> range:
        """Return the numbers of the times behind a value, the nearest first."""
        return range(bisect_left(self._starts, clause.quantity.end), len(self._times))

    def _follows(self, time: Time, words: str) -> bool:
        """Tell whether a year stands right behind words like "đến", "vào"."""
        return bool(_patterns()[words].search(self._folded, max(0, time.start - 24), time.start))

    def _tail(self, clause: Clause, limit: int) -> int | None:
        """Return the time right behind a value: "đạt 80% năm 2025", "90% vào cuối năm 2023"."""
        for number in self._after(clause):
            time = self._times[number]
            if time.start >= limit:
                return None
            is_compared = time.role == "last_year" and self._is_compared(clause)
            if time.role in ("baseline", "now", "past", "last_year") and not is_compared:
                continue
            gap = self._folded[clause.quantity.end : time.start]
            is_tail = bool(_TAIL.fullmatch(gap)) and (not clause.is_value_first or len(gap.split()) <= 1)
            is_tail = is_tail and ("(" not in gap or self._folded[time.end : time.end + 1] == ")")
            return number if is_tail else None
        return None

    def _is_compared(self, clause: Clause) -> bool:
        """Tell whether a value is what another is compared with: "so với mức 95,8% cùng kỳ"."""
        start = clause.quantity.start
        return bool(_COMPARED.search(self._folded, max(0, start - 20), start))

    def baseline(self, clause: Clause, limit: int) -> int | None:
        """Return the year a value is compared with."""
        for index in range(bisect_left(self._starts, clause.start), bisect_left(self._starts, limit)):
            if self._times[index].role == "baseline":
                return self._times[index].year
        return None

    def choose(self, number: int, clause: Clause, sentence_start: int, change: str = "") -> Chosen:
        """Return the time of a value, the rule, and the time that begins its period."""
        asked = (number, change)
        if asked not in self._chosen:  # asked for a target and for an actual
            self._chosen[asked] = self._choose(number, clause, sentence_start, change)
        return self._chosen[asked]

    def _choose(self, number: int, clause: Clause, sentence_start: int, change: str) -> Chosen:
        if not self._times:
            return None, "year_of_clause", None
        if number in self._tails:
            return self._times[self._tails[number]], "year_of_value", None
        stated = self._right_before(clause, change)
        if stated is not None:
            return stated
        own = self._own_behind(clause) or self._end_of_list(number)
        if own is not None:
            return own, "year_of_clause", None
        if self._is_left_behind(number) and (first := self._first_of_pair(number)):
            return first, "year_of_sentence", None
        time, begin = self._before(clause)
        if time is not None:
            semicolon = self._folded.rfind(";", sentence_start, clause.quantity.start)
            return time, "year_of_clause" if time.start > semicolon else "year_of_sentence", begin
        behind = self._behind(clause)
        if behind is None and begin is None and self._used:
            return self._newest_used(clause), "year_of_sentence", None
        return behind, "year_of_clause", begin

    def _right_before(self, clause: Clause, change: str) -> Chosen | None:
        """Return the year right before a value that it states, compared with or not: "năm 2023 là 25,6%"."""
        if not self._ahead(clause):
            return None
        time = self._times[self._ahead(clause)[0]]
        between = (time.end, clause.quantity.start)
        tells = _IN_BRACKET.fullmatch(self._folded, *between) or self._opens_on(time, between)
        if tells and not (change and time.role == "baseline"):  # "so với năm 2017 (tương ứng giảm 16,4%)"
            if not time.year:
                return replace(time, role="last_year"), "year_before", None  # "so với cùng kỳ (95,8%)"
            return replace(time, role="year"), "year_of_value", None
        if time.role not in ("baseline", "last_year") or change:
            return None
        if not _patterns()["said_of_year"].fullmatch(self._folded, *between):
            return None
        if time.role == "last_year":
            return time, "year_before", None
        return replace(time, role="year"), "year_of_value", None

    def _opens_on(self, time: Time, between: tuple[int, int]) -> bool:
        """Tell whether a bracket or a "khi" behind the year compared with tells about that year."""
        if time.role != "baseline" or not _TELLS_ON.match(self._folded, between[0]):
            return False
        return ")" not in self._folded[slice(*between)] and ";" not in self._folded[slice(*between)]

    def _before(self, clause: Clause) -> tuple[Time | None, Time | None]:
        """Return the nearest time before a value that no other value has, and what begins its period."""
        begin: Time | None = None
        first = self._starts[0] if self._starts else clause.quantity.start
        semicolon = self._folded.rfind(";", first, clause.quantity.start)
        for index in self._ahead(clause):
            time = self._times[index]
            if index in self._used or time.role in ("baseline", "last_year"):
                continue
            if time.end > clause.quantity.start or self._is_bracketed_off(time, clause):
                continue
            if time.start < semicolon and (self._is_aside(time) or self._only_looks_back(time)):
                continue
            if time.role == "past" and begin:
                break  # "trước đây ...; từ năm 2016 trở lại đây": the later words count
            if time.role != "begin":
                return time, begin or self._begin(index)
            begin = begin or time
        return None, begin

    def _newest_used(self, clause: Clause) -> Time | None:
        """Return the newest year that an earlier value of the sentence has."""
        used = [
            self._times[index]
            for other, index in self._tails.items()
            if self._times[index].end <= clause.quantity.start and not self._is_left_behind(other)
        ]
        return max((time for time in used if time.role == "year"), key=lambda time: time.year, default=None)

    def _only_looks_back(self, time: Time) -> bool:
        """Tell whether a time says no more than that something is past: "trước đây", "trước năm 2015"."""
        return time.role == "past" or self.only_bounds(time)

    def _is_aside(self, time: Time) -> bool:
        """Tell whether a year is an exception to its sentence: "riêng năm 2022 không thấp hơn 45; ..."."""
        return self._folded.endswith("riêng ", 0, time.start)

    def _is_left_behind(self, number: int) -> bool:
        """Tell whether a value is where a movement began: "từ vị trí thứ 6 của năm 2016, đạt 89,45 điểm"."""
        value = self._clauses[number].quantity.start
        return bool(_patterns()["from"].search(self._folded, max(0, value - 24), value))

    def _is_bracketed_off(self, time: Time, clause: Clause) -> bool:
        """Tell whether a bracket closes between a year and a value: "82,7% (năm 2010: 61,9%); 93% ..."."""
        between = self._folded[time.end : clause.quantity.start]
        return ")" in between and between.find(")") < (between.find("(") % (len(between) + 1))

    def _own_behind(self, clause: Clause) -> Time | None:
        """Return the time that ends a value's own stretch, where none opens it: "nhóm 4 ... vào năm 2025"."""
        first = bisect_left(self._starts, clause.start)
        if first < len(self._starts) and self._starts[first] < clause.quantity.start:
            return None
        for index in self._after(clause):
            time = self._times[index]
            if time.start >= clause.end:
                return None
            if time.role == "year" and index not in self._used and not self._opens_aside(clause, time):
                is_own = self._follows(time, "within") and not self._moves_on(clause, time)
                return time if is_own else None
        return None

    def _end_of_list(self, number: int) -> Time | None:
        """Return the year at the end of a list: "30% ở cấp tỉnh, 20% ở cấp huyện trong năm 2021"."""
        if self._ends is None:
            self._ends = self._ends_of_lists()
        end = self._ends[number]
        if end is None:
            return None
        value = self._clauses[number].quantity
        begin = self._clauses[0].start
        opens = max(begin, *(self._folded.rfind(mark, begin, value.start) + 1 for mark in ":;"))
        is_dated = any(self._starts[nearest] >= opens for nearest in self._ahead(self._clauses[number])[:1])
        return None if is_dated else end

    def _ends_of_lists(self) -> list[Time | None]:
        """Return, for each value, the year behind the values that go on with its list."""
        ends: list[Time | None] = [None] * len(self._clauses)
        for number in range(len(self._clauses) - 2, -1, -1):
            value, later = self._clauses[number].quantity, self._clauses[number + 1].quantity
            gap = self._folded[value.end : later.start]
            if later.unit != value.unit or len(gap) > _LIST_GAP or _patterns()["new_matter"].search(gap):
                continue
            tail = self._tails.get(number + 1)
            time = self._own_behind(self._clauses[number + 1]) if tail is None else self._times[tail]
            if time is None:
                ends[number] = ends[number + 1]
            elif time.role == "year" and not self._is_left_behind(number + 1):
                ends[number] = time
        return ends

    def _first_of_pair(self, number: int) -> Time | None:
        """Return the year in which the movement before began: "từ 91% năm 2021 lên 98%; từ 13% lên 79%"."""
        for earlier in range(number - 1, -1, -1):
            if earlier in self._tails and self._is_left_behind(earlier):
                return self._times[self._tails[earlier]]
        return None

    def _opens_aside(self, clause: Clause, time: Time) -> bool:
        """Tell whether a year stands in a bracket that opened behind a value: it dates what is in there."""
        between = self._folded[clause.quantity.end : time.start]
        return between.count("(") > between.count(")")

    def _moves_on(self, clause: Clause, time: Time) -> bool:
        """Tell whether another value follows between a value and a year: "25% tăng lên 40% vào năm 2025"."""
        return bool(_patterns()["moves_on"].search(self._folded, clause.quantity.end, time.start))

    def _behind(self, clause: Clause) -> Time | None:
        """Return a time further behind in the same clause; it dates a whole list of values before it."""
        stop = self._folded.find(";", clause.quantity.end, self._end)
        for index in self._after(clause):
            time = self._times[index]
            if time.role not in ("year", "date") or self._opens_aside(clause, time):
                continue
            if self._is_of_another(clause, index):
                return None
            return None if 0 <= stop < time.start or self._moves_on(clause, time) else time
        return None

    def _is_of_another(self, clause: Clause, index: int) -> bool:
        """Tell whether a time leads to a later value or ends one, and that is no value of the same list."""
        time = self._times[index]
        for number, other in enumerate(self._clauses):
            if other.quantity.start <= clause.quantity.start or other.group == clause.group:
                continue
            if other.start <= time.start < other.quantity.start and other.start > clause.start:
                return self._follows(time, "within")
            if self._tails.get(number) == index and not clause.is_value_first:
                return ";" in self._folded[clause.quantity.end : other.quantity.start] or other.is_value_first
        return False

    def _begin(self, index: int) -> Time | None:
        earlier = self._times[index - 1] if index else None
        if earlier and earlier.role == "begin" and self._times[index].start - earlier.end < 12:
            return earlier
        return None

    def years_of(self, number: int, time: Time) -> tuple[int, ...]:
        """Return the years of a value: "các năm 2012, 2013 lần lượt xếp thứ 62, 61" names one for each."""
        years = (time.year, *time.others)
        group = self._clauses[number].group
        members = [other for other, clause in enumerate(self._clauses) if clause.group == group]
        if len(years) > 1 and len(members) == 1:
            members = self._in_a_row(number)
        return (years[members.index(number)],) if len(members) == len(years) else years

    def _in_a_row(self, number: int) -> list[int]:
        """Return the numbers of the values told right behind one another: "41,6 điểm, 40,9 và 42,2 điểm"."""
        first = last = number
        while first and self._are_neighbours(first - 1):
            first -= 1
        while last + 1 < len(self._clauses) and self._are_neighbours(last):
            last += 1
        return list(range(first, last + 1))

    def _are_neighbours(self, number: int) -> bool:
        own, behind = self._clauses[number].quantity, self._clauses[number + 1].quantity
        return bool(own.unit == behind.unit and _NEIGHBOURS.fullmatch(self._folded, own.end, behind.start))

    def begins_movement(self, number: int) -> bool:
        """Tell whether a value is where a movement begins: "nâng tỷ lệ từ 68% lên 85%"."""
        end = self._clauses[number].quantity.end
        return self._is_left_behind(number) and bool(_patterns()["goes_on_to"].match(self._folded, end))

    def names_year(self, year: int) -> bool:
        """Tell whether the sentence names a year."""
        return any(time.year == year for time in self._times)

    def sets_limit(self, time: Time) -> bool:
        """Tell whether a year is a deadline: "đến năm 2025", "trước 31/12/2025", not "tính đến năm 2020"."""
        return self._follows(time, "limit")

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
        for index in self._ahead(clause):
            if self._times[index].role == "year":
                return self._times[index]
        return None

    def carried(self) -> Time | None:
        """Return the time that the following sentences of the paragraph inherit."""
        named = [
            time
            for index, time in enumerate(self._times)
            if index not in self._used and time.role in ("year", "date", "now")
        ]
        if not named or named[-1].role != "year":
            return named[-1] if named else None
        # "năm 2018 xếp thứ 31; năm 2017 xếp thứ 36": what follows is of 2018 again
        return max(reversed(named), key=lambda time: time.year if time.role == "year" else 0)

"""When: the years, periods and dates a text names, and which part each of them plays.

A year may be a deadline, a baseline ("so với năm 2021"), the beginning of a period ("từ năm 2011"), or
belong to a law's date and mean nothing for the measure. Guideline rule 4 and rule 11 rest on this.
"""

import re
from dataclasses import dataclass
from functools import cache

from ingest.measures.text import fold
from ingest.measures.words import alternatives, load, opening

FIRST_YEAR, LAST_YEAR = 1990, 2075


@dataclass(eq=False)
class Time:
    """One mention of a time in folded text."""

    start: int
    end: int
    year: int  # the last year of a period
    first: int | None  # the first year of a period
    role: str  # year | baseline | begin | now | past | last_year | law
    others: tuple[int, ...] = ()  # further single years: "năm 2016 và 2017"


_YEAR = r"(?:19[89][0-9]|20[0-7][0-9])"
_MONTH_DAY = r"[0-3]?[0-9]\s?[/.\-]\s?[01]?[0-9]"


_ANCHOR = re.compile(r"(?:19[89]|20[0-7])[0-9](?![0-9])")
_LEAD, _TAIL = 40, 160  # characters before and after a year that can belong to its mention


@cache
def _years() -> re.Pattern[str]:
    words = load("years")
    before = "|".join(
        f"(?P<{role}>{alternatives(words[role])})" for role in ("baseline", "period_begins", "years_of_laws")
    )
    compared = r"so\svới(?:\s[0-9]{1,2})?(?:\s[^\W\d_]+){1,5}\snăm|"  # "so với 6 tháng đầu năm"
    before = before.replace("(?P<baseline>", f"(?P<baseline>{compared}")
    period, months = alternatives(words["period_words"]), alternatives(words["english_months"])
    return re.compile(
        rf"""
        (?<!\w)(?=\w)(?:
        (?:(?:{before})[ \n]+)?(?:(?:{period})[ \n]+)?(?:năm[ \n]+)?
        (?P<first>{_YEAR})\s?(?:-|–|đến|tới|/)\s?(?:hết\s|cuối\s)?(?:năm\s)?(?P<last>{_YEAR})(?![\w/])
        |(?<![\w/.,-])(?P<iso>{_YEAR}-[01][0-9]-[0-3][0-9])(?![\w-])
        |(?:ngày\s)?(?<![\w/.,])(?P<day>{_MONTH_DAY}\s?[/.\-]\s?(?P<dated>{_YEAR}))(?![\w/])
        |(?:ngày\s[0-9]{{1,2}}\s)?tháng\s[0-9]{{1,2}}\s(?:năm\s|/\s?)(?P<long>{_YEAR})(?!\w)
        |(?:tháng\s|quý\s)?(?<![\w/.,])[01]?[0-9]/(?P<month>{_YEAR})(?![\w/])
        |(?:{months})\s(?:[0-9]{{1,2}},?\s)?(?P<english>{_YEAR})(?!\w)
        |quý\s[ivx0-9]+\s?(?:,\s?|năm\s|/|-|\s)+(?P<quarter>{_YEAR})(?!\w)
        |(?:(?:{before.replace("P<", "P<s_")})[ \n]+)?
          (?P<named>năm[ \n]+)?(?<![\w/.,:])(?P<year>{_YEAR})
          (?P<more>(?:(?:\s?,\s|\s?và\s|\s?-\s)(?:năm\s)?{_YEAR}(?![\w/%.,]*[0-9/%])){{0,9}})(?![\w/%]|[.,][0-9])
        )
        """,
        re.VERBOSE,
    )


@cache
def _without_year() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the times in words as one pattern, and the role of each."""
    words = load("years")
    last = dict.fromkeys(words["last_year"], "last_year")
    last |= {f"{said} {year}": "baseline" for said in words["baseline"] for year in words["last_year"]}
    roles = last | dict.fromkeys(words["formerly"], "past") | dict.fromkeys(words["so_far"], "now")
    # "cùng kỳ năm 2021" names its year
    return re.compile(rf"{alternatives(roles)}(?!\w|\snăm\s[0-9])"), {
        fold(phrase): role for phrase, role in roles.items()
    }


# A name in capitals right before: "Sóc Trăng trước đây".
_FORMER_PLACE = re.compile(r"(?:^|\W)(?![A-Z]+\s)[^\W\da-zà-ỹđ_][^\W\d_]*\s$")


@cache
def _not_so_far() -> re.Pattern[str]:
    return re.compile(rf"(?:\w|(?:{alternatives(load('years')['not_so_far'])})\s)$")


def find_times(folded: str, start: int = 0, end: int | None = None, clean: str = "") -> list[Time]:
    """Return every mention of a time in a stretch of folded text, in order.

    With the ``clean`` text at hand, "Sóc Trăng trước đây" names a place and no time.
    """
    stop = len(folded) if end is None else end
    times = _with_years(folded, start, stop) + _in_words(folded, start, stop)
    if clean:
        times = [
            time
            for time in times
            if time.role != "past" or not _FORMER_PLACE.search(clean, max(0, time.start - 12), time.start)
        ]
    times.sort(key=lambda time: time.start)
    return times


def _with_years(folded: str, start: int, stop: int) -> list[Time]:
    times: list[Time] = []
    done = start
    for anchor in _ANCHOR.finditer(folded, start, stop):
        year = anchor.start()
        if year < done:
            continue
        found = _years().search(folded, max(done, year - _LEAD), min(stop, year + _TAIL))
        if found:
            done = found.end()
            time = _time(found)
            if time is not None:
                times.append(time)
    return times


def _in_words(folded: str, start: int, stop: int) -> list[Time]:
    """Return the times that name no year: "đến nay", "trước đây"."""
    times = []
    shape, roles = _without_year()
    for found in shape.finditer(folded, start, stop):
        if not _not_so_far().search(folded, max(0, found.start() - 5), found.start()):
            role = roles[" ".join(found[0].split())]
            times.append(Time(found.start(), found.end(), 0, None, role))
    return times


def _time(found: re.Match[str]) -> Time | None:
    groups = found.groupdict()
    start, end = found.span()
    if groups["first"]:
        first, last = int(groups["first"]), int(groups["last"])
        if last < first:
            return None
        return Time(start, end, last, first, "baseline" if groups["baseline"] else "year")
    if groups["iso"]:
        return Time(start, end, int(groups["iso"][:4]), None, "date")
    for name in ("dated", "long", "month", "quarter", "english"):
        if groups[name]:
            return Time(start, end, int(groups[name]), None, "year" if name != "dated" else "date")
    role = "year"
    for group, meaning in (
        ("s_baseline", "baseline"),
        ("s_period_begins", "begin"),
        ("s_years_of_laws", "law"),
    ):
        if groups[group]:
            role = meaning
    if role == "year" and not groups["named"]:
        if _before_bare_year()["law"].search(found.string, max(0, start - 60), start):
            role = "law"
        elif not _stands_alone(found):
            return None
    further = tuple(int(year) for year in re.findall(_YEAR, groups["more"])) if groups["more"] else ()
    return Time(start, end, int(groups["year"]), None, role, further)


@cache
def _before_bare_year() -> dict[str, re.Pattern[str]]:
    """Return what stands before a number like 2025 and tells what it is."""
    words = load("years")
    return {
        "law": re.compile(rf"{opening(words['laws'])}(?:\s[^\W\d_]+,?){{1,9}}\s$"),
        "english": re.compile(rf"{opening(words['before_english_year'])}\s$|'s\s$"),
        "year": re.compile(rf"(?:{alternatives(words['before_bare_year'])})\s$"),
    }


def _stands_alone(found: re.Match[str]) -> bool:
    """Tell whether a bare number like 2025 is a year: nothing countable may follow it."""
    before = _before_bare_year()
    after = found.string[found.end() : found.end() + 2]
    if before["english"].search(found.string, max(0, found.start() - 14), found.start()):
        return True
    return not re.match(r"\s\w", after) or bool(
        before["year"].search(found.string[max(0, found.start() - 6) : found.start()])
    )

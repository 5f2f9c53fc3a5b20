"""Facts: what a document says about itself - number, date, issuer, place, period.

Official writing puts the number ("Số: 12/QĐ-UBND") and the place with the date ("Quảng Bình, ngày 21
tháng 9 năm 2021") at the head (Decree 30/2020/NĐ-CP, article 8); news and bare texts have neither.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from ingest.measures.issuers import issuer_of
from ingest.measures.owners import owner_of
from ingest.measures.text import CleanText, fold
from ingest.measures.times import FIRST_YEAR, LAST_YEAR, find_times
from ingest.measures.titles import document_kind, title_text
from ingest.measures.words import alternatives, load, opening
from ingest.records import Context, DocumentFacts

_HEAD, _OPENING = 6000, 900
_DATE_HEAD, _DATE_FOOT = 350, 160
_NUMBER = re.compile(r"(?m)(?:^|\s)Số\s*[:.]?\s*(?P<number>[0-9]{1,6}[a-zA-Z]?\s?[/\-][^\s,;]{2,40})")
_DATELINE = re.compile(
    r",(?<=[^\n,;:.].)\s*ngày\s*(?P<day>[0-9]{1,2})\s*tháng\s*(?P<month>[0-9]{1,2})\s*năm\s*(?P<year>[0-9]{4})"
)
_ISO_DATE = re.compile(
    r"(?P<year>20(?<![0-9-]..)[0-9]{2})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])(?![0-9-])"
)
_DATED = re.compile(r"ngày\s*(?P<day>[0-9]{1,2})\s*tháng\s*(?P<month>[0-9]{1,2})\s*năm\s*(?P<year>[0-9]{4})")
_FULL_DATE = re.compile(
    r"(?P<day>[0-9](?<![0-9/].)(?:(?<=[0-3])[0-9])?)[/.-]"
    r"(?P<month>[01]?[0-9])[/.-](?P<year>(?:19|20)[0-9]{2})(?![0-9/])"
)


@cache
def _months() -> list[str]:
    return [fold(month) for month in load("years")["english_months"]]


@cache
def _english_date() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<month>{opening(_months())})\s(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?,?"
        r"\s(?P<year>20[0-9]{2})(?!\w)"
    )


@cache
def _before_date_to_come() -> re.Pattern[str]:
    words = opening(load("years")["before_date_to_come"], r"(?<!tính .)")
    return re.compile(rf"{words}(?: là)?(?: hết)?(?: ngày)? $")


@dataclass(frozen=True)
class Frame:
    """The facts together with what the reader concludes from them."""

    facts: DocumentFacts
    kind: str  # target for plans, actual for reports, "" for anything else
    report_year: int | None  # the year of an actual that names none
    report_rule: str
    plan_year: int | None  # the year of a target that names none
    plan_rule: str
    is_national: bool = False  # speaks of the whole country, not of one province
    opening_year: int | None = None  # the year for values that nothing else dates
    own_level: str = ""  # of the district or commune whose document it is
    own_place: str = ""  # and its name


def _as_date(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    if not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        return None  # a slip of the keyboard or of the scanner
    month = found["month"]
    try:
        return date(
            int(found["year"]),
            _months().index(month) + 1 if month in _months() else int(month),
            int(found["day"]),
        )
    except ValueError:
        return None


def _number(head: str) -> str:
    found = _NUMBER.search(head)
    if not found or found.start() > 1500:
        return ""
    return re.sub(r"\s+", "", found["number"]).rstrip(".")


def _before(head: str, dateline: re.Match[str]) -> str:
    """Return the words right before a dateline: "Quảng Bình, ngày 21 tháng 9 năm 2021"."""
    return re.split(r"[\n,;:.]", head[max(0, dateline.start() - 32) : dateline.start()])[-1].strip()


def _period(text: CleanText) -> tuple[int | None, int | None]:
    """Return the first period or year that the title names."""
    folded = fold(title_text(text))
    times = [time for time in find_times(folded) if time.role in ("year", "begin")]
    for time in times:
        if time.first is not None:
            return time.first, time.year
        if time.role == "year":
            before = folded[max(0, time.start - 10) : time.start + 9]
            return (None if "đến" in before else time.year), time.year
    return None, None


def _is_outside(text: CleanText, place: int) -> bool:
    """Tell whether a date stands where news are dated: at their head or foot."""
    return place < _DATE_HEAD or place > len(text.clean) - _DATE_FOOT


def _latest_date(text: CleanText) -> date | None:
    to_come = _before_date_to_come()
    shapes = (
        (_FULL_DATE, text.clean),
        (_ISO_DATE, text.clean),
        (_english_date(), text.folded),
        (_DATED, text.folded),
    )
    dated = [
        (
            made,
            bool(to_come.search(text.folded, max(0, found.start() - 24), found.start())),
            found.start(),
        )
        for shape, written in shapes
        for found in shape.finditer(written)
        if (made := _as_date(found))
    ]
    outside = [made for made, is_deadline, place in dated if not is_deadline and _is_outside(text, place)]
    stated = [made for made, is_deadline, _ in dated if not is_deadline]
    dates = outside or stated or [made for made, _, _ in dated]
    return max(dates, default=None)


def read_facts(text: CleanText, context: Context) -> Frame:
    """Return the facts of a document and the years its measures fall back on."""
    head = text.clean[:_HEAD]
    number = _number(head)
    dateline = _DATELINE.search(head)
    stated = _as_date(dateline) or (_as_date(_DATED.search(text.folded[:2500])) if number else None)
    owner = owner_of(text, _before(head, dateline) if dateline else "", context.locality)
    first, last = _period(text)
    kind = document_kind(text)
    issuer = issuer_of(text, bool(number))
    facts = DocumentFacts(number, stated, issuer.name, owner.place, first, last)
    known = context.document_date or stated
    title_year = last if first == last else None
    report_year, report_rule = _report_year(text, kind, last, title_year, known)
    summed_up = _year_summed_up(text) if not kind and report_year else None
    if summed_up and report_year and summed_up == report_year - 1:
        report_year, report_rule = summed_up, "year_summed_up"
    plan_year, plan_rule = (last, "plan_period_end") if last else (None, "")
    if kind == "actual" or plan_year is None:
        plan_year, plan_rule = (
            (known.year, "document_date") if known and kind == "target" else (plan_year, plan_rule)
        )
    if known and plan_year and plan_year < known.year:
        plan_year, plan_rule = known.year, "document_date"  # nothing is promised for a year that is over
    if kind == "actual":
        plan_year, plan_rule = None, ""
    opening = None if report_year or plan_year else _opening_year(text)
    return Frame(
        facts,
        kind,
        report_year,
        report_rule,
        plan_year,
        plan_rule,
        is_national=owner.is_national,
        opening_year=opening,
        own_level=issuer.level,
        own_place=issuer.place,
    )


def _opening_year(text: CleanText) -> int | None:
    """Return the latest year that the opening of a text names, for texts that date themselves nowhere."""
    years = [time.year for time in find_times(text.folded, 0, _OPENING) if time.role in ("year", "date")]
    return max(years, default=None)


@cache
def _sums_up() -> re.Pattern[str]:
    words = alternatives(load("documents")["sums_up"])
    return re.compile(rf"(?<!\w)(?:{words})(?:\s[^\W\d_]+){{0,8}}\s(?P<year>20[0-9]{{2}})(?![\w/-])")


def _year_summed_up(text: CleanText) -> int | None:
    """Return the year that news of a meeting look back on: "hội nghị tổng kết công tác năm 2014"."""
    found = _sums_up().search(text.folded, 0, 2 * _OPENING)
    return int(found["year"]) if found else None


def _report_year(
    text: CleanText, kind: str, last: int | None, title_year: int | None, known: date | None
) -> tuple[int | None, str]:
    """Return the year of an actual that names none, and the rule that found it."""
    if kind == "actual" and last and not (known and last > known.year):
        return last, "reporting_period"
    if known:
        return known.year, "document_date"
    if title_year and kind != "target":
        return title_year, "year_of_title"
    if latest := _latest_date(text):
        return latest.year, "latest_date_in_text"
    return None, "none"

"""Facts: what a document says about itself - number, date, issuer, place, period.

Official writing puts the number ("Số: 12/QĐ-UBND") and the place with the date ("Quảng Bình, ngày 21
tháng 9 năm 2021") at the head (Decree 30/2020/NĐ-CP, article 8); news and bare texts have neither.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from ingest.measures.text import CleanText, fold
from ingest.measures.times import find_times
from ingest.measures.words import alternatives, load, pattern
from ingest.records import Context, DocumentFacts

_HEAD = 6000
_NUMBER = re.compile(r"(?m)(?:^|\s)Số\s*[:.]?\s*(?P<number>[0-9]{1,6}[a-zA-Z]?\s?[/\-][^\s,;]{2,40})")
_DATELINE = re.compile(
    r",(?<=[^\n,;:.].)\s*ngày\s*(?P<day>[0-9]{1,2})\s*tháng\s*(?P<month>[0-9]{1,2})\s*năm\s*(?P<year>[0-9]{4})"
)
_DATED = re.compile(r"ngày\s*(?P<day>[0-9]{1,2})\s*tháng\s*(?P<month>[0-9]{1,2})\s*năm\s*(?P<year>[0-9]{4})")
_FULL_DATE = re.compile(
    r"(?<![0-9/])(?P<day>[0-3]?[0-9])/(?P<month>[01]?[0-9])/(?P<year>(?:19|20)[0-9]{2})(?![0-9/])"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The facts together with what the reader concludes from them."""

    facts: DocumentFacts
    kind: str  # target for plans, actual for reports, "" for anything else
    report_year: int | None  # the year of an actual that names none
    report_rule: str
    plan_year: int | None  # the year of a target that names none
    plan_rule: str
    index_year: int | None = None  # the year of the indices whose publication the text reports


@cache
def _provinces() -> re.Pattern[str]:
    return pattern(load("documents")["provinces"])


@cache
def _province_names() -> dict[str, str]:
    return {fold(name): name for name in load("documents")["provinces"]}


def _as_date(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
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


def _place(text: CleanText, stated: str) -> str:
    """Return the province: of the dateline, else the one named most in the head, the first of equals."""
    names = _province_names()
    if fold(stated.strip()) in names:
        return names[fold(stated.strip())]
    counts: dict[str, int] = {}
    for found in _provinces().finditer(text.folded[:_HEAD]):
        name = " ".join(found[0].split())
        counts[name] = counts.get(name, 0) + 1
    if not counts:
        return ""
    return names.get(max(counts, key=lambda name: counts[name]), "")


@cache
def _issuers() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{alternatives(load('documents')['issuers'])})(?!\w)[^\n]{{0,40}}(?:\n[^\n]{{2,30}})?"
    )


def _issuer(text: CleanText, has_number: bool) -> str:
    if not has_number:
        return ""
    found = _issuers().search(text.folded[:1500])
    if not found:
        return ""
    lines = text.clean[found.start() : found.end()].split("\n")
    kept = [line.strip() for line in lines if line.strip().isupper()]
    return " ".join(" ".join(kept).split()) if kept else " ".join(lines[0].split())


@cache
def _titles() -> dict[str, re.Pattern[str]]:
    words = load("kinds")["document"]
    return {
        kind: re.compile(rf"(?m)^\s*(?:{alternatives(words[kind])})(?!\w)") for kind in ("target", "actual")
    }


def document_kind(text: CleanText) -> str:
    """Return the kind of the document from its title in capitals: the last title of its head decides."""
    places: list[tuple[int, str]] = []
    for kind, title in _titles().items():
        for found in title.finditer(text.folded[:_HEAD]):
            written = text.clean[found.start() : found.end()].strip()
            if written.isupper():
                places.append((found.start(), kind))
    if not places:
        return ""
    kinds = [kind for _, kind in sorted(places)]
    # a decision that issues a plan, or a letter that forwards a report: what is issued counts
    return kinds[0] if kinds[0] == "actual" else kinds[-1] if len(kinds) < 3 else kinds[0]


def _title_text(text: CleanText) -> str:
    """Return the lines that name the document: the title in capitals and the lines right below it."""
    lines = [line.strip() for line in text.clean[:_HEAD].split("\n")]
    lines = [line for line in lines if line]
    title = re.compile(r"(?:KẾ HOẠCH|QUYẾT ĐỊNH|NGHỊ QUYẾT|CHƯƠNG TRÌNH|BÁO CÁO|ĐỀ ÁN|CHỈ THỊ)(?!\w)")
    for number, line in enumerate(lines[:80]):
        if title.match(line):
            return " ".join(lines[number : number + 4])
    # a headline of news: short, and not a sentence
    return lines[0] if lines and len(lines[0]) <= 200 and not lines[0].endswith((".", ";")) else ""


def _period(text: CleanText) -> tuple[int | None, int | None]:
    """Return the first period or year that the title names."""
    folded = fold(_title_text(text))
    times = [time for time in find_times(folded) if time.role in ("year", "begin")]
    for time in times:
        if time.first is not None:
            return time.first, time.year
    for time in times:
        if time.role == "year":
            before = folded[max(0, time.start - 10) : time.start + 9]
            return (None if "đến" in before else time.year), time.year
    return None, None


def _latest_date(text: CleanText) -> date | None:
    dates = [made for found in _FULL_DATE.finditer(text.clean) if (made := _as_date(found))]
    dates += [made for found in _DATED.finditer(text.folded) if (made := _as_date(found))]
    return max(dates, default=None)


def read_facts(text: CleanText, context: Context) -> Frame:
    """Return the facts of a document and the years its measures fall back on."""
    head = text.clean[:_HEAD]
    number = _number(head)
    dateline = _DATELINE.search(head)
    stated = _as_date(dateline) or (_as_date(_DATED.search(text.folded[:2500])) if number else None)
    place = _place(text, _before(head, dateline) if dateline else "")
    first, last = _period(text)
    kind = document_kind(text)
    facts = DocumentFacts(number, stated, _issuer(text, bool(number)), place, first, last)
    known = context.document_date or stated
    latest = None if known else _latest_date(text)
    report_year, report_rule = _report_year(kind, last, known, latest)
    plan_year, plan_rule = (last, "plan_period_end") if last else (None, "")
    if kind == "actual" or plan_year is None:
        plan_year, plan_rule = (
            (known.year, "document_date") if known and kind == "target" else (plan_year, plan_rule)
        )
    if kind == "actual":
        plan_year, plan_rule = None, ""
    return Frame(facts, kind, report_year, report_rule, plan_year, plan_rule, _index_year(text, report_year))


@cache
def _publication() -> re.Pattern[str]:
    words = load("documents")
    indices = alternatives(words["indices"])
    return re.compile(
        rf"(?<!\w)(?:{alternatives(words['publication'])})(?!\w)[^.\n]{{0,160}}?(?<!\w)(?:{indices})(?!\w)"
        r"[^.\n]{0,200}?(?<!\w)năm (?P<year>20[0-9]{2})(?!\w)"
    )


def _index_year(text: CleanText, written: int | None) -> int | None:
    """Return the year of the indices that were just published: they are a year or two older than the news."""
    found = _publication().search(text.folded[:_HEAD])
    if not found or written is None or not 0 <= written - int(found["year"]) <= 2:
        return None
    return int(found["year"])


def _report_year(
    kind: str, last: int | None, known: date | None, latest: date | None
) -> tuple[int | None, str]:
    if kind == "actual" and last:
        return last, "reporting_period"
    if known:
        return known.year, "document_date"
    if latest:
        return latest.year, "latest_date_in_text"
    return None, "none"

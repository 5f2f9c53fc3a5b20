"""Dates as lists print them: in feeds (RFC 822, ISO 8601) and beside a title (21/9/2021)."""

import contextlib
import email.utils
import re
from datetime import date, datetime

from ingest.runs import day_at_home

FIRST_YEAR = 1990  # no portal's list is older
_PRINTED = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?![\d/-]|\.\d)")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")


def stated_day(text: str, last: date) -> date | None:
    """Return the one day in Vietnam that ``text`` states, not after ``last``; ``None`` for none or two."""
    moment = _moment(text.strip())
    if moment is not None:
        return _plausible({day_at_home(moment) if moment.tzinfo else moment.date()}, last)
    return _plausible(_days(text), last)


def _moment(text: str) -> datetime | None:
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(text)
    with contextlib.suppress(ValueError, TypeError):
        return email.utils.parsedate_to_datetime(text)
    return None


def _days(text: str) -> set[date]:
    written = [(year, month, day) for day, month, year in _PRINTED.findall(text)]
    days = set()
    for year, month, day in [*written, *_ISO_DAY.findall(text)]:
        with contextlib.suppress(ValueError):  # 31/02/2021, or a number that only looks like a date
            days.add(date(int(year), int(month), int(day)))
    return days


def _plausible(days: set[date], last: date) -> date | None:
    if len(days) != 1:
        return None
    (day,) = days
    return day if date(FIRST_YEAR, 1, 1) <= day <= last else None

"""Exclusions: numbers that measure nothing (guideline rule 9).

Numbers of documents, dates, addresses and telephones ("76/NQ-CP", "ISO 9001:2015", "mức độ 3, 4", "03
cấp"), and shares that only define a term or draw a sample.
"""

import re
from functools import cache

from ingest.measures.amounts import Quantity
from ingest.measures.shapes import last_words
from ingest.measures.words import alternatives, load, opening

_DAY = re.compile(r"[0-3]?[0-9]/[01]?[0-9](?![\w/]|[.,][0-9])")
_DOTTED_DAY = re.compile(r"[0-3]?[0-9][.\-][01]?[0-9](?![\w/%]|[.,][0-9])")
_STANDARD = re.compile(r"(?:iso(?:/iec)?|tcvn(?:\s+iso)?)\s*[0-9]+(?:[:\-][0-9]{4})?|ipv[46](?!\w)")
_ADDRESS = re.compile(r"https?://\S{1,300}|www\.\S{1,300}|[\w.+-]{1,64}@\S{1,64}")
_ADDRESS_SIGNS = ("://", "www.", "@")
_STANDARD_SIGNS = ("iso", "tcvn", "ipv")
_FIGURE = re.compile(r"[0-9]{1,3},[0-9]{2,4}|0[.,][0-9]{1,4}")
_MARK_ENDS, _GOES_ON = re.compile(r"[.)/]?(?:\s|$)"), re.compile(r"\s[^\W\d_]")
_TIMES = "×"  # "10×15 cm"
# Numbers without words in the midst of many such: a list of numbers of documents, never nine results.
_MANY_BEFORE, _MANY_AFTER = re.compile(r"(?:[0-9.]+, ){4}$"), re.compile(r"(?:, [0-9.]+){4}(?![0-9%])")
_PIECE = 64  # characters of a name before an "@"


@cache
def _codes() -> re.Pattern[str]:
    """Return the names that begin with a number: of documents, networks, telephones."""
    signs = alternatives(load("not_measures")["document_signs"])
    return re.compile(
        r"[0-9]{1,6}[a-z]{0,2}\s?[/\-]\s?(?:[0-9]{4}\s?[/\-]\s?)?[^\W\d_]{1,12}(?:\s?[\-–&/][^\W\d_]{1,14}[0-9]{0,3})+"
        r"|[0-9]{1,6}[a-z]?/(?:19|20)[0-9]{2}/[^\W\d_]{1,10}[\-0-9^\W]?"
        rf"|[0-9]{{1,5}}\s?/\s?(?:{signs})(?!\w)"
        r"|[2-6]g(?:/[2-6]g)*(?!\w)|24/(?:24|7)h?(?!\w)"
        r"|0[0-9]{2,4}[.\s][0-9]{3}[.\s]?[0-9]{3,4}(?!\w)"
    )


@cache
def _before_day() -> frozenset[str]:
    return last_words(load("not_measures")["before_day"])


@cache
def _before_dotted_day() -> frozenset[str]:
    return last_words(load("not_measures")["before_dotted_day"])


@cache
def _before_rank() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(load('units')['rank_signs'])})\s$")


def end_of_code(folded: str, start: int, word_before: str) -> int | None:
    """Return where a name ends that a number begins ("76/NQ-CP"), or None where it begins none."""
    found = _codes().match(folded, start)
    if found and not _before_rank().search(folded, max(0, start - 12), start):
        return found.end()
    is_dated = word_before in _before_dotted_day()
    day = _DAY.match(folded, start) if is_dated or word_before in _before_day() else None
    if not day and is_dated:
        day = _DOTTED_DAY.match(folded, start)  # "sáng 2.5"
    return day.end() if day else None


def named_spans(folded: str) -> list[tuple[int, int]]:
    """Return the stretches of standards and of addresses in the net, whose numbers measure nothing."""
    spans: list[tuple[int, int]] = []
    for signs, shape in ((_STANDARD_SIGNS, _STANDARD), (_ADDRESS_SIGNS, _ADDRESS)):
        for sign in signs:
            place = folded.find(sign)
            while place >= 0:
                found = shape.search(
                    folded, max(0, place - _PIECE) if sign == "@" else place - 8, place + 400
                )
                if found:
                    spans.append(found.span())
                place = folded.find(sign, max(place + 1, found.end() if found else 0))
    return spans


@cache
def _negations() -> dict[str, re.Pattern[str]]:
    words = load("not_measures")
    names_before = opening(words["before"])
    return {
        "before": re.compile(rf"{names_before}(?:[ \n]+[0-9]+(?:[ \n]?(?:,|và|-|hoặc))?|[ \n]+số)*[ \n]*$"),
        "before_exceptions": re.compile(rf"{opening(words['before_exceptions'])}[ \n]*$"),
        # "10 năm" is a time; of "42,1⏎Năm 2021: ..." the year belongs to the next line
        "after": re.compile(rf"[ \n]+(?:{alternatives(words['after'])})(?!\w|\s(?:19|20)[0-9]{{2}}(?!\w))"),
        "percent_after": re.compile(rf"[^,;.]{{0,12}}{opening(words['percent_after'])}(?!\w)"),
        "class_after": re.compile(
            rf"(?:\s?điểm)?(?:\s(?:trở lên|trở xuống))?,?\s(?:{alternatives(words['class_after'])})(?!\w)"
        ),
        "score_before": re.compile(rf"{opening(words['score_before'])}[ \n]+$"),
        "percent_before": re.compile(rf"{opening(words['percent_before'])}[ \n]+$"),
        "distance_before": re.compile(rf"{opening(words['distance_before'])}[ \n]+$"),
        "distance_after": re.compile(rf"[ \n]+(?:{alternatives(words['distance_after'])})(?!\w)"),
    }


@cache
def _ends_of_names() -> frozenset[str]:
    words = load("not_measures")
    return last_words(words["before"]) | {"và", "hoặc", "số"}


def is_no_measure(folded: str, quantity: Quantity, word_before: str) -> bool:
    """Apply guideline rule 9 by the words on either side of the number."""
    if quantity.unit not in ("percent", "count", "score"):
        return False
    no = _negations()
    before = folded[max(0, quantity.start - 60) : quantity.start]
    after = folded[quantity.end : quantity.end + 60]
    if quantity.unit == "score":
        return bool(no["class_after"].match(after) or no["score_before"].search(before))
    if quantity.unit == "percent":
        if no["percent_after"].match(after) or no["percent_before"].search(before):
            return True
        return bool(no["distance_before"].search(before) and no["distance_after"].match(after))
    if before.rstrip().endswith(_TIMES) or after.lstrip().startswith(_TIMES):
        return True
    if after.startswith(", ") and _MANY_BEFORE.search(before) and _MANY_AFTER.match(after):
        return True
    written = folded[quantity.start : quantity.end]
    if _FIGURE.fullmatch(written):
        return bool(no["after"].match(after))  # no name and no mark is written with two decimals
    if word_before in ("và", "hoặc") and (quantity.low >= 10 or written.startswith("0")):
        word_before = ""  # "mức độ 3 và 60 dịch vụ": only small numbers go on with a name
    may_be_named = (
        word_before in _ends_of_names() or word_before[-1:].isdigit() or word_before[-1:] in (",", "-")
    )
    named = may_be_named and no["before"].search(before) and not no["before_exceptions"].search(before)
    return bool(named or no["after"].match(after) or _is_listed_mark(folded, quantity))


def _is_listed_mark(folded: str, quantity: Quantity) -> bool:
    """Tell whether a bare number is a list mark or a footnote sign: "(1)", "3." at the start of a line."""
    before, after = (
        folded[max(0, quantity.start - 1) : quantity.start],
        folded[quantity.end : quantity.end + 2],
    )
    if before == "(" and after[:1] == ")" or before == "[" and after[:1] == "]":
        return True
    return before in ("", "\n") and bool(_MARK_ENDS.match(after)) and not _GOES_ON.match(after)

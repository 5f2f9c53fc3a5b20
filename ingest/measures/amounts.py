"""Amounts: what a written quantity comes to, in plain numbers of its unit."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ingest.measures.numerals import parse_number, spelled_number
from ingest.measures.shapes import unit_words
from ingest.measures.words import alternatives, load, opening, pattern


@dataclass(eq=False)
class Quantity:
    """A number with its unit, at its place in the clean text."""

    start: int
    end: int
    low: float
    high: float | None
    unit: str
    rule: str
    comparator: str = ""  # where the writing itself compares: "between", or "<=" for a top group
    change: str = ""  # where the writing itself is a movement: "tăng 3 bậc"
    is_fraction: bool = False


_DAY = re.compile(r"\s?[,-]?\s?(?:\(|ngày\s)?[0-9]{1,2}[/.-][0-9]{1,2}(?!\w)")
_LARGEST = 200  # units a ranking inside a province may have
_PROVINCES = (63, 34, 64)  # how many there were at a time: "xếp hạng ... là 35/63"


def read_amount(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    """Return the quantity that a match of a shape stands for, or None where it stands for none."""
    return _READERS.get(name, _read_plain)(name, found, english)


def _value_span(found: re.Match[str]) -> tuple[int, int]:
    groups = found.groupdict()
    last = next((name for name in ("of", "high") if groups.get(name)), "low")
    return found.start("low"), found.end(last)


def _read_plain(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    unit = {"times": "ratio", "days": "day", "score": "score"}.get(name, "count")
    start, end = _value_span(found)
    high = found.groupdict().get("high")
    low = parse_number(found["low"], english)
    if name in ("days", "times"):
        end = found.end()
    if high and parse_number(high, english) <= low:
        return None
    top = parse_number(high, english) if high else None
    return Quantity(start, end, low, top, unit, name, "between" if high else "", "", name == "fraction")


def _read_percent(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    low = parse_number(found["low"], english)
    if low >= 1000 and re.fullmatch(r"[0-9]{1,2}\.[0-9]{3}", found["low"]):
        low /= 1000  # "98.125%" has a decimal point, whatever the language
    high = parse_number(found["high"], english) if name == "percent_range" else None
    if high is not None and high <= low:
        return None
    return Quantity(
        found.start("low"), found.end(), low, high, "percent", name, "between" if high is not None else ""
    )


def _read_words(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    spelled = spelled_number(found["words"])
    if spelled is None:
        return None
    value = float(spelled)
    if name == "parts_words":
        parts: int = load("units")["parts_of"][found["parts"]]
        if value > parts:
            return None
        return Quantity(*found.span(), round(100 * value / parts, 4), None, "percent", name)
    if found["after"]:
        after = spelled_number(found["after"])
        value = float(f"{value:.0f}.{after or 0:.0f}")
    return Quantity(*found.span(), float(value), None, "percent", name)


def _read_half(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    share: float = load("units")["halves"][" ".join(found["half"].split())]
    return Quantity(*found.span("half"), float(share), None, "percent", name)


def _read_out_of(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    whole, part = parse_number(found["first"], english), parse_number(found["low"], english)
    if not 2 <= whole <= 100 or part > whole:  # more than 100 is a count, not a way to say a share
        return None
    return Quantity(*found.span(), round(100 * part / whole, 4), None, "percent", name)


def _read_fraction(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    """Read "3/4 số xã" as a share and "503/2003 hồ sơ" as its numerator (guideline rules 6 and 13)."""
    low, whole = parse_number(found["low"], english), parse_number(found["of"], english)
    tail = found.string[found.end() : found.end() + 20]
    is_share = (
        0 < low < whole <= 10
        and whole.is_integer()
        and re.match(rf"\s(?:{unit_words()['share_nouns']})(?!\w)", tail)
    )
    if is_share:
        return Quantity(*found.span(), round(100 * low / whole, 4), None, "percent", "share")
    if low > whole * 20:
        return None
    in_group = bool(_patterns()["group"].search(found.string, max(0, found.start() - 8), found.start()))
    if low <= whole and (
        whole in _PROVINCES and (in_group or _is_ranked(found, tail)) or _follows_rank(found, whole, tail)
    ):
        return Quantity(*found.span(), low, None, "rank", name, "<=" if in_group else "")
    return Quantity(*found.span(), low, None, "count", name, is_fraction=True)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the words on either side of a number that tell whether it is a place."""
    words = load("units")
    provinces, verbs = alternatives(words["counted_provinces"]), alternatives(words["counting_verbs"])
    return {
        "group": re.compile(rf"{opening(words['group_signs'])}\s$"),
        "standing": re.compile(rf"(?:{alternatives(words['rank_signs'])})(?:\s(?:thứ|hạng))?\s$"),
        "behind_place": re.compile(rf"\s(?:{alternatives(words['behind_place'])})(?!\w)|[,;.)]|\s\(năm\s"),
        "counts": re.compile(rf"\s(?!{alternatives(words['no_counted_noun'])})[^\W\d_]"),
        "counts_provinces": re.compile(rf"\s(?:{provinces})[^.;]{{0,12}}\s(?:{verbs})(?!\w)"),
        "no_rank_behind": re.compile(rf"\s(?:{alternatives(words['no_rank_behind'])})"),
    }


@cache
def _ranking() -> re.Pattern[str]:
    return pattern(load("units")["ranking"])


@cache
def _rank_proof() -> re.Pattern[str]:
    return pattern(load("units")["rank_proof"])


def _is_in_ranking(found: re.Match[str]) -> bool:
    """Tell whether "hạng 12" or "(thứ 3)" stands in a paragraph that speaks of ranking."""
    start = found.start()
    is_plain = found[0].startswith("thứ") and found.string[max(0, start - 1) : start] != "("
    if is_plain and not _patterns()["behind_place"].match(found.string, found.end()):
        return False
    stretch = found.string[max(0, start - 300) : start]
    if found.string[max(0, start - 1) : start] not in ("", "\n"):
        stretch = stretch.rpartition("\n")[2]  # a line that begins with its place goes on with those above
    return bool(_ranking().search(stretch) or _rank_proof().search(stretch))


def _follows_rank(found: re.Match[str], whole: float, tail: str) -> bool:
    """Tell whether a fraction stands right behind words of ranking: "thứ hạng vẫn là 59/61"."""
    before = found.string[max(0, found.start() - 22) : found.start()].rpartition(",")[2]
    counts = _patterns()["counts"].match(tail)
    is_place = bool(_patterns()["standing"].search(before))
    return whole <= _LARGEST and (is_place or not counts) and bool(_ranking().search(before))


def _is_ranked(found: re.Match[str], tail: str) -> bool:
    """Tell whether "35/63" is a place: its sentence speaks of ranking, and does not count provinces."""
    stretch = found.string[max(0, found.start() - 300) : found.start()].rpartition("\n")[2]
    return bool(_ranking().search(stretch)) and not _patterns()["counts_provinces"].match(tail)


@cache
def _no_rank() -> re.Pattern[str]:
    return re.compile(rf"{opening(load('units')['no_rank'])}\s(?:số\s)?$")


def _read_rank(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    """Read a rank: a plain ordinal ("thứ 5") needs proof that it is a place among provinces."""
    start, end = _value_span(found)
    low = parse_number(found["low"], english)
    high = parse_number(found["high"], english) if name == "rank_range" else None
    if high is not None and high <= low or low == 0:
        return None
    comparator = "between" if high is not None else "<=" if name.startswith("rank_top") else ""
    if name == "rank" and _no_rank().search(found.string, max(0, found.start() - 24), start):
        return None
    if name == "rank" and not found["of"]:
        tail = found.string[found.end() : found.end() + 60].split(";")[0].split(".")[0]
        proof = _rank_proof().search(tail)
        if not proof and not found["standing"] and not _is_in_ranking(found):
            return None
        if _patterns()["no_rank_behind"].match(tail):
            return None
        if re.match(r"\s(?:lên|xuống)", tail) and not _is_in_ranking(found):
            return None  # "thăng hạng từ hạng 4 lên hạng 3"
    return Quantity(start, end, low, high, "rank", name, comparator)


def _read_rank_step(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    start, end = _value_span(found)
    low, high = parse_number(found["low"], english), found["high"] and parse_number(found["high"], english)
    if high and high <= low:
        return None
    return Quantity(start, end, low, high or None, "rank", name, "between" if high else "")


@cache
def _named_before() -> re.Pattern[str]:
    return re.compile(rf"{opening(load('documents')['provinces'])}\s?\($")


def _read_rank_bracket(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    """Read "Đà Nẵng (1), Huế (2)": a place behind the name of a province, in a text about a ranking."""
    start = found.start("low")
    if not _named_before().search(found.string, max(0, start - 24), start):
        return None
    before = found.string[max(0, start - 300) : start].rpartition("\n")[2]
    stretch = before + found.string[start : start + 200].partition("\n")[0]
    if not (_ranking().search(stretch) or _rank_proof().search(stretch)):
        return None
    return Quantity(start, found.end("low"), parse_number(found["low"], english), None, "rank", name)


def _read_rank_words(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    if name == "rank_first":
        return Quantity(found.start("first"), found.end("first"), 1.0, None, "rank", name)
    if _DAY.match(found.string, found.end()):
        return None  # "Thứ Sáu, 25/6/2021"
    places = load("units")["places"]
    value = places[found["words"]] if found["words"] in places else spelled_number(found["words"])
    if not value:
        return None
    return Quantity(found.start("words"), found.end("words"), float(value), None, "rank", name)


def _read_money(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    words = load("units")
    scale = words["money_scales"].get(" ".join((found["scale"] or found["only"] or "").split()), 1)
    currency = found["currency"] or found["coin"] or ""
    unit = "usd" if re.fullmatch(unit_words()["usd"], currency) else "vnd"
    low = parse_number(found["low"], english) * scale
    high = parse_number(found["high"], english) * scale if found["high"] else None
    if high is not None and high <= low:
        return None
    return Quantity(
        found.start("low"), found.end(), round(low, 6), high, unit, name, "between" if high else ""
    )


def _read_scaled(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    """Read "59,72 ngàn hồ sơ" as 59720."""
    scale: int = load("units")["count_scales"][" ".join(found["scale"].split())]
    low = round(parse_number(found["low"], english) * scale, 6)
    return Quantity(found.start("low"), found.end(), low, None, "count", name)


_READERS: dict[str, Callable[[str, re.Match[str], bool], Quantity | None]] = {
    "percent": _read_percent,
    "percent_point": _read_percent,
    "percent_range": _read_percent,
    "percent_words": _read_words,
    "parts_words": _read_words,
    "out_of": _read_out_of,
    "half": _read_half,
    "fraction": _read_fraction,
    "rank": _read_rank,
    "rank_range": _read_rank,
    "rank_top": _read_rank,
    "rank_top_after": _read_rank,
    "rank_step": _read_rank_step,
    "rank_bracket": _read_rank_bracket,
    "rank_words": _read_rank_words,
    "rank_first": _read_rank_words,
    "money": _read_money,
    "scaled_count": _read_scaled,
}

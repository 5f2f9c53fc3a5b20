"""Quantities: which numbers of a text measure something, how much, and in which unit.

Numbers use Vietnamese writing (guideline rule 1): "." groups thousands and "," is the decimal mark.
What only looks like a measure (document numbers, dates, "mức độ 3, 4", "03 cấp", ISO 9001:2015) is
left out here (rule 9), before any other room sees it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ingest.measures.numerals import number_words, spelled_number
from ingest.measures.times import Time
from ingest.measures.words import alternatives, load, pattern


@dataclass(frozen=True, slots=True)
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


# Bounded, so that a run of digits costs no more than its length.
_N = r"(?:[0-9]{1,3}(?:\.[0-9]{3}){1,5}(?:,[0-9]{1,6})?|[0-9]{1,15}(?:[.,][0-9]{1,6})?)"
_FREE = r"(?<![\w.,/:])"
_PROVINCES = (63, 34, 64)  # how many there were at a time: "xếp hạng ... là 35/63"
_SPAN = r"\s?(?:-|–|đến|tới|~)\s?"
# Numbers inside these are never measures: numbers of documents, addresses, telephones, versions.
_CODES = re.compile(
    r"(?<!\w)[0-9]{1,6}[a-z]{0,2}\s?[/\-]\s?(?:[0-9]{4}\s?[/\-]\s?)?[^\W\d_]{1,12}(?:\s?[\-–&/][^\W\d_]{1,14}[0-9]{0,3})+"
    r"|(?<!\w)[0-9]{1,6}[a-z]?/(?:19|20)[0-9]{2}/[^\W\d_]{1,10}[\-0-9^\W]?"
    r"|(?<!\w)[0-9]{1,5}\s?/\s?(?:qđ|nq|kh|tb|ct|cv|tt|nđ|bc|tr|ttr|đa|hd|ctr)(?!\w)"
    r"|(?<!\w)(?:iso(?:/iec)?|tcvn(?:\s+iso)?)\s*[0-9]+(?:[:\-][0-9]{4})?"
    r"|(?<!\w)[2-6]g(?:/[2-6]g)*(?!\w)|(?<!\w)24/(?:24|7)h?(?!\w)|(?<!\w)ipv[46](?!\w)"
    r"|(?<![\w.,])0[0-9]{2,4}[.\s][0-9]{3}[.\s]?[0-9]{3,4}(?!\w)|https?://\S{1,300}|www\.\S{1,300}|(?<!\S)[\w.+-]{1,64}@\S{1,64}"
    r"|(?<!\w)[0-3]?[0-9]/[01]?[0-9](?=\s?(?:hàng năm|,|\.|;|\)|\s))(?<=/[0-9]|[0-9]{2})"
)
_DAY = re.compile(r"(?:ngày|trước|sau|đến|từ|mồng|mùng)\s+[0-3]?[0-9]/[01]?[0-9](?![\w/]|[.,][0-9])")


def parse_number(written: str, english: bool = False) -> float:
    """Return the value of a number as written; OCR's "l" and "O" count as 1 and 0 (rule 16)."""
    written = written.strip().translate(str.maketrans("lioO", "1100"))
    if english:
        written = written.translate(str.maketrans(".,", ",."))
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", written):
        return float(written.replace(".", "").replace(",", "."))
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3}){2,}", written):
        return float(written.replace(",", ""))
    return float(written.replace(",", "."))


@cache
def _units() -> dict[str, str]:
    """Return the pieces of pattern that the vocabulary of units gives."""
    words = load("units")
    return {
        "percent": alternatives(words["percent"]),
        "point": alternatives(words["percent_point"]),
        "scale": alternatives(words["money_scales"]),
        "currency": alternatives([*words["currencies"]["vnd"], *words["currencies"]["usd"]]),
        "usd": alternatives(words["currencies"]["usd"]),
        "standing": alternatives(words["rank_standing"]),
        "ordinal": alternatives(words["rank_ordinal"]),
        "fillers": alternatives(words["rank_fillers"]),
        "steps": alternatives(words["rank_steps"]),
        "top": alternatives(words["top_groups"]),
        "top_nouns": alternatives(words["top_nouns"]),
        "top_heads": alternatives(words["top_heads"]),
        "first": alternatives(words["first_place"]),
        "first_of": alternatives(words["first_place_of"]),
        "not_score": alternatives(words["not_scores"]),
        "share_nouns": alternatives(words["share_nouns"]),
        "out_of": alternatives(words["out_of"]),
        "then": alternatives(words["then"]),
        "parts": alternatives(words["parts_of"]),
        "places": alternatives(words["places"]),
        "number_words": number_words(),
    }


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the shapes of quantities by name; at one place an earlier shape wins over a later one."""
    unit = _units()
    percent = rf"\s?(?:{unit['percent']})"
    rank_fillers = rf"(?:\s(?:{unit['fillers']}))*"
    shapes = {
        "percent_point": rf"{_FREE}(?P<low>{_N})\s?(?:{unit['point']})",
        "percent_range": rf"{_FREE}(?P<low>{_N})(?:{percent})?{_SPAN}(?P<high>{_N}){percent}",
        "percent": rf"{_FREE}(?P<low>{_N}){percent}",
        "percent_slip": rf"{_FREE}(?P<low>[lio0-9]{{1,3}}(?:[.,][lio0-9]{{1,2}})?)\s?%",
        "percent_words": rf"(?<!\w)(?P<words>{unit['number_words']})"
        rf"(?:\sphẩy\s(?P<after>{unit['number_words']}))?\sphần\străm(?!\w)",
        "parts_words": rf"(?<!\w)(?P<words>{unit['number_words']})\sphần\s(?P<parts>{unit['parts']})(?!\w)",
        "out_of": rf"(?<!\w)(?:{unit['out_of']})\s(?P<whole>{_N})\s[^.;,:0-9]{{1,60}}?"
        rf",?\s?(?:{unit['then']})\s(?P<low>{_N})(?!\w)",
        "rank_step": rf"{_FREE}(?P<low>{_N}|o[0-9])\s(?:{unit['steps']})(?!\w)",
        "rank_top": rf"(?<!\w)(?:{unit['top']})\s(?P<low>[0-9]{{1,2}})(?![\w%]|[.,/][0-9])"
        rf"(?:\s(?:{unit['top_nouns']})(?!\w)[^.;:0-9%]{{0,50}}?\s(?:{unit['top_heads']})(?!\w)"
        rf"|\s(?:{unit['top_heads']})(?!\w)|(?<=(?:top|tốp)\s[0-9])|(?<=(?:top|tốp)\s[0-9]{{2}}))",
        "rank_top_after": rf"(?<!\w)(?P<low>[0-9]{{1,2}})\s(?:{unit['top_nouns']})(?!\w)"
        rf"[^.;:,0-9%]{{0,40}}?\s(?:dẫn đầu|đứng đầu)\s(?:{unit['first_of']})(?!\w)",
        "rank_range": rf"(?<!\w)(?:{unit['standing']}){rank_fillers}\s(?P<low>[0-9]{{1,3}})"
        rf"{_SPAN}(?P<high>[0-9]{{1,3}})(?!\w|[.,][0-9])",
        "rank": rf"(?<!lần\s)(?<!\w)(?:(?P<standing>{unit['standing']})|{unit['ordinal']}){rank_fillers}"
        rf"\s(?P<low>o?[0-9]{{1,3}})(?:\s?/\s?(?P<of>[0-9]{{1,3}}))?(?![\w%]|[.,/][0-9])",
        "rank_words": rf"(?<!lần\s)(?<!\w)(?P<standing>{unit['standing']})(?:\sthứ)?"
        rf"\s(?P<words>{unit['places']}|{unit['number_words']})(?!\w)",
        "rank_first": rf"(?<!\w)(?P<first>{unit['first']})\s(?:trong\s)?(?:{unit['first_of']})(?!\w)",
        "money": rf"{_FREE}(?P<low>{_N})(?:{_SPAN}(?P<high>{_N}))?"
        rf"\s?(?:(?P<scale>{unit['scale']})\s?(?P<currency>{unit['currency']})(?!\w)"
        r"|(?P<only>tỷ)(?!\slệ|\strọng|\w)|(?P<coin>đồng|vnđ|vnd|usd)(?!\w))",
        "score": rf"{_FREE}(?P<low>{_N})(?:\s?/\s?[0-9]{{1,4}})?\s(?!{unit['not_score']})điểm(?!\w|\s?%)",
        "days": rf"{_FREE}(?P<low>{_N})(?:{_SPAN}(?P<high>{_N}))?\s(?:ngày làm việc|ngày)(?!\w|\s[0-9])",
        "times": rf"{_FREE}(?P<low>{_N})\slần(?!\w|\s(?:thứ|trở))",
        "fraction": rf"{_FREE}(?P<low>{_N})\s?/\s?(?P<of>{_N})(?![\w%/]|[.,][0-9])",
        "count_range": rf"{_FREE}(?P<low>{_N}){_SPAN}(?P<high>{_N})(?=\s[^\W\d_])",
        "count": rf"{_FREE}(?P<low>{_N}|o[1-9])(?![\w%/]|[.,:][0-9])",
    }
    return tuple((name, re.compile(shape)) for name, shape in shapes.items())


@cache
def _negations() -> dict[str, re.Pattern[str]]:
    words = load("not_measures")
    names_before = alternatives(words["before"])
    return {
        "before": re.compile(
            rf"(?<!\w)(?:{names_before})(?:[ \n]+[0-9]+(?:[ \n]?(?:,|và|-|hoặc))?|[ \n]+số)*[ \n]*$"
        ),
        "before_exceptions": re.compile(rf"(?<!\w)(?:{alternatives(words['before_exceptions'])})[ \n]*$"),
        "after": re.compile(rf"[ \n]+(?:{alternatives(words['after'])})(?!\w)"),
        "percent_after": re.compile(
            rf"[^,;.]{{0,12}}(?<!\w)(?:{alternatives(words['percent_after'])})(?!\w)"
        ),
        "percent_before": re.compile(rf"(?<!\w)(?:{alternatives(words['percent_before'])})[ \n]+$"),
        "distance_before": re.compile(rf"(?<!\w)(?:{alternatives(words['distance_before'])})[ \n]+$"),
        "distance_after": re.compile(rf"[ \n]+(?:{alternatives(words['distance_after'])})(?!\w)"),
        "rank_proof": pattern(load("units")["rank_proof"]),
        "ranking": pattern(load("units")["ranking"]),
    }


def find_quantities(folded: str, times: list[Time], english: bool = False) -> list[Quantity]:
    """Return the quantities of a folded text in order, without overlaps."""
    taken = bytearray(len(folded))
    for time in times:
        taken[time.start : time.end] = b"\1" * (time.end - time.start)
    for codes in (_CODES, _DAY):
        for found in codes.finditer(folded):
            if not _is_rank_fraction(folded, found):
                taken[found.start() : found.end()] = b"\1" * len(found[0])
    quantities: list[Quantity] = []
    for name, shape in _shapes():
        for found in shape.finditer(folded):
            quantity = _read(name, found, english)
            if quantity is None or any(taken[quantity.start : quantity.end]):
                continue
            if _is_no_measure(folded, quantity):
                continue
            first, last = found.span() if name.startswith("rank_top") else (quantity.start, quantity.end)
            taken[first:last] = b"\1" * (last - first)
            quantities.append(quantity)
    quantities.sort(key=lambda quantity: quantity.start)
    return quantities


def _is_rank_fraction(folded: str, found: re.Match[str]) -> bool:
    """Tell whether what looks like a day and month, as "8/12", is a place among so many."""
    before = folded[max(0, found.start() - 12) : found.start()]
    return (
        bool(re.search(r"(?:thứ|hạng|vị trí|xếp|đứng)\s$", before))
        or not re.search(r"(?:ngày|trước|sau|mồng|mùng)\s$", before)
        and bool(re.fullmatch(r"[0-3]?[0-9]/[01]?[0-9]", found[0]))
    )


def _read(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    reader = _READERS.get(name, _read_plain)
    return reader(name, found, english)


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


def _read_out_of(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    whole, part = parse_number(found["whole"], english), parse_number(found["low"], english)
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
        and re.match(rf"\s(?:{_units()['share_nouns']})(?!\w)", tail)
    )
    if is_share:
        return Quantity(*found.span(), round(100 * low / whole, 4), None, "percent", "share")
    if low > whole * 20:
        return None
    if whole in _PROVINCES and low <= whole and _is_ranked(found, tail):
        return Quantity(*found.span(), low, None, "rank", name)
    return Quantity(*found.span(), low, None, "count", name, is_fraction=True)


def _is_ranked(found: re.Match[str], tail: str) -> bool:
    """Tell whether "35/63" is a place: its sentence speaks of ranking, and does not count provinces."""
    stretch = found.string[max(0, found.start() - 160) : found.start()]
    stretch = stretch[max(stretch.rfind("\n"), stretch.rfind(". ")) + 1 :]
    return bool(_negations()["ranking"].search(stretch)) and not re.match(
        r"\s(?:tỉnh|địa phương)[^.;]{0,12}\s(?:có|đã|được)(?!\w)", tail
    )


def _read_rank(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    """Read a rank: a plain ordinal ("thứ 5") needs proof that it is a place among provinces."""
    start, end = _value_span(found)
    low = parse_number(found["low"], english)
    high = parse_number(found["high"], english) if name == "rank_range" else None
    if high is not None and high <= low or low == 0:
        return None
    comparator = "between" if high is not None else "<=" if name.startswith("rank_top") else ""
    if name == "rank" and not found["of"]:
        tail = found.string[found.end() : found.end() + 60].split(";")[0].split(".")[0]
        proof = _negations()["rank_proof"].search(tail)
        if not proof and not found["standing"]:
            return None
        if re.match(r"\s(?:công chức|viên chức|giáo viên|lên|xuống|chuyên viên)", tail):
            return None
    return Quantity(start, end, low, high, "rank", name, comparator)


def _read_rank_step(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    return Quantity(
        found.start("low"), found.end("low"), parse_number(found["low"], english), None, "rank", name
    )


def _read_rank_words(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    if name == "rank_first":
        return Quantity(found.start("first"), found.end("first"), 1.0, None, "rank", name)
    places = load("units")["places"]
    value = places[found["words"]] if found["words"] in places else spelled_number(found["words"])
    if not value:
        return None
    return Quantity(found.start("words"), found.end("words"), float(value), None, "rank", name)


def _read_money(name: str, found: re.Match[str], english: bool) -> Quantity | None:
    words = load("units")
    scale = words["money_scales"].get(" ".join((found["scale"] or found["only"] or "").split()), 1)
    currency = found["currency"] or found["coin"] or ""
    unit = "usd" if re.fullmatch(_units()["usd"], currency) else "vnd"
    low = parse_number(found["low"], english) * scale
    high = parse_number(found["high"], english) * scale if found["high"] else None
    if high is not None and high <= low:
        return None
    return Quantity(
        found.start("low"), found.end(), round(low, 6), high, unit, name, "between" if high else ""
    )


_READERS: dict[str, Callable[[str, re.Match[str], bool], Quantity | None]] = {
    "percent": _read_percent,
    "percent_point": _read_percent,
    "percent_range": _read_percent,
    "percent_slip": _read_percent,
    "percent_words": _read_words,
    "parts_words": _read_words,
    "out_of": _read_out_of,
    "fraction": _read_fraction,
    "rank": _read_rank,
    "rank_range": _read_rank,
    "rank_top": _read_rank,
    "rank_top_after": _read_rank,
    "rank_step": _read_rank_step,
    "rank_words": _read_rank_words,
    "rank_first": _read_rank_words,
    "money": _read_money,
}


def _is_no_measure(folded: str, quantity: Quantity) -> bool:
    """Apply guideline rule 9 by the words on either side of the number."""
    no = _negations()
    before = folded[max(0, quantity.start - 60) : quantity.start]
    after = folded[quantity.end : quantity.end + 60]
    if quantity.unit == "percent":
        if no["percent_after"].match(after) or no["percent_before"].search(before):
            return True
        return bool(no["distance_before"].search(before) and no["distance_after"].match(after))
    if quantity.unit != "count":
        return False
    named = no["before"].search(before) and not no["before_exceptions"].search(before)
    return bool(named or no["after"].match(after) or _is_listed_mark(folded, quantity))


def _is_listed_mark(folded: str, quantity: Quantity) -> bool:
    """Tell whether a bare number is a list mark or a footnote sign: "(1)", "3." at the start of a line."""
    before, after = (
        folded[max(0, quantity.start - 1) : quantity.start],
        folded[quantity.end : quantity.end + 2],
    )
    if before == "(" and after[:1] == ")" or before == "[" and after[:1] == "]":
        return True
    return (
        before in ("", "\n")
        and bool(re.match(r"[.)/]?(?:\s|$)", after))
        and not re.match(r"\s[^\W\d_]", after)
    )

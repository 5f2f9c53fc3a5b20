"""Values in cells: what a cell says where it holds a value and nothing else.

"≥ 85", "80-85%", "tăng 6 bậc", "Top 15", "38/63", "40,6 điểm (50,8%)".
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from ingest.measures.numerals import parse_number
from ingest.measures.table_cells import Cell
from ingest.measures.text import CleanText, fold
from ingest.measures.times import FIRST_YEAR, LAST_YEAR
from ingest.measures.words import alternatives, load

_LONGEST, _LONGEST_NOTE = 60, 20
_NUMBER = r"(?:[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]+(?:[.,][0-9]+)?)"


@dataclass(frozen=True)
class CellValue:
    """A number in a cell; ``unit`` and ``change`` are empty where the cell does not tell."""

    low: float
    high: float | None
    unit: str
    comparator: str
    start: int
    end: int
    change: str = ""
    has_sign: bool = False  # the direction is a sign alone, which counts only in a column of movements
    denominator: float | None = None
    scale: float = 1.0

    def behind(self, place: int) -> "CellValue":
        """Return the same value so much further on."""
        start, end = self.start + place, self.end + place
        told = (self.change, self.has_sign, self.denominator, self.scale)
        return CellValue(self.low, self.high, self.unit, self.comparator, start, end, *told)


@cache
def _value() -> re.Pattern[str]:
    words, comparators = load("tables"), load("comparators")
    before = alternatives(phrase for phrases in comparators["before"].values() for phrase in phrases)
    after = alternatives(phrase for phrases in comparators["after"].values() for phrase in phrases)
    units = alternatives(word for said in words["cell_units"].values() for word in said)
    moves = alternatives([*words["cell_increase"], *words["cell_decrease"]])
    opening = alternatives(words["cell_openings"])
    return re.compile(
        rf"(?:(?P<move>{moves}|[-+](?=\s?[0-9]))\s?)?(?:(?:{opening})\s)?(?:(?P<before>{before})\s?)?"
        rf"(?:(?P<opening>{opening})\s)?(?P<ranked>(?:(?:{alternatives(words['cell_ranks'])})\s)*)"
        rf"(?P<low>{_NUMBER})\s?(?P<percent>%)?"
        rf"(?:\s?(?:-|đến|tới|÷)\s?(?P<high>{_NUMBER}))?(?P<of>\s?/\s?(?P<denominator>{_NUMBER}))?\s?"
        rf"(?P<unit>%|{units})?(?:\s?/\s?năm)?\s?(?P<after>{after})?"
        rf"(?:\s?so với (?:năm|cùng kỳ)[ 0-9a-zà-ỹ]*|\s(?:{alternatives(words['cell_closings'])}))?"
    )


def is_value(text: CleanText, start: int, end: int) -> bool:
    """Tell whether a stretch is a value and nothing else."""
    return 0 < end - start <= _LONGEST and bool(_parse(text.folded[start:end]))


def read_values(text: CleanText, cell: Cell) -> list[CellValue]:
    """Read a cell that is a value and nothing else; a bracket may hold a second one."""
    if not 0 < cell.end - cell.start <= _LONGEST:
        return []
    return [value.behind(cell.start) for value in _parse(text.folded[cell.start : cell.end])]


@lru_cache(maxsize=20_000)
def _parse(folded: str) -> tuple[CellValue, ...]:
    """Read the text of a cell; the places of its values count from its start."""
    if not any(map(str.isdigit, folded)):
        return ()
    opened = folded.find("(", 1) if folded.endswith(")") else -1
    first = _read(folded, 0, len(folded[:opened].rstrip()) if opened > 0 else len(folded))
    if first is None or opened < 0:
        return (first,) if first else ()
    second = _read(folded, opened + 1, len(folded) - 1)
    if second is not None:
        return (first, second) if second.unit and second.comparator == "=" else (first,)
    # a bracket with words only notes something: a footnote, a year
    note = folded[opened:]
    return (first,) if len(note) <= _LONGEST_NOTE and "%" not in note else ()


@cache
def _units() -> dict[str, str]:
    said = load("tables")["cell_units"]
    return {fold(word): unit for unit, words in said.items() for word in words}


def _read(folded: str, start: int, end: int) -> CellValue | None:
    found = _value().fullmatch(folded, start, end)
    if not found or _is_date(found):
        return None
    low, high = parse_number(found["low"]), parse_number(found["high"]) if found["high"] else None
    if high is not None and high <= low:
        return None
    unit = "percent" if found["percent"] or found["unit"] == "%" else _unit(found)
    return CellValue(
        low,
        high,
        unit,
        "between" if high is not None else _comparator(found),
        found.start("low"),
        _value_end(found, unit),
        _change(found),
        found["move"] in ("-", "+"),
        parse_number(found["denominator"]) if found["of"] else None,
    )


def _is_date(found: re.Match[str]) -> bool:
    """Tell whether "12/2024" or "31/12" is a date rather than a fraction."""
    if not found["of"]:
        return False
    low, of = found["low"], found["denominator"]
    is_month = of.isdecimal() and len(of) == 4 and FIRST_YEAR <= int(of) <= LAST_YEAR and len(low) <= 2
    return is_month or parse_number(low) > parse_number(of)


def _unit(found: re.Match[str]) -> str:
    unit = _units().get(" ".join((found["unit"] or "").split()), "")
    return unit or ("rank" if found["ranked"] else "")


def _value_end(found: re.Match[str], unit: str) -> int:
    """Return where the value text ends: with "%", a range or the whole of a rank, but no other unit."""
    if found["unit"] == "%":
        return found.end("unit")
    if found["of"] and unit in ("", "rank", "count"):
        return found.end("of")
    if found["high"]:
        return found.end("high")
    return found.end("percent") if found["percent"] else found.end("low")


@cache
def _compared() -> dict[str, str]:
    comparators = load("comparators")
    return {
        fold(phrase): symbol
        for side in ("before", "after")
        for symbol, phrases in comparators[side].items()
        for phrase in phrases
    }


def _comparator(found: re.Match[str]) -> str:
    for side in ("after", "before"):
        if found[side]:
            return _compared()[" ".join(found[side].split())]
    if not found["ranked"]:
        return "="
    groups = load("tables")["cell_groups"]  # from which number on such a word means "the first N"
    low = parse_number(found["low"])
    return "<=" if any(low >= groups.get(word, low + 1) for word in found["ranked"].split()) else "="


@cache
def _increases() -> frozenset[str]:
    return frozenset(map(fold, load("tables")["cell_increase"])) | {"+"}


def _change(found: re.Match[str]) -> str:
    if not found["move"]:
        return ""
    return "increase" if " ".join(found["move"].split()) in _increases() else "decrease"

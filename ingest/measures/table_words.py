"""Words of tables: what a short cell - a heading, a label, a unit - says."""

import re
from dataclasses import dataclass
from functools import cache

from ingest.measures.levels import LevelMention, find_levels
from ingest.measures.localities import find_places, province_at
from ingest.measures.table_cells import Cell
from ingest.measures.text import CleanText, fold
from ingest.measures.times import Time, find_times
from ingest.measures.tokens import Tokens, tokenize
from ingest.measures.words import alternatives, load, pattern, phrase_words, remembered

_EDGES = " ().:*-+•"
_IN_PERCENT = re.compile(r"\s*\(%\)$")


@cache
def names(kind: str) -> re.Pattern[str]:
    """Return the pattern of one list of tables.yml."""
    return pattern(load("tables")[kind])


@cache
def _unit_words() -> dict[str, str]:
    return {fold(word): unit for unit, words in load("tables")["units"].items() for word in words}


@cache
def _scales() -> dict[str, float]:
    return {fold(word): float(scale) for word, scale in load("tables")["scales"].items()}


def unit_of(folded: str) -> str:
    """Return the unit that a cell of a unit column writes, or ""."""
    return _unit_words().get(folded.strip(" ().:"), "")


def scale_of(folded: str) -> float:
    """Return what a number of a unit like "tỷ đồng" has to be multiplied with."""
    return _scales().get(folded.strip(" ().:"), 1.0)


@cache
def _units() -> dict[str, re.Pattern[str]]:
    words = load("tables")["unit_words"]
    return {unit: pattern(phrases) for unit, phrases in words.items()}


@remembered
def unit_named(folded: str) -> str:
    """Return the unit that a heading, a label or a title names; "" where it names none or two."""
    if "(%)" in folded or folded.strip() == "%" or "( %" in folded:
        return "percent"
    bracket = re.search(r"\(([^()]{1,20})\)\s*$", folded)
    if bracket and unit_of(bracket[1]):
        return unit_of(bracket[1])
    quiet = names("unit_words_not").sub(lambda found: " " * len(found[0]), folded)
    found = [unit for unit, words in _units().items() if words.search(quiet)]
    if found[:2] == ["score", "rank"] or len(found) > 1 and "count" in found:
        found = found[:1] if found[0] == "percent" else []
    return found[0] if len(found) == 1 else ""


@cache
def _level_labels() -> dict[str, str]:
    return {fold(label): level for label, level in load("tables")["level_labels"].items()}


def level_label(folded: str) -> str:
    """Return the level of a label or heading that says nothing else, or ""."""
    return _level_labels().get(_IN_PERCENT.sub("", folded).strip(_EDGES), "")


@cache
def _place_levels() -> dict[str, str]:
    listed = {fold(word): "all" for word in load("tables")["place_columns"]}
    for level, words in load("tables")["place_levels"].items():
        listed |= {fold(word): level for word in words}
    return listed


def place_level(folded: str) -> str:
    """Return the level of the places that a column lists by its heading; "" where it lists none."""
    return _place_levels().get(folded.strip(_EDGES), "")


@cache
def _agency_heads() -> tuple[re.Pattern[str], dict[str, str]]:
    heads = {fold(head): level for head, level in load("tables")["agency_heads"].items()}
    return re.compile(pattern(heads).pattern), heads


def agency_level(text: CleanText, cell: Cell) -> str:
    """Return the level of the one agency or place below the province that a label names, or ""."""
    if cell.end - cell.start > 80:
        return ""
    head = _agency_heads()[0].match(text.folded, cell.start, cell.end)
    if not head:
        return ""
    name = text.clean[head.end() : cell.end].lstrip()
    is_name = name[:1].isupper() or name[:1].isdigit() or not name and head[0].startswith(("ubnd", "ủy"))
    level = _agency_heads()[1].get(" ".join(head[0].split()), "")
    return level if is_name or not name and level in ("national", "all") else ""


def place_in(text: CleanText, cell: Cell, level: str) -> str:
    """Return the district or commune that a label names: behind its title, or alone in a column of such."""
    for place in find_places(text, tokens_of(text, cell))[:1]:
        if place.is_titled and place.level in ("district", "commune"):
            return place.name
    words = " ".join(text.clean[cell.start : cell.end].split())
    return words if level in ("district", "commune") and said_by(text, cell).is_name else ""


@cache
def _before_province() -> re.Pattern[str]:
    titles = alternatives(load("documents")["before_province"])
    return re.compile(rf"(?:(?:ubnd|ủy ban nhân dân)\s)?(?:{titles})\s?")


def province_in(text: CleanText, cell: Cell) -> str:
    """Return the province that a label or heading names and nothing else: "Tỉnh Bắc Giang", "Hà Nội (%)"."""
    if cell.end - cell.start > 60:
        return ""
    start = cell.start
    titled = _before_province().match(text.folded, start, cell.end)
    is_city = titled is not None and not titled[0].rstrip().endswith("tỉnh")
    for begin in (titled.end() if titled else start, start):
        name = province_at(text, begin)
        rest = text.folded[begin + len(name) : cell.end]
        if name and not re.sub(r"\(%\)|\bnăm [0-9]{4}|\W", "", rest):
            return name if not is_city or name in load("documents")["central_cities"] else ""
    return ""


@cache
def _empty_words() -> frozenset[str]:
    words = {fold(str(word)) for word in load("comparators")["empty_words"]}
    for kind in ("sub_labels", "target_column", "actual_column"):
        words |= {word for phrase in load("tables")[kind] for word in phrase_words(phrase)}
    return frozenset(words | set(load("tables")["bare_words"]))


def is_bare(tokens: Tokens, levels: list[LevelMention]) -> bool:
    """Tell whether a label names no subject: a level, a year, "Tổng điểm", "Trong đó", "Kế hoạch"."""
    if len(tokens.words) > 16:
        return False
    empty = _empty_words()
    covered = {token for mention in levels for token in range(mention.first_token, mention.last_token)}
    return all(
        place in covered or word in empty or word[:1].isdigit() for place, word in enumerate(tokens.words)
    )


@dataclass(frozen=True)
class Said:
    """What a cell says of levels, whether it says nothing else, and whether it is a proper name."""

    label: str  # the level that it is the label of
    mentions: tuple[str, ...]  # the levels that it names somewhere
    is_bare: bool
    is_name: bool

    @property
    def levels(self) -> tuple[str, ...]:
        """Return the levels that it speaks of."""
        return (self.label,) if self.label else self.mentions


def said_by(text: CleanText, cell: Cell) -> Said:
    """Return what a cell says of whom it is about."""
    return _said(text.clean[cell.start : cell.end])


@remembered
def _said(clean: str) -> Said:
    folded = fold(clean)
    tokens = tokenize(clean, folded, 0, len(clean))
    found = find_levels(tokens, clean)
    mentions = tuple(dict.fromkeys(mention.level for mention in found))
    return Said(level_label(folded), mentions, is_bare(tokens, found), is_name(clean, tokens))


def is_name(clean: str, tokens: Tokens) -> bool:
    """Tell whether a label is a proper name: "Đak Pơ", "An Khê"."""
    words = [clean[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True) if end > start]
    return 2 <= len(words) <= 4 and all(word[:1].isupper() and not word.isupper() for word in words)


_YEAR = re.compile(r"(?<![0-9.,])(?:19[89]|20[0-7])[0-9](?![0-9%.,])")


def years_in(folded: str) -> list[int]:
    """Return the years a heading writes, whatever they do there."""
    return [int(found[0]) for found in _YEAR.finditer(folded)]


@remembered
def time_named(folded: str) -> Time | None:
    """Return the time that a heading or a cell names ("TH 2023", "Q1/2024"), or None."""
    found = find_times(folded)
    times = [time for time in found if time.role in ("year", "date")]
    if times:
        return times[-1]
    years = [] if found or len(folded) > 60 else list(_YEAR.finditer(folded))
    return Time(*years[-1].span(), int(years[-1][0]), None, "year") if years else None


def tokens_of(text: CleanText, cell: Cell) -> Tokens:
    """Return the words of a cell."""
    return tokenize(text.clean, text.folded, cell.start, cell.end)

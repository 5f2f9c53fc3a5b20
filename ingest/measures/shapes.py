"""Shapes of quantities: how percents, ranks, money, scores and counts are written.

Every shape is a pattern over folded text. A text is long and its numbers are few, so a shape says where
it may stand, and is tried nowhere else: ``by_number`` begins with its number, ``behind_words`` has words
before it that belong to it ("xếp thứ 8"), ``in_words`` has no digits ("đứng thứ nhất").
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ingest.measures.numerals import number_words
from ingest.measures.text import fold
from ingest.measures.words import alternatives, load, opening

# Bounded, so that a run of digits costs no more than its length.
N = r"(?:[0-9]{1,3}(?:\.[0-9]{3}){1,5}(?:,[0-9]{1,6})?|[0-9]{1,15}(?:[.,][0-9]{1,6})?)"
_SPAN = r"\s?(?:-|–|đến|tới|~)\s?"
_NOT_TIMES = r"(?<!lần\s.)"  # "lần thứ nhất" is no place
_ENDS = r"(?![\w%]|[.,/][0-9])"
_LONGEST_LEAD = 70  # characters of the words before a number that belong to its shape


@dataclass(frozen=True)
class Shape:
    """One way to write a quantity; of shapes at one place the earlier one in a list wins."""

    name: str
    pattern: re.Pattern[str]
    words: frozenset[str] = frozenset()  # the last of the words before it, or a word in it: where to look


@cache
def unit_words() -> dict[str, str]:
    """Return the pieces of pattern that the vocabulary of units gives."""
    words = load("units")
    lists = {
        "percent": words["percent"],
        "point": words["percent_point"],
        "scale": words["money_scales"],
        "count_scale": words["count_scales"],
        "currency": [*words["currencies"]["vnd"], *words["currencies"]["usd"]],
        "usd": words["currencies"]["usd"],
        "standing": words["rank_standing"],
        "ordinal": words["rank_ordinal"],
        "fillers": words["rank_fillers"],
        "steps": words["rank_steps"],
        "top_nouns": words["top_nouns"],
        "top_heads": words["top_heads"],
        "first": words["first_place"],
        "first_of": words["first_place_of"],
        "not_score": words["not_scores"],
        "share_nouns": words["share_nouns"],
        "then": words["then"],
        "parts": words["parts_of"],
        "halves": words["halves"],
        "places": words["places"],
        "days": words["days"],
        "times": words["times"],
        "range_fillers": words["range_fillers"],
        "plain_currencies": words["plain_currencies"],
        "top_places": words["top_places"],
        "behind_top_group": words["behind_top_group"],
    }
    return {name: alternatives(phrases) for name, phrases in lists.items()} | {"number": number_words()}


def last_words(phrases: Iterable[str]) -> frozenset[str]:
    """Return the last words of phrases, folded: a quick look tells whether a phrase may end here."""
    return frozenset(fold(phrase).split()[-1] for phrase in phrases if phrase.strip())


def longest_words(phrases: Iterable[str]) -> frozenset[str]:
    """Return the longest word of each phrase, folded, the last of several: long words are rarer."""
    return frozenset(max(reversed(fold(phrase).split()), key=len) for phrase in phrases)


@cache
def by_number() -> tuple[Shape, ...]:
    """Return the shapes that begin with their number."""
    unit = unit_words()
    percent = rf"\s?(?:{unit['percent']})"
    shapes = {
        "percent_point": rf"(?P<low>{N})\s?(?:{unit['point']})",
        "percent_range": rf"(?P<low>{N})(?:{percent})?{_SPAN}(?:(?:{unit['range_fillers']})\s)?"
        rf"(?P<high>{N}){percent}",
        "percent": rf"(?P<low>{N}){percent}",
        "rank_step": rf"(?P<low>{N})(?:{_SPAN}(?P<high>{N}))?\s(?:{unit['steps']})(?!\w)",
        "rank_bracket": r"(?P<low>[0-9]{1,2})(?=\))",
        "rank_top_after": rf"(?P<low>[0-9]{{1,2}})\s(?:{unit['top_nouns']})(?!\w)"
        rf"[^.;:,0-9%]{{0,40}}?\s(?:dẫn đầu|đứng đầu)\s(?:{unit['first_of']})(?!\w)",
        "money": rf"(?P<low>{N})(?:{_SPAN}(?P<high>{N}))?"
        rf"\s?(?:(?P<scale>{unit['scale']})\s?(?P<currency>{unit['currency']})(?!\w)"
        rf"|(?P<only>tỷ)(?!\slệ|\strọng|\w)|(?P<coin>{unit['plain_currencies']})(?!\w))",
        "scaled_count": rf"(?P<low>{N})\s(?P<scale>{unit['count_scale']})(?!\w)",
        "score": rf"(?P<low>{N})(?:\s?(?:/|trên(?: tổng số| tổng)?)\s?[0-9]{{1,4}}(?:[.,][0-9]{{1,3}})?)?"
        rf"\s(?!{unit['not_score']})điểm(?!\w|\s?%)(?:\strên tổng(?: số)?\s{N}(?![\w%]))?",
        "days": rf"(?P<low>{N})(?:{_SPAN}(?P<high>{N}))?\s(?:{unit['days']})(?!\w|\s[0-9])",
        "times": rf"(?P<low>{N})\s(?:{unit['times']})(?!\w|\s(?:thứ|trở))",
        "fraction": rf"(?P<low>{N})\s?/\s?(?P<of>{N})(?![\w%/]|[.,][0-9])",
        "count_range": rf"(?P<low>{N}){_SPAN}(?P<high>{N})(?=\s[^\W\d_])",
        "count": rf"(?P<low>{N})(?![\w%/]|[.,:][0-9])",
    }
    return tuple(Shape(name, re.compile(shape)) for name, shape in shapes.items())


@cache
def _unit_behind() -> re.Pattern[str]:
    """Return a number with the beginning of whatever makes it more than a bare count."""
    unit = unit_words()
    names = ("percent", "point", "steps", "top_nouns", "scale", "count_scale", "currency", "days", "times")
    units = "|".join(unit[name] for name in names)
    return re.compile(rf"{N}(?:\s?(?:[-–~/]|đến|tới|trên|điểm|{units})|\))")


def is_plain(folded: str, number: int) -> bool:
    """Tell whether a number at a place is a bare count at most, by what stands right behind it."""
    return _unit_behind().match(folded, number) is None


@cache
def behind_words() -> tuple[Shape, ...]:
    """Return the shapes with words before their number; they win over those without."""
    unit, words = unit_words(), load("units")
    fillers = rf"(?:\s(?:{unit['fillers']}))*"
    lead = last_words([*words["rank_standing"], *words["rank_fillers"]])
    ordinal = lead | last_words(words["rank_ordinal"])
    shapes = (
        (
            "out_of",
            rf"{opening(words['out_of'])}\s(?P<first>{N})\s[^.;,:0-9]{{1,60}}?"
            rf",?\s?(?:{unit['then']})\s(?P<low>{N})(?!\w)",
            last_words(words["out_of"]),
        ),
        (
            "rank_top",
            rf"{opening(words['top_groups'])}\s(?P<low>(?P<first>[0-9]{{1,2}})){_ENDS}"
            rf"(?:\s(?:{unit['top_nouns']})(?!\w)[^.;:0-9%]{{0,50}}?\s(?:{unit['top_heads']})(?!\w)"
            rf"|\s(?:{unit['top_heads']})(?!\w)|(?<=(?:top|tốp) [0-9])|(?<=(?:top|tốp) [0-9]{{2}})"
            rf"|(?<=nhóm [0-9]{{2}})\s(?:{unit['top_places']})(?=[;.)\n]|$)"
            rf"|(?<=nhóm [0-9]{{2}})(?=[,;.)]|\s(?:{unit['behind_top_group']})))",
            last_words(words["top_groups"]),
        ),
        (
            "rank_range",
            rf"{opening(words['rank_standing'])}{fillers}\s(?P<low>(?P<first>[0-9]{{1,3}}))"
            rf"{_SPAN}(?:(?:{unit['ordinal']})\s)?(?P<high>[0-9]{{1,3}})(?!\w|[.,][0-9])",
            lead,
        ),
        (
            "rank",
            rf"(?<!lần\s)(?<!\w)(?:(?P<standing>{unit['standing']})|{unit['ordinal']}){fillers}"
            rf"\s(?P<low>(?P<first>[0-9]{{1,3}}))(?:st|nd|rd|th)?"
            rf"(?:\s?(?:/|out of)\s?(?P<of>[0-9]{{1,3}}))?{_ENDS}",
            ordinal,
        ),
    )
    return tuple(Shape(name, re.compile(shape), ends) for name, shape, ends in shapes)


@cache
def in_words() -> tuple[Shape, ...]:
    """Return the shapes without digits; ``words`` are those a text must hold for them to stand in it."""
    unit, words = unit_words(), load("units")
    number = unit["number"]
    shapes = (
        (
            "percent_words",
            rf"(?P<words>{number})(?:\sphẩy\s(?P<after>{number}))?\sphần\străm(?!\w)",
            frozenset({"phần"}),
        ),
        (
            "parts_words",
            rf"(?P<words>{number})\sphần\s(?P<parts>{unit['parts']})(?!\w)",
            frozenset({"phần"}),
        ),
        (
            "half",
            rf"(?P<half>{opening(words['halves'])})(?=\s(?:{unit['share_nouns']})(?!\w)|[.,;)\n]|$)",
            longest_words(words["halves"]),
        ),
        (
            "rank_words",
            rf"(?P<standing>{opening(words['rank_standing'], _NOT_TIMES)})(?:\sthứ)?"
            rf"\s(?P<words>{unit['places']}|{number})(?!\w)",
            longest_words(words["rank_standing"]),
        ),
        (
            "rank_first",
            rf"(?P<first>{opening(words['first_place'])})\s(?:trong\s)?(?:{unit['first_of']})(?!\w)",
            last_words(words["first_place"]),
        ),
    )
    return tuple(Shape(name, re.compile(shape), inside) for name, shape, inside in shapes)


def match_behind_words(shape: Shape, folded: str, number: int) -> re.Match[str] | None:
    """Return the match of a shape with words whose first number begins at a place, if it has one."""
    found = shape.pattern.search(folded, max(0, number - _LONGEST_LEAD), number + 2 * _LONGEST_LEAD)
    while found and found.start("first") < number:
        found = shape.pattern.search(folded, found.start() + 1, number + 2 * _LONGEST_LEAD)
    return found if found and found.start("first") == number else None

"""What is asked of one cell, as SQL over the expression ``cell``."""

import re

from ingest.exports.mapping import Figures
from ingest.exports.numbers import number_sql
from ingest.exports.words import plain, words
from ingest.sql import literal

_PLAIN = r"lower(trim(regexp_replace(cell, '\s+', ' ', 'g')))"
_YEARS = (  # in a column of years: "2022", "Năm 2022", "2022.0", or a day of the year
    r"^\s*(?:năm\s+)?((?:19|20)[0-9]{2})(?:\.0+)?\s*$",
    r"^\s*((?:19|20)[0-9]{2})-[0-9]{2}-[0-9]{2}(?:[ t]00:00:00)?\s*$",
    r"^\s*[0-9]{1,2}/[0-9]{1,2}/((?:19|20)[0-9]{2})\s*$",
)
_FOUND = ", ".join(f"regexp_extract(lower(cell), '{shape}', 1)" for shape in _YEARS)
_SEARCHED = f"try_cast(nullif(concat({_FOUND}), '') as integer)"
# most cells are plain years, which a cast reads faster
YEAR = (
    "case when try_cast(cell as integer) between 1900 and 2099 "
    f"then try_cast(cell as integer) else {_SEARCHED} end"
)
NAME = "trim(cell)"
IS_PERCENT = "ends_with(cell, '%')"


def is_label(*labels: str) -> str:
    """Tell whether a cell says one of some words, written in any way."""
    return f"{_PLAIN} in ({', '.join(literal(plain(label)) for label in labels)})"


def is_foot() -> str:
    """Tell whether a cell is a label that stands below the data."""
    return is_label(*sorted(words("foot_labels")))


def indicator(codes: dict[str, str]) -> str:
    """Return the code of the indicator that a cell names, else ``?`` and the name."""
    cases = " ".join(f"when {literal(plain(name))} then {literal(code)}" for name, code in codes.items())
    return f"coalesce(case {_PLAIN} {cases} end, '?' || trim(cell))"


def is_missing(figures: Figures) -> str:
    """Tell whether a cell, or the part of it that its pattern means, says "no figure"."""
    missing = ", ".join(literal(word) for word in sorted({"", *words("missing")}))
    return f"lower(trim({_meant(figures)})) in ({missing})"


def number(figures: Figures, decimal: str) -> str:
    """Return the number that a cell prints; ``decimal`` is its mark, or ``auto``."""
    printed = _part(figures) if figures.pattern else "cell"
    if decimal == "auto":
        return _either(printed, figures)
    return number_sql(printed, decimal, is_rank=figures.unit == "rank")


def no_number(figures: Figures, decimal: str) -> str:
    """Return the sentence about a cell that gives no number."""
    said = "'''' || cell || ''' is not a number'"
    if decimal != "auto" or figures.pattern:
        return said
    point, comma = (number_sql("cell", mark, is_rank=figures.unit == "rank") for mark in ".,")
    ambiguous = f"({point}) is not null and ({comma}) is not null"
    return f"{said} || case when {ambiguous} then ' that can be read in one way only' else '' end"


def _part(figures: Figures) -> str:
    """Return the part of a cell that the pattern means; '' where it fits nothing."""
    group = re.compile(figures.pattern).groupindex["value"]
    return f"regexp_extract(cell, {literal(figures.pattern)}, {group})"


def _meant(figures: Figures) -> str:
    if not figures.pattern:
        return "cell"
    fits = f"regexp_matches(cell, {literal(figures.pattern)})"
    return f"case when {fits} then {_part(figures)} else cell end"


def _either(printed: str, figures: Figures) -> str:
    """Return a number whose decimal mark is not known: read where only one reading is possible."""
    is_rank = figures.unit == "rank"
    point = number_sql(printed, ".", is_rank=is_rank)
    comma = number_sql(printed, ",", is_rank=is_rank)
    low = "-1e308" if figures.lowest is None else str(figures.lowest)
    high = "1e308" if figures.highest is None else str(figures.highest)
    return f"""case
        when ({point}) is null then {comma}
        when ({comma}) is null or ({point}) = ({comma}) then {point}
        when ({point}) between {low} and {high} and ({comma}) not between {low} and {high} then {point}
        when ({comma}) between {low} and {high} and ({point}) not between {low} and {high} then {comma}
        end"""

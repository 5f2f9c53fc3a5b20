"""Numbers as tables print them: "87,65", "1.234,5", "87.65 %", "08/63"; read in DuckDB and in Python."""

import math
import re

# What may stand around the digits of a number: spaces of all widths, as letters that Python and DuckDB both
# know, and the sign of percent; behind them the mark of a footnote: "86,1*", "86,1 (*)", "86,1²".
_SPACE = "[\\s%\u00a0\u202f]"
_AROUND = f"{_SPACE}|(?:[*\u2020\u2021\u00b9\u00b2\u00b3]+|\\(\\*+\\)){_SPACE}*$"


def shape_of(decimal: str) -> str:
    """Return the regular expression of a number with this decimal mark; the other mark groups thousands.

    No number of thousands begins with 0: "0,727" is read by the comma only. Digits are 0 to 9, no others that
    Python knows and DuckDB does not.
    """
    mark, grouping = re.escape(decimal), re.escape("." if decimal == "," else ",")
    return rf"[+-]?[1-9][0-9]{{0,2}}({grouping}[0-9]{{3}})+({mark}[0-9]+)?|[+-]?[0-9]+({mark}[0-9]+)?"


def number_of(cell: str, decimal: str, *, is_rank: bool = False) -> float | None:
    """Return the number a cell prints, or ``None`` when it prints none.

    ``decimal`` is the publisher's decimal mark; the other mark groups thousands. A rank may stand as
    ``08/63`` (rank of so many).

    >>> number_of("1.234,5 %", ","), number_of("87.65", "."), number_of("08/63", ".", is_rank=True)
    (1234.5, 87.65, 8.0)
    """
    bare = re.sub(_AROUND, "", cell)
    if is_rank:
        bare = bare.split("/")[0]
    if not re.fullmatch(shape_of(decimal), bare):
        return None
    number = float(bare.replace("." if decimal == "," else ",", "").replace(decimal, "."))
    return number if math.isfinite(number) else None  # hundreds of digits are no figure


def number_sql(cell: str, decimal: str, *, is_rank: bool) -> str:
    """Return the SQL that reads the number in the expression ``cell`` as ``number_of`` does."""
    bare = f"regexp_replace({cell}, '{_AROUND}', '', 'g')"
    if is_rank:
        bare = f"split_part({bare}, '/', 1)"
    grouping = "." if decimal == "," else ","
    digits = f"replace(replace({bare}, '{grouping}', ''), '{decimal}', '.')"
    number = _finite(f"try_cast({digits} as double)")
    read = f"case when regexp_full_match({bare}, '{shape_of(decimal)}') then {number}"
    if decimal != "." or is_rank:
        return f"{read} end"
    # most cells are plain digits, which a cast reads far faster
    plain = f"when {cell} similar to '[0-9]+(\\.[0-9]+)?' then {_finite(f'try_cast({cell} as double)')}"
    return f"case {plain} else {read} end end"


def _finite(number: str) -> str:
    return f"nullif({number}, 'infinity'::double)"

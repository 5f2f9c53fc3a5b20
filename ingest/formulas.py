"""Cells of a CSV that a spreadsheet would take for formulas, and how they are written so that it does not.

A spreadsheet calculates a CSV cell that begins with ``=``, ``+``, ``-``, ``@`` (or their full-width forms), a
tab or a carriage return (OWASP, "CSV Injection"). Text that does gets one apostrophe in front, which
spreadsheets take for "this is text". So that it can be taken off again without a doubt, text that begins with
apostrophes and then such a character gets one more too. A sign alone (``=`` of a comparator) calculates
nothing. Numbers and dates, which have columns of their own, stay as they are.
"""

import re

_STARTS = "=+@\t\r＝＋－＠-"
_FORMULA = re.compile(f"'*[{_STARTS}].", re.DOTALL)
_GUARDED = re.compile(f"''*[{_STARTS}].", re.DOTALL)


def guarded(text: str) -> str:
    """Return a text cell as it is written to a CSV.

    >>> guarded("=1+1"), guarded("'- a"), guarded("80%"), guarded("=")
    ("'=1+1", "''- a", '80%', '=')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that ``guarded`` made a cell from."""
    return text[1:] if _GUARDED.match(text) else text


def guarded_sql(column: str) -> str:
    """Return the SQL of ``guarded`` for a text column."""
    return f"regexp_replace({column}, '(?s)^(''*[{_STARTS}].)', '''\\1')"

"""Localities: statements about another province than the document's own."""

import re
from functools import cache

from ingest.measures.text import CleanText, fold
from ingest.measures.words import alternatives, load


@cache
def _named() -> tuple[re.Pattern[str], dict[str, str]]:
    provinces = load("documents")["provinces"]
    shape = rf"(?<!\w)(?:tỉnh|thành phố|tp\.?)\s+(?P<name>{alternatives(provinces)})(?!\w)"
    return re.compile(shape), {fold(name): name for name in provinces}


def foreign_locality(text: CleanText, start: int, end: int, own: str) -> str:
    """Return the one other province a stretch names, or "" where it is about the document's own."""
    if not own:
        return ""
    shape, names = _named()
    found = {
        names.get(" ".join(match["name"].split()), "")
        for match in shape.finditer(text.folded, start, min(end, start + 1500))
    }
    found.discard("")
    return found.pop() if len(found) == 1 and own not in found else ""

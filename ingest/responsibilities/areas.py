"""Areas: which area of reform a statement is about."""

from ingest.passages import Passages
from ingest.responsibilities.words import area_words, words_of

STATEMENT, HEADING, WHOLE_PLAN, NOT_STATED = "statement", "heading", "whole_plan", "not_stated"


def areas_of(passages: Passages, place: int, said: str) -> tuple[tuple[str, ...], str]:
    """Return the codes of the areas, and where they were found.

    ``said`` is the statement, folded, that stands at ``place``. What it names counts first, then the nearest
    heading that names an area, then what the statement hints at first. Without any, ``("",)``.
    """
    named = names_area(said)
    if named:
        return named, STATEMENT
    for heading in passages.headings_above(place):
        named = names_area(passages.folded(heading.start, heading.end))
        if named:
            return named, HEADING
    hinted = _first_hint(said)
    if hinted:
        return (hinted,), STATEMENT
    return ("",), WHOLE_PLAN if words_of("whole_plan").search(said) else NOT_STATED


def names_area(said: str) -> tuple[str, ...]:
    """Return the areas that a folded text names."""
    return tuple(area for area, words in area_words("names").items() if words.search(said))


def _first_hint(said: str) -> str:
    """Return the area of the sign that stands first; "" without one."""
    found = {area: words.search(said) for area, words in area_words("signs").items()}
    places = [(hint.start(), area) for area, hint in found.items() if hint]
    return min(places)[1] if places else ""

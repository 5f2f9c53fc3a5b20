"""Components of the indices: what a report gives figures of beside the index itself."""

from functools import cache
from typing import Any

from ingest.measures.words import load


@cache
def with_components() -> dict[str, dict[str, Any]]:
    """Return the indicators of the vocabulary, and one for each component of an index, by their codes."""
    words = load("components")
    found = dict(load("indicators"))
    for name, index in words["indices"].items():
        for code, names in index["components"].items():
            said = _lines(names, name in words["proper"], words)
            found[code] = {"units": index["units"], "component_of": name, "say": said}
    return found


def _lines(names: list[str], is_proper: bool, words: dict[str, Any]) -> list[str]:
    """Return the ways to speak of a component: its name, a word that tells what it is, its figure."""
    headed = [f"{head} {name}" for head in words["heads"] for name in names]
    followed = [f"{name} {joint}" for name in names for joint in words["joints"]]
    return [" / ".join(headed), " / ".join(followed), *([" / ".join(names)] if is_proper else [])]

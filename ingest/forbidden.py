"""What a catalogue must not hold: secrets, which raw would keep for ever, and characters nobody sees."""

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml

from ingest.invisible import first_unseen

MOST_DEEP, MOST_VALUES = 50, 2_000_000  # of a catalogue; ten thousand sources have about 200,000 values
REMEDY = (
    "a catalogue is kept for ever and holds no secrets; take it out, and name an Airflow connection in "
    "`connection:` instead (docs/for_engineers.md)"
)


def secrets_in(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield field and sentence of each place of a source where a secret stands, without the secret."""
    for field, value in entry.items():
        if is_secret(str(field)):
            yield str(field), f"is the name of a secret; {REMEDY}"
        elif field in ("headers", "parameters") and isinstance(value, Mapping):
            for name in value:
                if is_secret(str(name)):
                    yield str(field), f"`{name}` carries a secret; {REMEDY}"
    yield from (("url", said) for said in _secrets_in_address(str(entry.get("url") or "")))


def is_secret(name: str) -> bool:
    """Tell whether a header, parameter or field of this name carries a secret."""
    plain = re.sub(r"[-_. ]", "", name.lower())
    words = _words()
    return plain in words["is"] or any(word in plain for word in words["contains"])


def endless_in(text: str) -> tuple[int, str] | None:
    """Return line and sentence of what makes a YAML text nest or unfold without end, or ``None``.

    Each alias counts as all it stands for, because checks look at every value. Raises ``yaml.YAMLError``.
    """
    sizes: dict[str | None, int] = {}  # by anchor
    opened: list[list[Any]] = []  # anchor and size of what has begun
    unfolded = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        size = 0
        if isinstance(event, yaml.CollectionStartEvent):
            opened.append([event.anchor, 1])
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = opened.pop()
            sizes[anchor] = size
        elif isinstance(event, yaml.AliasEvent):
            if any(event.anchor == anchor for anchor, _ in opened):
                return line, f"`*{event.anchor}` stands inside itself; write out what it means"
            size = sizes.get(event.anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            size = sizes[event.anchor] = 1
        unfolded = max(unfolded, size)
        if opened:
            opened[-1][1] += size
        if len(opened) > MOST_DEEP or unfolded > MOST_VALUES:
            return (
                line,
                f"nests over {MOST_DEEP} deep or unfolds to over {MOST_VALUES:,} values; write it plainly",
            )
    return None


def unseen_in(root: yaml.Node) -> Iterator[tuple[int, str]]:
    """Yield line and sentence of each value of a YAML document that holds a character nobody sees."""
    if isinstance(root, yaml.ScalarNode):
        if found := first_unseen(root.value):
            yield (
                root.start_mark.line + 1,
                f"holds the unseen character {found}; take it out, or write the value anew",
            )
    elif isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            yield from unseen_in(key)
            yield from unseen_in(value)
    elif isinstance(root, yaml.SequenceNode):
        for item in root.value:
            yield from unseen_in(item)


def _secrets_in_address(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
    except ValueError:  # no address at all, as is said elsewhere
        return
    if "@" in parts.netloc:
        yield f"holds a name or password before its host; {REMEDY}"
    for name, _ in parse_qsl(parts.query, keep_blank_values=True):
        if is_secret(name):
            yield f"its parameter `{name}` carries a secret; {REMEDY}"


@functools.cache
def _words() -> Mapping[str, list[str]]:
    words: Mapping[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    return words

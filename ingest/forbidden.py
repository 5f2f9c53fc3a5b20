"""What a catalogue must not hold: secrets, which raw would keep for ever, and characters nobody sees."""

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml

from ingest.invisible import first_unseen

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

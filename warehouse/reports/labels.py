"""What the reports call the codes of the marts: the words of ``labels.yml``."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


class MissingLabel(LookupError):
    """A code of the marts that ``labels.yml`` has no word for."""


@cache
def labels() -> dict[str, Any]:
    """Return the words of ``labels.yml``, by group and code."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("labels.yml").read_text("utf-8"))
    return content


def label(group: str, code: object) -> Any:
    """Return the word for ``code``; raises ``MissingLabel`` rather than show a bare code.

    >>> label("roles", "lead")
    'Chủ trì'
    """
    key = str(code).lower() if isinstance(code, bool) else code
    try:
        return labels()[group][key]
    except KeyError:
        file = "warehouse/reports/labels.yml"
        raise MissingLabel(f"{file} has no word for {code!r} of {group}; add it there.") from None

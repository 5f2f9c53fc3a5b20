"""Words of the reports: what codes are called (seeds, as on the dashboards) and how figures are said."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingest.folders import SEEDS


class MissingLabel(LookupError):
    """A code of the marts that no seed or phrase has a word for."""


@cache
def names(kind: str) -> dict[str, str]:
    """Return the Vietnamese name of each code of a kind, in the order to show them.

    Read from the seeds rather than from ``dim_label``, so that older marts can be reported on too.

    >>> list(names("role").values())
    ['Chủ trì', 'Phối hợp']
    """
    if kind == "authority":
        return {row["code"]: row["name_vi"] for row in _rows("source_authorities")}
    rows = sorted(
        (row for row in _rows("labels") if row["kind"] == kind), key=lambda row: int(row["sort_order"])
    )
    return {row["code"]: row["name_vi"] for row in rows}


def label(kind: str, code: object) -> str:
    """Return the name of ``code``; raises ``MissingLabel`` rather than show a bare code.

    >>> label("verified", True)
    'Đã kiểm chứng'
    """
    key = str(code).lower() if isinstance(code, bool) else str(code)
    return str(_found(names(kind), key, f"{kind} in dbt_project/seeds/labels.csv"))


@cache
def phrases() -> dict[str, Any]:
    """Return the content of ``phrases.yml``, by group."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("phrases.yml").read_text("utf-8"))
    return content


def phrase(group: str, code: str) -> Any:
    """Return how something is said; raises ``MissingLabel``.

    >>> phrase("changes", "increase")
    'tăng {value}'
    """
    return _found(phrases()[group], code, f"{group} in warehouse/reports/phrases.yml")


def sign(kind: str, code: str) -> str:
    """Return the sign that stands beside a name; raises ``MissingLabel``."""
    return str(_found(phrases()["signs"][kind], code, f"signs of {kind} in warehouse/reports/phrases.yml"))


def _found(words: dict[str, Any], code: str, where: str) -> Any:
    try:
        return words[code]
    except KeyError:
        raise MissingLabel(f"there is no word for {code!r} among {where}; add it there.") from None


@cache
def _rows(seed: str) -> tuple[dict[str, str], ...]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))

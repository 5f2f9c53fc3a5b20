"""Entries: a proposal written as YAML to paste into a catalogue, with comments where a person decides."""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from ingest.codebook import shared_indicators
from ingest.exports.inspecting.inspection import Inspection
from ingest.exports.inspecting.naming import Candidate, tokens_of
from ingest.exports.inspecting.proposal import TO_FILL_IN, Known, Proposal, Wanted

_WIDTH = 110
_NOT_STATED = "not stated"


def entry_of(inspection: Inspection, known: Known, path: str) -> str:
    """Return the entry of an inspected file as YAML: a list of one source, with ``path`` as its address."""
    proposal = inspection.proposal
    assert proposal is not None
    address = {"url": known.url} if known.url else {"path": path}
    title = known.title or _title(proposal) or inspection.file.stem
    lines = [
        f"- id: {_scalar(known.id or id_of(inspection.file.stem))}",
        "  kind: indicator_export",
        *(f"  {name}: {_scalar(value)}" for name, value in address.items()),
        f"  publisher: {_scalar(known.publisher or _NOT_STATED)}",
        f"  title: {_scalar(title)}",
        f"  licence: {_scalar(known.licence or _NOT_STATED)}",
        *_index(proposal),
        "  mapping:",
        *(f"    {line}" for line in _mapping(proposal, inspection.contract)),
    ]
    return "\n".join(lines) + "\n"


def id_of(name: str) -> str:
    """Return the name of a source after a file's name.

    >>> id_of("Bảng xếp hạng PCI-2022")
    'bang_xep_hang_pci_2022'
    """
    return "_".join(tokens_of(name)) or "export"


def _index(proposal: Proposal) -> Iterator[str]:
    """Yield the index to state where others measure the same, for a person to decide."""
    named = {*(wanted.indicator for wanted in proposal.chosen)}
    named |= {*proposal.indicators.codes.values()} if proposal.indicators else set()
    for index, prefix in shared_indicators():
        if any(code.startswith(prefix) for code in named):
            yield f"  # index: {index}" + _comment("where these are its figures, not another survey's")


def _title(proposal: Proposal) -> str:
    """Return the longest line above the table: not the office above it, nor "(Đơn vị: %)" below it."""
    titles = [title for title in proposal.table.titles if re.search(r"^[^(].*[^\W\d_]{3}", title)]
    return max(titles, key=len, default="")[:200]


def _mapping(proposal: Proposal, contract: Mapping[str, Any]) -> Iterator[str]:
    mapping = proposal.as_mapping(contract)
    notes = {"year": _note_of_year(proposal), "boundaries_on": proposal.boundaries.because}
    for name, value in mapping.items():
        if name == "indicators":
            yield from _codes(proposal)
        elif name == "values":
            yield "values:"
            for wanted in proposal.values:
                yield from _value(wanted, proposal)
        else:
            yield f"{name}: {_scalar(value)}" + _comment(notes.get(name, ""))


def _note_of_year(proposal: Proposal) -> str:
    year = proposal.year
    if year.value is None:
        return f"{year.because}; write the year, or the column that holds it"
    more = f"; or {', '.join(map(str, year.others))}?" if year.others else ""
    return f"{year.because}{more}" if isinstance(year.value, int) else ""


def _codes(proposal: Proposal) -> Iterator[str]:
    codes = proposal.indicators
    assert codes is not None
    yield "indicators:"
    yield f"  column: {_scalar(codes.column)}"
    yield "  codes:"
    for name, code in codes.codes.items():
        yield f"    {_scalar(name)}: {code}"
    for name, likely in codes.unsure.items():
        yield f"    # {_scalar(name)}: {_best(likely)}" + _comment(_others(likely[1:]))
    if not codes.codes:
        yield f"    {TO_FILL_IN}: other"


def _value(wanted: Wanted, proposal: Proposal) -> Iterator[str]:
    fields = next(
        (
            value
            for value, chosen in zip(proposal.as_mapping()["values"], proposal.chosen, strict=True)
            if chosen is wanted
        ),
        None,
    )
    if fields is not None:
        doubts = [found for found in wanted.candidates if found.code != wanted.indicator]
        is_sure = wanted.candidates[:1] and wanted.candidates[0].score == 1
        yield f"  - {_scalar(fields)}" + _comment("" if is_sure or proposal.indicators else _others(doubts))
        return
    fields = {"column": wanted.column, "indicator": _best(wanted.candidates), "unit": wanted.unit}
    is_placeholder = not proposal.chosen and not wanted.indicator
    start = "  - " if is_placeholder and wanted is proposal.values[0] else "  # - "
    if start == "  - ":
        fields["indicator"] = TO_FILL_IN
    yield f"{start}{_scalar(fields)}" + _comment(
        "; ".join(filter(None, [wanted.why_left_out, _others(wanted.candidates)]))
    )


def _best(likely: tuple[Candidate, ...]) -> str:
    return likely[0].code if likely else "other"


def _others(likely: Any) -> str:
    listed = ", ".join(f"{found.code} ({found.score:.2f})" for found in likely)
    return f"perhaps {listed}" if listed else ""


def _comment(text: str) -> str:
    return f"  # {' '.join(text.split())}" if text else ""


def _scalar(value: Any) -> str:
    """Return a value as YAML in one line."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, width=10**9, sort_keys=False
    ).strip()
    return text.removesuffix("\n...").strip()

"""The page: one HTML file with the whole text, each measure highlighted, to be read and corrected."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from ingest.corrections import COLUMNS
from ingest.explain.document import ExplainedDocument, Row
from ingest.explain.highlights import Highlight, Piece, find_highlights, label_of, lines_of
from ingest.explain.names import figure_of, indicator_names, level_names, words, year_rule_name
from ingest.records import DocumentFacts
from ingest.version import reader_version

LONG_VALUE = 24  # characters; a longer value may run over a line's end
LONG_HEADING = 150
READ_FIELDS = (
    *("kind", "indicator", "level", "year", "comparator", "value_low", "value_high", "unit"),
    *("change", "baseline_year", "scope", "locality"),
)


def html_page(document: ExplainedDocument) -> str:
    """Return the page as one string; it names no other file and sends nothing anywhere."""
    highlights = find_highlights(document.rows)
    rows = [_row(row, highlight) for highlight in highlights for row in _in_order(highlight.rows)]
    listed: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        listed.setdefault(row["highlight"], []).append(index)
    return _template().render(
        name=document.name,
        about=_about(document.facts),
        sha256=document.sha256,
        reader_version=reader_version(),
        notices=[*document.notices, *_told(document)],
        lines=lines_of(document.text, highlights),
        highlights=highlights,
        rows=rows,
        listed=lambda mark: [(index, _indicator(rows[index]["indicator"])) for index in listed[mark.number]],
        counts=Counter(row["kind"] for row in rows),
        indicators=Counter(row["indicator"] for row in rows).most_common(),
        words=words(),
        indicator_names=indicator_names(),
        level_names=level_names(),
        exact=exact,
        mark_class=_mark_class,
        line_class=_line_class,
        data=_json(document, rows),
    )


def exact(text: str) -> Markup:
    """Return text as HTML that a browser gives back character for character."""
    # a browser turns a bare carriage return into a newline, and has no place for NUL
    return escape(text.replace("\x00", "\ufffd")).replace("\r", Markup("&#13;"))


@cache
def _template() -> jinja2.Template:
    folder = jinja2.FileSystemLoader(Path(__file__).parent)
    return jinja2.Environment(loader=folder, autoescape=True).get_template("page.html.j2")


def _in_order(rows: tuple[Row, ...]) -> list[Row]:
    """Return the rows of a value by year, then level as one names them."""
    levels = list(level_names())
    return sorted(rows, key=lambda row: (row.measure.year or 9999, levels.index(row.measure.level)))


def _row(row: Row, highlight: Highlight) -> dict[str, Any]:
    measure = row.measure
    told = {name: _plain(getattr(measure, name)) for name in READ_FIELDS}
    correction = row.correction
    return {
        **told,
        "highlight": highlight.number,
        "start": measure.value_start,
        "end": measure.value_end,
        "value_text": measure.value_text,
        "figure": figure_of(measure),
        "label": label_of([measure]),
        "indicator_score": measure.indicator_score,
        "year_rule_name": year_rule_name(measure.year_rule),
        "period_start": measure.period_start,
        "derived": measure.derived,
        "section": measure.section,
        "rule": measure.rule,
        "read": row.read and {name: _plain(getattr(row.read, name)) for name in READ_FIELDS},
        "read_as": row.read_as,
        "correction": correction
        and {
            "author": correction.author,
            "date": f"{correction.corrected_on}",
            "reason": correction.reason,
            "names": {
                "level": correction.level,
                "year": correction.year,
                "indicator": correction.addressed_indicator,
            },
        },
    }


def _plain(value: Any) -> Any:
    """Return a number without a needless ``.0``, as the form shows it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _mark_class(highlight: Highlight) -> str:
    kinds = {row.measure.kind for row in highlight.rows}
    classes = [kinds.pop() if len(kinds) == 1 else "both"]
    classes += ["long"] if highlight.end - highlight.start > LONG_VALUE else []
    classes += ["derived"] if all(row.measure.derived for row in highlight.rows) else []
    classes += ["corrected"] if any(row.correction for row in highlight.rows) else []
    return " ".join(classes)


def _line_class(line: list[Piece]) -> Markup:
    """Return the attribute that sets a heading in capitals apart."""
    said = "".join(piece for piece, _ in line).strip()
    return Markup(' class="caps"' if said.isupper() and len(said) < LONG_HEADING else "")


def _about(facts: DocumentFacts) -> list[str]:
    day = f"{facts.date:%d/%m/%Y}" if facts.date else ""
    period = f"giai đoạn {facts.period_start}–{facts.period_end}" if facts.period_end else ""
    return [told for told in (facts.number, day, facts.issuer, facts.place, period) if told]


def _told(document: ExplainedDocument) -> list[str]:
    """Return what the reader of the page must know about corrections that found no row."""
    return [
        f"Phiếu sửa dòng {told.correction.row_number}: {words()['outcomes'][told.outcome]}."
        for told in document.outcomes
        if told.outcome in words()["outcomes"]
    ]


def _indicator(code: str) -> str:
    return indicator_names().get(code, code)


def _json(document: ExplainedDocument, rows: list[dict[str, Any]]) -> Markup:
    content = {
        "name": document.name,
        "sha256": document.sha256,
        "columns": COLUMNS,
        "rows": rows,
        "names": {**words(), "indicators": indicator_names(), "levels": level_names()},
    }
    return Markup(json.dumps(content, ensure_ascii=False).replace("<", "\\u003c"))

"""The terminal: the text with each measure highlighted, and its fields beside it."""

from collections import Counter
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from ingest.explain.document import ExplainedDocument, Row
from ingest.explain.highlights import Highlight, Piece, find_highlights, lines_of
from ingest.explain.names import figure_of, indicator_names, level_names, words

COLOURS = {"target": "bold bright_blue", "actual": "bold bright_green"}


def print_document(document: ExplainedDocument, console: Console) -> None:
    """Print the lines that hold measures with their neighbours' fields to the right, then the counts."""
    highlights = find_highlights(document.rows)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=3, overflow="fold")
    table.add_column(ratio=2, overflow="fold")
    for line in lines_of(document.text, highlights):
        fields = [_fields(mark) for _, mark in line if mark]
        table.add_row(_line(line), Group(*fields) if fields else "")
    console.print(table)
    console.print(_counted(document, len(highlights)))


def _line(line: list[Piece]) -> Text:
    text = Text()
    for piece, mark in line:
        text.append(_printable(piece), style=_style(mark) if mark else "")
        if mark:
            text.append(f"[{mark.number}]", style="dim")
    text.rstrip()
    return text


def _printable(piece: str) -> str:
    """Return text without control characters: a document must not steer the terminal."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else " " for letter in piece)


def _style(mark: Highlight) -> str:
    return COLOURS[mark.rows[0].measure.kind] + (" underline" if len(mark.rows) > 1 else "")


def _fields(mark: Highlight) -> RenderableType:
    lines = []
    for row in mark.rows:
        measure = row.measure
        year = words()["no_year"] if measure.year is None else str(measure.year)
        text = Text(f"[{mark.number}] ", style="dim")
        text.append(figure_of(measure), style=COLOURS[measure.kind])
        text.append(f"  {year} · {level_names()[measure.level]}")
        text.append(f"\n    {indicator_names().get(measure.indicator, measure.indicator)}", style="dim")
        text.append("".join(f" · {told}" for told in _remarks(row)), style="magenta")
        lines.append(text)
    return Group(*lines)


def _remarks(row: Row) -> Iterator[str]:
    if row.measure.derived:
        yield str(words()["derived"])
    if row.measure.scope:
        yield row.measure.scope
    if row.correction:
        yield f"✎ {row.correction.author}, {row.correction.corrected_on}: {row.correction.reason}"


def _counted(document: ExplainedDocument, highlights: int) -> str:
    kinds = Counter(row.measure.kind for row in document.rows)
    corrected = sum(row.correction is not None for row in document.rows)
    said = f"{highlights} values, {kinds['target']} targets and {kinds['actual']} actuals"
    return said + (f", {corrected} of them corrected" if corrected else "")

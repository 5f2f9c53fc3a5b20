"""Evidence: the sentence or cell behind each figure of a page, numbered, under its document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from warehouse.reports.marts import Row

Pieces = tuple[tuple[str, bool], ...]  # stretches of a sentence; True for a figure that the page shows


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or table row, with every figure of it that the page shows."""

    number: int
    document: Row
    pieces: Pieces
    statements: tuple[Row, ...]

    @property
    def place(self) -> Row:
        """Where it stands: offsets of a text, sheet and line of an export."""
        return self.statements[0]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The documents of a page with their sentences, and the number of the sentence behind each key."""

    documents: tuple[tuple[Row, tuple[Sentence, ...]], ...]
    numbers: Mapping[str, int]

    @property
    def document_keys(self) -> frozenset[str]:
        """The documents that stand here."""
        return frozenset(document["document_key"] for document, _ in self.documents)


def gather(
    keys: Iterable[str | None], statements: Mapping[str, Row], documents: Mapping[str, Row]
) -> Evidence:
    """Return the evidence behind ``keys`` (of targets, actuals, responsibilities).

    ``statements`` are rows by their key, ``documents`` by theirs, in the order in which they shall stand.
    Figures of one sentence or one row share a number.
    """
    order = {key: place for place, key in enumerate(documents)}
    shown = [statements[key] for key in sorted({key for key in keys if key})]
    shown.sort(key=lambda row: (order[row["document_key"]], *_place(row)))
    sentences = [
        _sentence(number, documents[rows[0]["document_key"]], rows)
        for number, rows in enumerate(_grouped(shown), start=1)
    ]
    return Evidence(
        tuple(
            (documents[key], tuple(found))
            for key, found in groupby(sentences, lambda sentence: sentence.document["document_key"])
        ),
        {row["statement_key"]: sentence.number for sentence in sentences for row in sentence.statements},
    )


def pieces_of(quote: str, spans: Sequence[tuple[int, int]]) -> Pieces:
    """Return ``quote`` cut where a span (offsets within the quote) begins or ends.

    >>> pieces_of("đạt 90% hồ sơ", [(4, 7)])
    (('đạt ', False), ('90%', True), (' hồ sơ', False))
    """
    shown = [any(start <= place < end for start, end in spans) for place in range(len(quote))]
    cut = groupby(zip(quote, shown, strict=True), lambda letter: letter[1])
    return tuple(("".join(letter for letter, _ in run), is_shown) for is_shown, run in cut)


def _grouped(rows: Iterable[Row]) -> Iterable[tuple[Row, ...]]:
    for _, found in groupby(rows, lambda row: (row["document_key"], *_place(row))):
        yield tuple(found)


def _sentence(number: int, document: Row, rows: tuple[Row, ...]) -> Sentence:
    spans = [
        (row["value_start"] - row["quote_start"], row["value_end"] - row["quote_start"])
        for row in rows
        if row["value_start"] is not None and row["quote_start"] is not None
    ]
    return Sentence(number, document, pieces_of(rows[0]["quote"], spans), rows)


def _place(row: Row) -> tuple[Any, ...]:
    """Return where a statement stands in its document; texts have offsets, exports have lines."""
    if row["quote_start"] is not None:
        return (row["quote_start"], row["quote_end"], "", 0)
    return (0, 0, row["sheet"], row["row_number"] or 0)

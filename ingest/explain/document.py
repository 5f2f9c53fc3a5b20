"""One document explained: its text, the rows read out of it, and the corrections laid over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.measures import read_text
from ingest.raw import sha256_of
from ingest.readers import read_document
from ingest.records import Context, Correction, DocumentFacts, Measure


@dataclass(frozen=True, slots=True)
class Row:
    """A measure as it stands now, and as the reader gave it: ``None`` where a correction made the row."""

    measure: Measure
    read: Measure | None
    correction: Correction | None = None
    read_as: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one correction: one of the outcomes of ``fct_correction``."""

    correction: Correction
    outcome: str


@dataclass(frozen=True, slots=True)
class ExplainedDocument:
    """Everything that a page or a terminal shows of one document."""

    name: str
    sha256: str
    text: str
    facts: DocumentFacts
    rows: tuple[Row, ...]
    outcomes: tuple[Outcome, ...] = ()
    notices: tuple[str, ...] = ()


def explain_document(
    name: str, body: bytes, context: Context, corrections: Sequence[Correction] = ()
) -> ExplainedDocument:
    """Read a document and lay the corrections over what was read. Raises ``Unreadable``."""
    kept = read_document(body)
    text = kept.text
    reading = read_text(text, context)
    notices = (*(f"{name} {notice}." for notice in kept.notices), *reading.notices)
    sha256 = sha256_of(body)
    rows = tuple(Row(measure, measure) for measure in reading.measures)
    outcomes: tuple[Outcome, ...] = ()
    if corrections:
        from ingest.explain.corrected import lay_over

        rows, outcomes = lay_over(sha256, text, reading.measures, corrections)
    return ExplainedDocument(name, sha256, text, reading.facts, rows, outcomes, notices)


def catalogued_context(path: Path, catalog: Path) -> Context | None:
    """Return what a catalogue tells about the file at ``path``, or ``None`` when it does not list it.

    Raises ``CatalogueError``.
    """
    from ingest.catalog import load_catalogue

    catalogue = load_catalogue(catalog)
    for source in catalogue.sources:
        if source.path and (catalogue.file.parent / source.path).resolve() == path.resolve():
            return source.context()
    return None

"""What no indicator fits: the measures read as ``other``, grouped by their words, for the expert."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.formulas import guarded
from ingest.invisible import shown
from ingest.measures import read_text
from ingest.raw import RawZone
from ingest.readers import read_document
from ingest.version import reader_version

OTHER = "other"
MOST_WORDS = 8  # of a group's phrase
AROUND = 70  # characters shown to each side of a value in the terminal
FEWEST_WORDS = 2  # after the value; with fewer, the words before it name the thing
CLAUSE_ENDS = re.compile(r"[,;:()\n.]+(?=\s|$)|[;:()\n]")
NOT_WORDS = re.compile(r"[^\w\s]|\b\w*\d\w*\b|_")
COLUMNS = ("phrase", "count", "units", "documents", "example", "document")


@dataclass(frozen=True, slots=True)
class Statement:
    """One measure that no indicator fits, with the words around its value."""

    phrase: str
    unit: str
    quote: str
    excerpt: str  # the quote, cut to the neighbourhood of the value
    document: str


@dataclass(frozen=True, slots=True)
class Group:
    """All statements of one phrase; ``example`` is the shortest of their sentences."""

    phrase: str
    count: int
    units: str
    documents: int
    example: str
    excerpt: str
    document: str


def unmapped_in_raw(raw: RawZone) -> list[Statement]:
    """Return the unmapped measures of the newest reading of each source, by the present reader."""
    rows = raw.query(
        """
        with newest as (
            select document_key from fetch_log
            where outcome in ('fetched', 'unchanged')
            qualify row_number() over (partition by source_id order by run_date desc, attempted_at desc) = 1
        ),
        counted as (
            select reading_key, source_id from readings
            where reader_version = $version and document_key in (select document_key from newest)
            qualify row_number() over (partition by document_key order by run_date desc, reading_key) = 1
        )
        select distinct measures.* exclude (reading_key), counted.source_id
        from measures join counted using (reading_key)
        where measures.indicator = $other
        order by counted.source_id, measures.value_start
        """,
        {"version": reader_version(), "other": OTHER},
    )
    return _statements(rows)


def unmapped_in_file(file: Path) -> list[Statement]:
    """Return the unmapped measures of one document. Raises ``Unreadable``."""
    measures = read_text(read_document(file.read_bytes()).text).measures
    rows = [{**asdict(measure), "source_id": file.name} for measure in measures if measure.indicator == OTHER]
    return _statements(rows)


def _statements(rows: Iterable[Mapping[str, Any]]) -> list[Statement]:
    """Return one statement per value: its levels and years are not counted apart."""
    seen: dict[tuple[str, int, int], Statement] = {}
    for row in rows:
        place = (row["source_id"], row["value_start"], row["value_end"])
        start = row["value_start"] - row["quote_start"]
        end = start + len(row["value_text"])
        phrase = phrase_around(row["quote"], start, end)
        excerpt = _one_line(row["quote"][max(0, start - AROUND) : end + AROUND])
        quote = _one_line(row["quote"])
        seen.setdefault(place, Statement(phrase, row["unit"], quote, excerpt, row["source_id"]))
    return list(seen.values())


def _one_line(words: str) -> str:
    return " ".join(words.split())


def phrase_around(quote: str, start: int, end: int) -> str:
    """Return the words that name what the value at ``quote[start:end]`` counts, in small letters.

    >>> phrase_around("Có trên 90% số thôn bản có điện, 80% có nước.", 8, 11)
    'thôn bản có điện'
    >>> phrase_around("Tỷ lệ che phủ rừng đạt 68%.", 23, 26)
    'che phủ rừng'
    """
    after = _words(CLAUSE_ENDS.split(quote[end:])[0])[:MOST_WORDS]
    if len(after) >= FEWEST_WORDS:
        return " ".join(after)
    clauses = [words for words in map(_words, CLAUSE_ENDS.split(quote[:start])) if len(words) >= FEWEST_WORDS]
    before = clauses[-1][-MOST_WORDS:] if clauses else after
    return " ".join(before) or "(không có chữ)"


def _words(clause: str) -> list[str]:
    """Return a clause's words without numbers, and without empty words at both ends."""
    words = NOT_WORDS.sub(" ", unicodedata.normalize("NFC", clause).lower()).split()
    while words and words[0] in _empty_words():
        words.pop(0)
    while words and words[-1] in _empty_words():
        words.pop()
    return words


@cache
def _empty_words() -> frozenset[str]:
    told = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    return frozenset(word for line in told["empty_words"] for word in line.split())


def group_by_phrase(statements: Iterable[Statement]) -> list[Group]:
    """Return the groups, the most frequent first."""
    by_phrase: dict[str, list[Statement]] = {}
    for statement in statements:
        by_phrase.setdefault(statement.phrase, []).append(statement)
    groups = [_group(phrase, members) for phrase, members in by_phrase.items()]
    return sorted(groups, key=lambda group: (-group.count, -group.documents, group.phrase))


def _group(phrase: str, members: list[Statement]) -> Group:
    example = min(members, key=lambda member: (len(member.quote), member.quote))
    return Group(
        phrase=phrase,
        count=len(members),
        units=", ".join(unit for unit, _ in Counter(member.unit for member in members).most_common()),
        documents=len({member.document for member in members}),
        example=example.quote,
        excerpt=example.excerpt,
        document=example.document,
    )


def print_groups(groups: Sequence[Group], console: Console, most: int = 50) -> None:
    """Print the most frequent groups as a table, and how many there are in all."""
    table = Table(title=f"Values that fit no indicator: {sum(group.count for group in groups)}")
    for column in ("count", "phrase", "units", "documents", "example"):
        is_number = column in ("count", "documents")
        table.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for group in groups[:most]:
        where = f"… {group.excerpt} … ({group.document})"
        cells = (str(group.count), group.phrase, group.units, str(group.documents), where)
        table.add_row(*(Text(shown(cell)) for cell in cells))
    console.print(table)
    if len(groups) > most:
        console.print(f"and {len(groups) - most} more; --csv FILE lists them all")


def as_rows(groups: Iterable[Group]) -> Iterator[list[str]]:
    """Yield the groups as cells in the order of ``COLUMNS``."""
    for group in groups:
        yield [str(getattr(group, column)) for column in COLUMNS]


def write_csv(groups: Iterable[Group], file: Path) -> None:
    """Write the groups as CSV (UTF-8 with a mark, so that spreadsheets show the diacritics)."""
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        writer.writerows([guarded(cell) for cell in row] for row in as_rows(groups))

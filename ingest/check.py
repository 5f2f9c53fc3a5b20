"""``thuocdo check``: try every source of a catalogue once, and say what works and what would help."""

import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest import corrections
from ingest.batches import Batch, group_into_batches, is_web_address
from ingest.catalog import Catalogue
from ingest.exports import ExportMapping, ExportReading, read_export
from ingest.fetched import FetchFailed
from ingest.limits import Limits
from ingest.listings.asking import asking
from ingest.listings.declared import LinkRule
from ingest.listings.lists import NotAList, has_login
from ingest.listings.walk import Walk
from ingest.raw import RawZone
from ingest.readers import Unreadable, read_document
from ingest.readers.language import count_words
from ingest.readers.signatures import format_of
from ingest.runs import day_at_home
from ingest.web.client import WebClient, open_client
from ingest.web.probe import Probe, probe_source

SOME_DO_NOT_WORK = 3  # exit code of the command
MOST_HOSTS = 8  # asked at the same time
FEW_WORDS = 100  # a page of fewer with a field for a password is a login page
LOGIN = "asks for a login; take a public address, or save the file and declare its `path:`"
FIRST_BYTES = 512 * 2**10  # the head of a portal's page alone may hold 100 KB of scripts
_TEXT_FORMATS = ("html", "plain_text")
_ARCHIVE = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one source. ``problem`` is empty when it works; ``found`` says what was seen."""

    source_id: str
    address: str
    probe: Probe
    problem: str = ""
    found: str = ""


def check_sources(
    catalogue: Catalogue, done: Callable[[], None] = lambda: None, limits: Limits | None = None
) -> list[Checked]:
    """Try each source of ``catalogue`` once, several hosts at a time; call ``done`` after each.

    ``limits`` are those of ``limits.yml`` unless others are given. Nothing is kept. The order is that of the
    catalogue.
    """
    entries = {entry["source_id"]: entry for entry in catalogue.entries()}
    once = (limits or Limits.standard()).changed(tries=1)
    by_id: dict[str, Checked] = {}

    def check_batch(batch: Batch) -> None:
        with open_client(aside, once, allow_private=catalogue.allow_private_addresses) as client:
            for source_id in batch["source_ids"]:
                by_id[source_id] = check_source(client, catalogue.file.parent, aside, entries[source_id])
                done()

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(MOST_HOSTS) as threads:
        aside = Path(folder)
        list(threads.map(check_batch, group_into_batches(list(entries.values()))))
    return [by_id[source_id] for source_id in entries]


def check_source(client: WebClient, folder: Path, aside: Path, source: Mapping[str, Any]) -> Checked:
    """Try one source, an entry of a catalogue in ``folder``; ``aside`` is a folder for large lists."""
    if source["kind"] == "listing":
        return _check_listing(client, aside, source)
    is_page = is_web_address(source["address"])
    probe = probe_source(client, source, FIRST_BYTES) if is_page else _probe_file(folder / source["address"])
    try:
        problem, found = (probe.failure, "") if probe.failure else ("", _look(probe, source))
    except Unreadable as unreadable:
        problem, found = str(unreadable), ""
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as mistake:
        problem, found = f"stopped the reader ({type(mistake).__name__}: {mistake}); report it", ""
    return Checked(source["source_id"], source["address"], probe, problem, found)


def _look(probe: Probe, source: Mapping[str, Any]) -> str:
    """Say what the first bytes hold. Raises ``Unreadable`` when that is not what the catalogue declares."""
    body = probe.first_bytes
    if body.startswith(_ARCHIVE) and not probe.is_whole:
        return "a DOCX, XLSX or ZIP file; its first bytes do not tell more"
    format_ = format_of(body)
    if source["kind"] == "indicator_export":
        return _look_at_export(body if probe.is_whole else _whole_lines(body), format_, source)
    if source["kind"] == "corrections":
        return f"{len(corrections.read_corrections(_whole_lines(body)))} corrections"
    if format_ not in _TEXT_FORMATS or not probe.is_whole:
        return f"a document ({format_})"
    words = count_words(read_document(body).text)
    if words.all < FEW_WORDS and has_login(body):
        raise Unreadable(LOGIN)
    if not words.are_vietnamese:
        raise Unreadable("is not in Vietnamese: it would be kept, not read; declare the Vietnamese version")
    return f"a document ({format_}, {words.all} words)"


def _look_at_export(body: bytes, format_: str, source: Mapping[str, Any]) -> str:
    try:
        outcome = _read_aside(body, source["mapping"])
    except Unreadable as unreadable:
        raise Unreadable(LOGIN if format_ == "html" and has_login(body) else str(unreadable)) from unreadable
    usable = outcome.figures - outcome.problems
    if not usable:
        problem = outcome.first_problem or "no row holds a figure"
        raise Unreadable(f"has the mapping's columns, but no usable figure ({problem}); mend its `mapping:`")
    return f"{usable} figures in its first {len(body) // 1024 + 1} KB"


def _read_aside(body: bytes, mapping: Mapping[str, Any]) -> ExportReading:
    """Read an export that is kept nowhere."""
    common = dict.fromkeys(("reading_key", "document_key", "sha256", "reader_version"), "")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "export")
        file.write_bytes(body)
        return read_export(file, ExportMapping.model_validate(mapping), common, Path(folder, "figures"))


def _whole_lines(body: bytes) -> bytes:
    """Return the text without its last line, which may be cut; all of it when it is one line."""
    return body[: body.rfind(b"\n") + 1] or body


def _probe_file(file: Path) -> Probe:
    try:
        with file.open("rb") as opened:
            first, length = opened.read(FIRST_BYTES), file.stat().st_size
    except OSError as error:
        return Probe(failure=f"is not there or cannot be read ({error.strerror}); check the path")
    return Probe(address=str(file), byte_length=length, first_bytes=first, is_whole=len(first) == length)


def _check_listing(client: WebClient, aside: Path, source: Mapping[str, Any]) -> Checked:
    rule = LinkRule.model_validate(source["listing"]).model_copy(update={"depth": 1})
    ask = asking(client, RawZone(aside), source)
    try:
        walked = Walk(source["address"], rule, ask, frozenset(), day_at_home(datetime.now(UTC))).go()
    except (FetchFailed, NotAList) as problem:
        probe = Probe(status=getattr(problem, "status", None), failure=str(problem))
        return Checked(source["source_id"], source["address"], probe, str(problem))
    found = f"a list ({walked.kind}), {len(walked.found)} documents fit"
    return Checked(
        source["source_id"], source["address"], Probe(status=200, media_type=walked.kind), "", found
    )


def print_checks(checks: list[Checked], catalogue: Catalogue, console: Console) -> None:
    """Print a row for every source, and below the table what is still to complete in the catalogue."""
    table = Table(show_lines=True, title=f"catalogue {catalogue.name}", title_justify="left")
    for heading in ("source and address", "status", "type", "size"):
        table.add_column(heading, overflow="fold")
    table.add_column("what is wrong, what helps", overflow="fold", ratio=1)
    for each in checks:
        style = "red" if each.problem else "green"
        table.add_row(
            Text.assemble(each.source_id, "\n", (each.address, "dim")),
            Text(_status(each), style),
            Text((each.probe.media_type or "").partition(";")[0]),
            Text(_size(each.probe.byte_length)),
            Text(each.problem, style) if each.problem else Text(each.found, "dim"),
        )
    console.print(table)
    works = sum(not each.problem for each in checks)
    console.print(f"{works} of {len(checks)} sources work.", highlight=False)
    for entry in catalogue.to_complete:
        console.print(
            f"to complete: {entry.id} ({entry.url}): {entry.missing}", highlight=False, markup=False
        )


def _status(each: Checked) -> str:
    is_file = each.probe.status is None and each.probe.byte_length is not None
    answer = "file" if is_file else each.probe.status or "no answer"
    return f"{answer}\n{'does not work' if each.problem else 'works'}"


def _size(length: int | None) -> str:
    if length is None:
        return ""
    return f"{length} B" if length < 1024 else f"{length / 1024:,.0f} KB"

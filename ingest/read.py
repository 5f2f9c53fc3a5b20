"""Reading: from documents in raw to texts, measures and figures in raw.

A pure function of the documents, the catalogue's words about them and the reader's version: what was
read once is not read again, and a new version reads everything once more. Documents are read in the order
in which they were fetched, so that each version of an export is judged beside the good one before it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import duckdb

from ingest import corrections
from ingest.exports.stored import quarantined, read_stored
from ingest.exports.versions import GoodVersions, Version
from ingest.folders import Folders
from ingest.keys import key_of
from ingest.measures import read_text
from ingest.progress import progress
from ingest.raw import RawZone
from ingest.readers import Unreadable, read_document
from ingest.readers.language import count_words
from ingest.records import Context, Correction, Measure, Relation, Responsibility
from ingest.relations.reading import read_relations
from ingest.responsibilities import read_responsibilities
from ingest.runs import Run, load_run, step
from ingest.version import reader_version
from ingest.workers import Lost, map_in_processes, usable_cores

BATCH_DOCUMENTS = 64  # documents read between two appends to raw
FEW_DOCUMENTS = 32  # so many are read here: the workers' start-up would cost more than it brings
FEW_BYTES = 8 * 2**20
MOST_SECONDS = 1800  # of one document in a worker: a scan of some hundred pages takes its time
CHUNK_BYTES = 64 * 2**20
# readings last: it says that the others are there
OUTPUTS = ("texts", "measures", "relations", "responsibilities", "values", "corrections", "readings")
TABLES = {"corrections": corrections.NAME}

_MISTAKES = (ArithmeticError, LookupError, MemoryError, TypeError, ValueError, RecursionError, duckdb.Error)

# The rows for each dataset; under "files" the Parquet files that were written aside instead, under "versions"
# the version of an export that is still to be compared with the one before it.
Rows = dict[str, list[dict[str, Any]]]
BESIDE = ("files", "versions")
# the raw zone, a row of documents, its source, what the run and its reader are called
Task = tuple[RawZone, Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]


@step("read")
def read_documents(folders: Folders, run_id: str) -> dict[str, int]:
    """Read every document of the run's sources that this reader has not read yet; return counts."""
    run = load_run(folders, run_id)
    raw = RawZone(folders.raw)
    rows = _no_rows()
    counts = {"documents": 0, "measures": 0, "values": 0, "unreadable": 0}
    todo = _unread(raw, run)
    sources = {source["source_id"]: source for source in run.sources}
    good = GoodVersions(raw, _contexts(run), reader_version())
    with progress("read", len(todo)) as step_on:
        for outcome in _read_all(raw, run, todo):
            _judge(outcome, good, sources)
            for dataset in rows:
                rows[dataset].extend(outcome[dataset])
            if len(rows["readings"]) >= BATCH_DOCUMENTS:
                _append(raw, rows, counts)
            step_on(1)
    _append(raw, rows, counts)
    return counts


def _read_all(raw: RawZone, run: Run, todo: Sequence[Mapping[str, Any]]) -> Iterator[Rows]:
    """Yield the rows of each document in the order of ``todo``: read here, or many by worker processes."""
    tasks = _tasks(raw, run, todo)
    if len(todo) <= FEW_DOCUMENTS and sum(row["byte_length"] for row in todo) <= FEW_BYTES:
        yield from (read_one(*task) for task in tasks)
        return
    for task, outcome in map_in_processes(read_one, tasks, usable_cores(), MOST_SECONDS):
        yield _unreadable(*task[1:], outcome.said) if isinstance(outcome, Lost) else outcome


def _unread(raw: RawZone, run: Run) -> list[dict[str, Any]]:
    """Return the key, source and length of the documents still to be read, the first fetched first."""
    contexts = _contexts(run)
    done = {
        (row["document_key"], row["context_key"])
        for row in raw.query(
            "select document_key, context_key from readings where reader_version = $version",
            {"version": reader_version()},
        )
    }
    known = raw.query(
        """
        select document_key, source_id, max(byte_length) as byte_length from documents
        where list_contains($ids, source_id) group by document_key, source_id
        order by min(fetched_at), document_key
        """,
        {"ids": list(contexts)},
    )
    return [row for row in known if (row["document_key"], contexts[row["source_id"]]) not in done]


def _contexts(run: Run) -> dict[str, str]:
    return {source["source_id"]: source["context_key"] for source in run.sources}


def _tasks(raw: RawZone, run: Run, todo: Sequence[Mapping[str, Any]]) -> Iterator[Task]:
    """Yield what ``read_one`` takes for each document; few bodies are in memory at a time."""
    sources = {source["source_id"]: source for source in run.sources}
    origin = {"run_id": run.run_id, "run_date": run.run_date, "reader_version": reader_version()}
    for keys in _chunks(todo):
        for document in raw.query(
            """
            select * from documents where list_contains($keys, document_key)
            qualify row_number() over (partition by document_key order by fetched_at, run_id) = 1
            order by list_position($keys, document_key)
            """,
            {"keys": keys},
        ):
            yield raw, document, sources[document["source_id"]], origin


def _chunks(documents: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Yield keys of documents whose bodies fit in memory together."""
    keys: list[str] = []
    size = 0
    for document in documents:
        if keys and (len(keys) >= BATCH_DOCUMENTS or size + document["byte_length"] > CHUNK_BYTES):
            yield keys
            keys, size = [], 0
        keys.append(document["document_key"])
        size += document["byte_length"]
    if keys:
        yield keys


def read_one(
    raw: RawZone, document: Mapping[str, Any], source: Mapping[str, Any], origin: Mapping[str, Any]
) -> Rows:
    """Read one document by itself; return the rows for every dataset of ``OUTPUTS``.

    ``document`` is a row of ``documents``, ``source`` its catalogue entry, ``origin`` holds the run's id and
    date and the reader's version.
    """
    rows = _no_rows()
    reading = _begun(document, source, origin)
    common = {key: reading[key] for key in ("reading_key", "document_key", "sha256", "reader_version")}
    try:
        if source["kind"] == "indicator_export":
            outcome, figures, version = read_stored(raw, document, source["mapping"], common)
            rows["versions"].append({"version": version})
            rows["files"].append({"dataset": "values", "path": figures, "name": reading["reading_key"]})
        else:
            read = _read_corrections if source["kind"] == "corrections" else _read_plan
            outcome = read(raw.body_of(document), source, common, rows)
    except Unreadable as problem:
        return _unreadable(document, source, origin, str(problem))
    except _MISTAKES as mistake:
        # A mistake of the reader must not keep the other documents from being read; a mended reader has
        # a new version, and reads this document again.
        said = f"stopped the reader ({type(mistake).__name__}: {mistake}); report it, the document is kept"
        return _unreadable(document, source, origin, said)
    rows["readings"].append({**reading, **_with_message(outcome, source)})
    return rows


def _no_rows() -> Rows:
    return {dataset: [] for dataset in (*OUTPUTS, *BESIDE)}


def _with_message(outcome: Mapping[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a reading, what is said of it as a sentence that names the source."""
    said = outcome["said"]
    fields = {name: value for name, value in outcome.items() if name != "said"}
    return {**fields, "message": f"{_name_of(source)} {said}." if said else None}


def _judge(rows: Rows, good: GoodVersions, sources: Mapping[str, Mapping[str, Any]]) -> None:
    """Quarantine a version of an export that holds less than the good one before it."""
    for reading, beside in zip(rows["readings"], rows["versions"], strict=False):
        version: Version = beside["version"]
        source = sources[reading["source_id"]]
        if lost := good.losses_of(source["source_id"], version, source["mapping"]):
            reading.update(_with_message(quarantined([*version.said, *lost]), source))
        elif reading["status"] == "read":
            good.add(source["source_id"], version)


def _unreadable(
    document: Mapping[str, Any], source: Mapping[str, Any], origin: Mapping[str, Any], said: str
) -> Rows:
    rows = _no_rows()
    failed = {"status": "unreadable", "message": f"{_name_of(source)} {said}."}
    rows["readings"].append({**_begun(document, source, origin), **failed})
    return rows


def _begun(
    document: Mapping[str, Any], source: Mapping[str, Any], origin: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the row of a reading before anything came out of it."""
    kind = source["kind"]
    return {
        "reading_key": key_of(document["document_key"], source["context_key"], origin["reader_version"]),
        "document_key": document["document_key"],
        "sha256": document["sha256"],
        "source_id": source["source_id"],
        "kind": kind,
        "reader": TABLES.get(kind, "unknown"),  # a text's bytes tell it when read
        "context_key": source["context_key"],
        **origin,
        "row_count": 0,
        "problem_count": 0,
    }


def _name_of(source: Mapping[str, Any]) -> str:
    return f"source {source['source_id']}: {source['address']}"


def _read_plan(
    body: bytes, source: Mapping[str, Any], common: Mapping[str, Any], rows: Rows
) -> dict[str, Any]:
    kept = read_document(body)
    words = count_words(kept.text)
    if not words.are_vietnamese:
        said = (
            f"is not in Vietnamese (of its {words.all} words only {words.syllables} can be Vietnamese); "
            "it is kept, not read: declare the Vietnamese version"
        )
        return {"status": "foreign", "reader": kept.reader, "said": said}
    reading = read_text(kept.text, context_of(source))
    facts = reading.facts
    rows["texts"].append(
        {
            **common,
            "reader": kept.reader,
            "text": kept.text,
            "own_number": facts.number,
            "own_date": facts.date,
            "own_issuer": facts.issuer,
            "own_place": facts.place,
            "own_period_start": facts.period_start,
            "own_period_end": facts.period_end,
        }
    )
    rows["measures"].extend(_measure_row(measure, common) for measure in reading.measures)
    rows["relations"].extend(_relation_row(one, common) for one in read_relations(kept.text, facts.number))
    rows["responsibilities"].extend(
        _responsibility_row(one, common) for one in read_responsibilities(kept.text)
    )
    count = len(reading.measures)
    none = () if count else ("holds no measure the reader knows; look whether it is the right document",)
    said = "; it ".join((*kept.notices, *none))
    return {
        "status": "read" if count else "empty",
        "reader": kept.reader,
        "row_count": count,
        "said": said,
    }


def _read_corrections(
    body: bytes, source: Mapping[str, Any], common: Mapping[str, Any], rows: Rows
) -> dict[str, Any]:
    lines = corrections.read_corrections(body)
    rows["corrections"].extend(_correction_row(line, common) for line in lines)
    problems = [f"line {line.row_number}: {line.problem}" for line in lines if line.problem]
    said = f"has {len(problems)} corrections kept apart ({problems[0]})" if problems else ""
    status = "read" if lines else "empty"
    return {"status": status, "row_count": len(lines), "problem_count": len(problems), "said": said}


def context_of(source: Mapping[str, Any]) -> Context:
    """Return what the catalogue tells a reader about the document."""
    stated = source["document_date"]
    return Context(locality=source["locality"], document_date=date.fromisoformat(stated) if stated else None)


def measure_key(document_key: str, measure: Measure) -> str:
    """Return the identity of a measure; rule and reader version are attributes, not identity."""
    return key_of(
        document_key,
        measure.value_start,
        measure.value_end,
        measure.kind,
        measure.indicator,
        measure.locality,
        measure.level,
        measure.year,
        measure.change,
    )


def _measure_row(measure: Measure, common: Mapping[str, Any]) -> dict[str, Any]:
    return {**common, "measure_key": measure_key(common["document_key"], measure), **asdict(measure)}


def _relation_row(relation: Relation, common: Mapping[str, Any]) -> dict[str, Any]:
    identity = key_of(common["document_key"], relation.relation, relation.number_start, relation.number_end)
    return {**common, "relation_key": identity, **asdict(relation)}


def _responsibility_row(one: Responsibility, common: Mapping[str, Any]) -> dict[str, Any]:
    place = (one.agency_start, one.agency_end, one.quote_start)
    identity = key_of(common["document_key"], one.agency, *place, one.role, one.area)
    return {**common, "responsibility_key": identity, **asdict(one)}


def _correction_row(line: Correction, common: Mapping[str, Any]) -> dict[str, Any]:
    identity = key_of(common["document_key"], line.row_number)
    return {**common, "correction_row_key": identity, **asdict(line)}


def _append(raw: RawZone, rows: Rows, counts: dict[str, int]) -> None:
    partition = f"reader_version={reader_version()}"
    for file in rows["files"]:
        raw.adopt(file["dataset"], file["path"], partition, file["name"])
    for dataset in OUTPUTS:
        raw.append(dataset, rows[dataset], partition)
    counts["documents"] += len(rows["readings"])
    counts["measures"] += len(rows["measures"])
    exports = [row for row in rows["readings"] if row["kind"] == "indicator_export"]
    counts["values"] += sum(row["row_count"] for row in exports)
    counts["unreadable"] += sum(row["status"] in ("unreadable", "quarantined") for row in rows["readings"])
    for dataset in rows:
        rows[dataset] = []

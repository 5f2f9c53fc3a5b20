"""The summary of one run, for the person who started it: what was read, found, checked and published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.folders import Folders
from ingest.freshness import stale_sources
from ingest.invisible import shown
from ingest.raw import RawZone
from ingest.runs import Run, load_declared, load_run, sentence_list, steps_of
from ingest.version import reader_version
from warehouse.problems import Problems, problems_of

PUBLISHED, PUBLISHED_IN_PART, NOT_PUBLISHED = 0, 3, 1
STEPS = ("discover", "read", "decide", "gate_raw", "build", "gate_marts", "publish", "keep")
MOST_LINES = 20  # problems shown one by one; the rest is counted


@dataclass(frozen=True, slots=True)
class Summary:
    """Lines to print, and the exit code of the command: one of the three above."""

    lines: tuple[str, ...]
    exit_code: int


def summarise(folders: Folders, run_id: str, log: Path | None = None, why: str = "") -> Summary:
    """Return the summary of a run from what raw keeps of it.

    ``why`` is the sentence of an error that no step could keep; it is told where raw knows no reason.
    """
    try:
        run = load_run(folders, run_id)
    except LookupError as error:
        said = steps_of(folders, run_id).get("discover", {}).get("error", error)
        where = [f"log        {log}"] if log else []
        return Summary((f"Thước đo: nothing published; {why or said}", *where), NOT_PUBLISHED)
    steps = steps_of(folders, run_id)
    raw = RawZone(folders.raw)
    found = problems_of(raw, run, _due(run, steps))
    failed = list(found.failed.values())
    exit_code = _exit_code(steps, failed)
    tried = {source["source_id"] for source in run.sources} | found.outcomes.keys()
    lines = [_headline(run, steps, len(tried), failed, exit_code, why), ""]
    lines += _told("sources", _count_sources(run, found))
    lines += _problems(failed)
    lines += [f"           note: {notice}" for notice in found.notices[:MOST_LINES]]
    lines += [f"           stale: {said}" for said in stale_sources(raw, load_declared(folders, run_id))]
    lines += _found_lines(raw, run)
    lines += _told("read", _count_readings(raw, run, steps))
    for gate in ("raw", "marts"):
        lines += _gate_lines(gate, steps.get(f"gate_{gate}"))
    if "gate_raw" in steps:
        lines += _told("", f"pages: {_short(folders.gate_docs)}/{{raw,marts}}/index.html")
    lines += _published_lines(folders, steps, exit_code)
    if log is not None:
        lines += _told("log", _short(log))
    return Summary(tuple(map(shown, lines)), exit_code)


def _due(run: Run, steps: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Return the sources that this run had to fetch; a found document rests when it was watched for long."""
    batches = steps.get("discover", {}).get("outcome")
    if batches is None:
        return {source["source_id"] for source in run.sources}
    return {source_id for batch in batches for source_id in batch["source_ids"]}


def _found_lines(raw: RawZone, run: Run) -> Iterator[str]:
    """Name the documents that the run's listings show for the first time."""
    first_seen = {
        source["source_id"] for source in run.sources if source.get("found_on") == str(run.run_date)
    }
    new = raw.query(
        "select distinct source_id from discoveries where run_id = $run_id", {"run_id": run.run_id}
    )
    ids = first_seen & {row["source_id"] for row in new}
    found = [source for source in run.sources if source["source_id"] in ids]
    if found:
        yield from _told("found", f"{len(found)} new documents")
        for source in found[:MOST_LINES]:
            yield f"           {source['source_id']}: {source['title']} ({source['address']})"
        if len(found) > MOST_LINES:
            yield f"           and {len(found) - MOST_LINES} more; see raw/discoveries."


def _exit_code(steps: Mapping[str, Mapping[str, Any]], failed: Sequence[str]) -> int:
    published = any("outcome" in steps.get(step, {}) for step in ("publish", "keep"))
    unchanged = steps.get("decide", {}).get("outcome") is False
    if not published and not unchanged:
        return NOT_PUBLISHED
    return PUBLISHED_IN_PART if failed else PUBLISHED


def _headline(
    run: Run,
    steps: Mapping[str, Mapping[str, Any]],
    tried: int,
    failed: Sequence[str],
    exit_code: int,
    why: str,
) -> str:
    name = f"Thước đo, {run.run_date}, catalogue {run.catalogue_name}"
    if exit_code == NOT_PUBLISHED:
        said = next((steps[step]["error"] for step in STEPS if "error" in steps.get(step, {})), why)
        first = (said or "see the log").splitlines()[0]
        return f"{name}: nothing published, the marts stay as they were. {first}"
    done = "nothing has changed, the published marts stand"
    if "outcome" in steps.get("publish", {}):
        done = "published"
    elif "outcome" in steps.get("keep", {}):
        done = f"kept in as_of/{steps['keep']['outcome']['as_of']}, the published marts stay"
    rest = f"{len(failed)} of {tried} sources FAILED" if failed else f"all {tried} sources well"
    return f"{name}: {done}; {rest}."


def _count_sources(run: Run, problems: Problems) -> str:
    ids = {source["source_id"] for source in run.sources}
    well = [problems.outcomes[one] for one in ids & problems.outcomes.keys() - problems.failed.keys()]
    found = sum("found_by" in source for source in run.sources)
    listed = f" ({found} of them found by its listings)" if found else ""
    return (
        f"{len(run.sources)} in the catalogue{listed}: {well.count('fetched')} new or changed, "
        f"{well.count('unchanged')} unchanged, {len(problems.failed)} failed"
    )


def _count_readings(raw: RawZone, run: Run, steps: Mapping[str, Mapping[str, Any]]) -> str:
    now = steps.get("read", {}).get("outcome", {})
    rows = raw.query(
        """
        select measures.kind, count(*) as rows from measures join readings using (reading_key)
        where readings.reader_version = $version and list_contains($contexts, readings.context_key)
            and list_contains($ids, readings.source_id)
        group by measures.kind
        """,
        {
            "version": reader_version(),
            "contexts": [source["context_key"] for source in run.sources],
            "ids": [source["source_id"] for source in run.sources],
        },
    )
    count = {row["kind"]: row["rows"] for row in rows}
    return (
        f"{now.get('documents', 0)} documents now; measures of this catalogue: "
        f"{count.get('target', 0)} targets, {count.get('actual', 0)} actuals"
    )


def _gate_lines(gate: str, told: Mapping[str, Any] | None) -> Iterator[str]:
    if told is None:
        return
    if "error" in told:
        message = told["error"]
        yield from _told(f"gate {gate}", "RED, nothing goes on from here")
    else:
        message = told["outcome"]["message"]
        warnings = f", {told['outcome']['warnings']} with a warning" if told["outcome"]["warnings"] else ""
        yield from _told(f"gate {gate}", f"green: {told['outcome']['rules']} rules checked{warnings}")
    for line in message.splitlines():
        found = line.removeprefix(f"{gate} gate: ").replace("warning, ", "warning: ", 1)
        if not found.startswith("passed, "):
            yield f"           {found}"


def _published_lines(
    folders: Folders, steps: Mapping[str, Mapping[str, Any]], exit_code: int
) -> Iterator[str]:
    rows = steps.get("build", {}).get("outcome", {})
    publish = steps.get("publish", {}).get("outcome")
    if publish:
        facts = ", ".join(f"{table} {count}" for table, count in rows.items() if table.startswith("fct_"))
        yield from _told("rows", facts)
        if publish["sources_left"]:
            left = sentence_list(publish["sources_left"], MOST_LINES)
            yield from _told("left", f"{left}: no longer in the catalogue; out of the marts, kept in raw")
    marts = folders.warehouse / "marts.duckdb"
    if marts.exists():
        yield from _told("marts", _short(marts))
        package = folders.warehouse / "current" / "package"
        yield from _told("package", f"{_short(package)}: Parquet, CSV, thuocdo.xlsx, datapackage.json")
        yield from _told("docs", f"{_short(folders.dbt_docs)}/index.html, data_dictionary.md in the package")
    if exit_code != NOT_PUBLISHED:
        query = QUERY if rows.get("fct_target", 1) else QUERY_OF_ACTUALS
        yield from _told("try", f'.venv/bin/thuocdo sql "{query}"')


# Worth a look in every catalogue: the targets with a known result first, then the others.
QUERY = (
    "select l.name_vi, indicator_key, level_key, year_key, comparator, target_low, latest_actual_value, "
    "status from fct_attainment join dim_locality l using (locality_key) "
    "order by latest_actual_value is null, target_key limit 20"
)
# Where nothing but exports is read: the newest results.
QUERY_OF_ACTUALS = (
    "select l.name_vi, indicator_key, year_key, value_low, unit from fct_actual "
    "join dim_locality l using (locality_key) where is_current order by year_key desc, indicator_key limit 20"
)


def _problems(failed: Sequence[str]) -> Iterator[str]:
    yield from (f"           {problem}" for problem in failed[:MOST_LINES])
    if len(failed) > MOST_LINES:
        yield f"           and {len(failed) - MOST_LINES} more; see the log."


def _told(label: str, text: str) -> list[str]:
    return [f"{label:<10} {text}"]


def _short(path: Path) -> str:
    """Return the path as one would type it from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)

"""Zones: copies of a clean night with errors planted in them, and what the gates and reports say of each."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import duckdb

from expectations import gate
from expectations.checkpoints import MARTS_RULES, RAW_RULES
from expectations.published import add_published
from expectations.rules import CRITICAL
from ingest.folders import Folders
from ingest.freshness import stale_sources
from ingest.raw import RawZone
from ingest.raw_slice import write_raw_slice
from ingest.runs import load_declared, load_run
from tests.gates.mutations import Mutation, Picker, marks, names_any, plant
from tests.gates.nights import FIRST_NIGHT, STALE_AFTER, World, fetch_and_read
from warehouse.build import build_marts
from warehouse.dbt import BuildFailed
from warehouse.problems import problems_of

# A night shows three examples of a broken rule; here the planted row is looked for among all of them.
ALL_EXAMPLES = 1_000
RAW_TABLES = ("documents", "fetch_log", "readings", "texts", "measures", "values")
# What the marts tell readers of errors that stop nothing; each row names the facts or the source it is about.
REPORTS = {
    "fct_quarantine": "select concat_ws(' ', source_id, document_key, problem) from fct_quarantine",
    "fct_conflict": "select concat_ws(' ', kind, first_actual_key, other_actual_key) from fct_conflict",
    "fct_target_conflict": "select concat_ws(' ', target_key, later_target_key) from fct_target_conflict",
}


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that a gate or a report said about a row."""

    by: str  # which gate, test or report
    rule: str
    stops: bool
    example: str

    @property
    def needs_history(self) -> bool:
        return self.rule.startswith("published_")


@dataclass(frozen=True, slots=True)
class Catch:
    """What became of one mutation; without messages it was missed."""

    mutation: Mutation
    messages: tuple[Message, ...]

    @property
    def verdict(self) -> str:
        if not self.messages:
            return "MISSED"
        return "stopped" if any(message.stops for message in self.messages) else "reported"

    @property
    def first(self) -> Message | None:
        """The first to read: what stops before what reports, what needs no history before what does."""
        return min(self.messages, key=lambda one: (not one.stops, one.needs_history), default=None)


def raw_zone(
    base: World, run_id: str, planted: Sequence[Mutation], folder: Path, seed: int, clean: Sequence[Message]
) -> list[Catch]:
    """Plant errors in the raw Parquet of a night that has read its documents, and ask the raw gate."""
    folders = _copy(base.folders, folder)
    wanted = _plant_in_raw(folders, planted, seed)
    said = _lacking(ask_raw(folders, run_id), clean)
    return [Catch(one, _naming(marks_of_it, said)) for one, marks_of_it in wanted]


def built_zone(base: World, run_id: str, planted: Sequence[Mutation], folder: Path, seed: int) -> list[Catch]:
    """Plant errors that pass the raw gate, build with all tests, and ask the marts' gate and the reports."""
    folders = _copy(base.folders, folder)
    wanted = _plant_in_raw(folders, planted, seed)
    try:
        build_marts(folders, run_id)
    except BuildFailed as failure:
        said = [Message("dbt", "build", True, str(failure))]
    else:
        marts = folders.build(run_id) / "version" / "marts.duckdb"
        clean = base.folders.build(run_id) / "version" / "marts.duckdb"
        said = _lacking(ask_marts(marts), ask_marts(clean))
        said += _lacking(_reported(marts), _reported(clean))
    return [Catch(one, _naming(marks_of_it, said)) for one, marks_of_it in wanted]


def source_zone(base: World, planted: Sequence[Mutation], folder: Path) -> list[Catch]:
    """Change files before a later night fetches them; ask the contracts, the raw gate and the summary."""
    shutil.copytree(base.folder, folder, symlinks=True)
    world = World(folder)
    for mutation in planted:
        _change_file(world.samples, mutation)
    moment, run_id = FIRST_NIGHT + STALE_AFTER, "changed files"
    fetch_and_read(world, run_id, moment)
    said = [*ask_raw(world.folders, run_id), *_summed_up(world.folders, run_id)]
    return [Catch(one, _naming([one.source], said)) for one in planted]


def facts_zone(
    base: World, run_id: str, planted: Sequence[Mutation], folder: Path, seed: int, clean: Sequence[Message]
) -> list[Catch]:
    """Plant errors in the built marts; ask the constraints, dbt's own tests and the marts' gate."""
    built = base.folders.build(run_id)
    folder.mkdir(parents=True)
    warehouse, marts = folder / "warehouse.duckdb", folder / "marts.duckdb"
    shutil.copyfile(base.folders.last_build / "warehouse.duckdb", warehouse)
    shutil.copyfile(built / "version" / "marts.duckdb", marts)
    with duckdb.connect(str(marts)) as connection:
        picker = Picker(connection, seed)
        rows = {one.name: picker.pick(one) if one.table else {} for one in planted}
    refused: dict[str, Message] = {}
    for database in (marts, warehouse):
        with duckdb.connect(str(database)) as connection:
            for one in planted:
                try:
                    plant(connection, one, rows[one.name])
                except duckdb.ConstraintException as error:
                    refused[one.name] = Message("contract", "constraint", True, str(error))
    said = _lacking(ask_marts(marts), clean)
    said += _ask_tests(base.folders, warehouse)
    catches = []
    for one in planted:
        found = _naming(marks(one, rows[one.name]), said)
        catches.append(Catch(one, (*found, refused[one.name]) if one.name in refused else found))
    return catches


def _copy(base: Folders, folder: Path) -> Folders:
    """Copy what a night behind its read step stands on: raw, and what is published."""
    for room in ("raw", "warehouse"):
        shutil.copytree(base.data / room, folder / room, symlinks=True)
    return Folders(folder)


def _plant_in_raw(
    folders: Folders, planted: Sequence[Mutation], seed: int
) -> list[tuple[Mutation, list[str]]]:
    """Rewrite the raw Parquet with the errors; return with each mutation what would name it."""
    raw = RawZone(folders.raw)
    with duckdb.connect() as connection:
        for table in RAW_TABLES:
            connection.execute(f'create table "{table}" as {raw.select(table)}')
        picker = Picker(connection, seed)
        rows = picker.pick_all(planted)
        for mutation, row in rows:
            plant(connection, mutation, row)
        for table in RAW_TABLES:
            shutil.rmtree(folders.raw / table)
            (folders.raw / table).mkdir()
            connection.execute(f"copy \"{table}\" to '{folders.raw / table / 'rewritten.parquet'}'")
    return [(mutation, marks(mutation, row)) for mutation, row in rows]


def _change_file(samples: Path, mutation: Mutation) -> None:
    file = samples / mutation.file
    text = file.read_text("utf-8")
    if mutation.remove:
        file.unlink()
        return
    if mutation.replace:
        if mutation.replace not in text:
            raise LookupError(f"mutation {mutation.name!r}: {file.name} does not hold {mutation.replace!r}")
        text = text.replace(mutation.replace, mutation.by)
    if mutation.append_line is not None:
        text = text.rstrip("\n") + "\n" + text.splitlines()[mutation.append_line] + "\n"
    if mutation.first_line is not None:
        text = "\n".join([mutation.first_line, *text.splitlines()[2:]]) + "\n"
    if mutation.content is not None:
        text = mutation.content
    if mutation.copy_of:
        text = (samples / mutation.copy_of).read_text("utf-8")
    file.write_text(text[: int(len(text) * mutation.keep)], "utf-8")


def _naming(wanted: Sequence[str], said: Sequence[Message]) -> tuple[Message, ...]:
    return tuple(message for message in said if names_any(wanted, message.example))


def _lacking(said: Sequence[Message], clean: Sequence[Message]) -> list[Message]:
    """Return what is said and is not said of a clean night too."""
    known = {(message.rule, message.example) for message in clean}
    return [message for message in said if (message.rule, message.example) not in known]


def ask_raw(folders: Folders, run_id: str) -> list[Message]:
    """Return what the raw gate finds in a night that has read its documents."""
    run = load_run(folders, run_id)
    database = write_raw_slice(folders, run, folders.data / "gates" / "raw_slice.duckdb")
    add_published(folders, run, database)
    return list(_failed("raw", database))


def ask_marts(database: Path) -> list[Message]:
    """Return what the marts' gate finds in built marts."""
    return list(_failed("marts", database))


def _failed(name: str, database: Path) -> Iterator[Message]:
    """Run the gate as a night does, and yield one message for each example of each broken rule."""
    rules = RAW_RULES if name == "raw" else MARTS_RULES
    with mock.patch.object(gate, "EXAMPLES", ALL_EXAMPLES):
        report = gate.run_gate(name, rules, database, database.with_suffix(".json"), None)
    for result in report.results:
        for example in () if result.success else result.examples or ("",):
            yield Message(f"{name} gate", result.expectation, result.severity == CRITICAL, example)


def _ask_tests(folders: Folders, warehouse: Path) -> Iterator[Message]:
    """Run the SQL of dbt's data tests, as the build of the clean night compiled it."""
    told = json.loads((folders.data / "dbt" / "run_results.json").read_text("utf-8"))["results"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for result in told:
            kind, _, name = result["unique_id"].split(".")[:3]
            if kind == "test" and result.get("compiled_code"):
                for row in connection.execute(result["compiled_code"]).fetchall():
                    yield Message("dbt test", name, True, " ".join(map(str, row)))


def _reported(marts: Path) -> list[Message]:
    with duckdb.connect(str(marts), read_only=True) as connection:
        return [
            Message("report", mart, False, str(line))
            for mart, query in REPORTS.items()
            for (line,) in connection.execute(query).fetchall()
        ]


def _summed_up(folders: Folders, run_id: str) -> list[Message]:
    """Return what the summary and the alerts say of the run's sources."""
    raw, run = RawZone(folders.raw), load_run(folders, run_id)
    found = problems_of(raw, run, set())
    said = [Message("summary", "source failed or quarantined", False, line) for line in found.failed.values()]
    said += [Message("summary", "note", False, line) for line in found.notices]
    stale = stale_sources(raw, load_declared(folders, run_id))
    return said + [Message("summary", "stale", False, line) for line in stale]

"""The command ``thuocdo``. Heavy packages are imported inside the commands that need them."""

import contextlib
import csv
import dataclasses
import datetime
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ingest.folders import DEFAULT_CATALOG, Folders
from ingest.readers import Unreadable, read_document

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ANY_FILE = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Thước đo: do Vietnam's provinces keep the promises of their administrative-reform plans?"""


@main.command()
@click.option("--catalog", type=ANY_FILE, default=DEFAULT_CATALOG, help="The sources to read (YAML).")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The run's date in Vietnam; default: today.")
def nightly(catalog: Path, date: datetime.datetime | None) -> None:
    """Run the whole night under the embedded Airflow, and print its summary."""
    from warehouse.nightly import run_in_airflow

    folders, name, moment = _begin(catalog, date)
    click.echo(f"Running the nightly DAG over {catalog} (about a minute) ...")
    log = run_in_airflow(folders, catalog, name, moment)
    _finish(folders, name, log)


@main.command()
@click.option("--catalog", type=ANY_FILE, default=DEFAULT_CATALOG, help="The sources to read (YAML).")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The run's date in Vietnam; default: today.")
def run(catalog: Path, date: datetime.datetime | None) -> None:
    """Run the same steps in the same order without Airflow, and print the summary."""
    from ingest.faults import sentence_of
    from warehouse.nightly import run_without_airflow

    folders, name, moment = _begin(catalog, date)
    why = ""
    try:
        run_without_airflow(folders, catalog, name, moment)
    except Exception as error:  # noqa: BLE001  (whatever a step says, the summary repeats; its trace goes here)
        click.echo(f"{type(error).__name__}: {error}", err=True)
        why = sentence_of(error, folders.data)
    _finish(folders, name, None, why=why)


@main.command()
@click.option("--catalog", type=ANY_FILE, default=DEFAULT_CATALOG, help="The sources to read (YAML).")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day to make again.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day; it must be over.")
def backfill(catalog: Path, first: datetime.datetime | None, last: datetime.datetime | None) -> None:
    """Read all of raw again and publish; or make the marts as of each day of a range. Nothing is fetched."""
    from ingest.progress import progress
    from ingest.runs import HOME
    from warehouse.backfill import plan_runs, run_planned

    folders, name, _ = _begin(catalog, None)
    days = (first.date() if first else None, last.date() if last else None)
    try:
        planned = plan_runs(f"backfill_{name}", *days, datetime.datetime.now(HOME))
    except ValueError as problem:
        raise click.ClickException(str(problem)) from problem
    failed = 0
    # one run shows the progress of its own steps
    with (
        progress("backfill", len(planned))
        if len(planned) > 1
        else contextlib.nullcontext(lambda _: None) as step
    ):
        for one in planned:
            try:
                run_planned(folders, catalog, one)
            except Exception as error:  # noqa: BLE001  (the summary of each repeats what its step said)
                click.echo(f"{type(error).__name__}: {error}", err=True)
                failed += 1
            step(1)
    _finish(folders, planned[-1]["run_name"], None, failed)


@main.command()
@click.argument("files", type=EXISTING_FILE, nargs=-1, required=True)
@click.option("--text-dir", type=ANY_FILE, help="Keep the text that the offsets count here, as <name>.txt.")
def extract(files: tuple[Path, ...], text_dir: Path | None) -> None:
    """Print the measures of documents (TXT, HTML, DOCX, XLSX, PDF) as JSON Lines.

    Offsets count the characters of the text read from a document; for a TXT file that is the file itself.
    """
    from ingest.measures import read_text

    unreadable = 0
    for file in files:
        try:
            document = read_document(file.read_bytes())
        except Unreadable as problem:
            unreadable += 1
            click.echo(f"{file}: {problem}.", err=True)
            continue
        for notice in document.notices:
            click.echo(f"{file}: {notice}.", err=True)
        if text_dir:
            text_dir.mkdir(parents=True, exist_ok=True)
            (text_dir / f"{file.name}.txt").write_bytes(document.text.encode("utf-8"))
        for measure in read_text(document.text).measures:
            click.echo(json.dumps({"file": str(file), **_plain(measure)}, ensure_ascii=False))
    sys.exit(1 if unreadable else 0)


@main.command()
@click.argument("file", type=EXISTING_FILE)
@click.option("--html", type=ANY_FILE, help="The page to write; default: data/explain/<name of FILE>.html.")
@click.option("--corrections", type=EXISTING_FILE, help="A CSV of corrections to lay over what was read.")
@click.option("--catalog", type=ANY_FILE, default=DEFAULT_CATALOG, help="What it says of FILE is used.")
@click.option("--no-terminal", is_flag=True, help="Write the page only.")
def explain(
    file: Path, html: Path | None, corrections: Path | None, catalog: Path, no_terminal: bool
) -> None:
    """Show a document with its measures highlighted, here and as a page where they can be corrected."""
    from ingest.catalog import CatalogueError
    from ingest.corrections import read_corrections
    from ingest.explain.document import catalogued_context, explain_document
    from ingest.explain.page import html_page
    from ingest.records import Context

    try:
        context = catalogued_context(file, catalog) or Context()
        with _naming(corrections):
            lines = read_corrections(corrections.read_bytes()) if corrections else []
        with _naming(file):
            document = explain_document(file.name, file.read_bytes(), context, lines)
    except CatalogueError as error:
        raise click.ClickException(str(error)) from error
    if not no_terminal:
        from rich.console import Console

        from ingest.explain.terminal import print_document

        print_document(document, Console())
    for line in lines:
        if line.problem:
            click.echo(f"{corrections}: line {line.row_number}: {line.problem}.", err=True)
    if lines and not document.outcomes:
        said = f"no usable line is about {file} (SHA-256 {document.sha256})"
        click.echo(f"{corrections}: {said}; take the document's own corrections.", err=True)
    page = html or Folders.from_environment().data / "explain" / f"{file.stem}.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(html_page(document), "utf-8")
    click.echo(f"Page: {page}")


@main.command()
@click.argument("files", type=EXISTING_FILE, nargs=-1)
@click.option("--csv", "table", type=ANY_FILE, help="Write the list to this CSV file.")
def unmapped(files: tuple[Path, ...], table: Path | None) -> None:
    """List what no indicator fits, most frequent first: of FILES, or of the newest readings in raw."""
    from rich.console import Console

    from ingest import unmapped as listing
    from ingest.raw import RawZone

    folders = Folders.from_environment()
    if not files and not (folders.raw / "readings").exists():
        raise click.ClickException(
            f"{folders.raw} holds no readings yet; run `make run` first, or name files."
        )
    found = [] if files else listing.unmapped_in_raw(RawZone(folders.raw))
    for file in files:
        with _naming(file):
            found += listing.unmapped_in_file(file)
    groups = listing.group_by_phrase(found)
    listing.print_groups(groups, Console())
    if table:
        listing.write_csv(groups, table)
        click.echo(f"CSV: {table}")


@main.command()
@click.argument("file", type=EXISTING_FILE)
@click.option("--write", "catalogue", type=ANY_FILE, help="Append the entry to this catalogue (YAML).")
@click.option("--id", "id_", default="", help="The source's id; default: after the file's name.")
@click.option("--url", default="", help="Where the file is published; default: the path of FILE.")
@click.option("--publisher", default="", help="Who publishes it.")
@click.option("--title", default="", help="What it is called; default: the title above the table.")
@click.option("--licence", default="", help="What may be done with it.")
@click.option("--sheet", default="", help="Look at this sheet or table only.")
@click.option("--year", type=int, help="The year of all figures, where the file does not say it.")
@click.option("--locality", default="", help="The province of a profile, where the file does not say it.")
@click.option("--indicator", "named", multiple=True, metavar="NAME=CODE", help="What a column or name means.")
def inspect(file: Path, catalogue: Path | None, id_: str, named: tuple[str, ...], **stated: Any) -> None:
    """Look at an unknown table of figures, and print the catalogue entry that would read it.

    The report goes to the error stream, the entry (YAML) to the output. With --write the entry is appended
    when the file reads by it; else the exit code is 1 and the catalogue stays as it is.
    """
    from rich.console import Console

    from ingest.catalog import CatalogueError
    from ingest.exports.inspecting import Known, entry_of, inspect_file
    from ingest.exports.inspecting.report import print_report
    from ingest.exports.inspecting.writing import append_entry

    known = Known(id=id_, indicators=_pairs(named), **stated)
    with _naming(file):
        inspection = inspect_file(file, known)
    print_report(inspection, Console(stderr=True))
    if inspection.proposal is None:
        sys.exit(1)
    folder = (catalogue or DEFAULT_CATALOG).resolve().parent
    entry = entry_of(inspection, known, os.path.relpath(file.resolve(), folder))
    click.echo(entry, nl=False)
    if catalogue is None:
        return
    if not inspection.is_complete:
        raise click.ClickException(f"{catalogue} stays as it is: the file does not read by the entry yet.")
    try:
        append_entry(catalogue, entry)
    except CatalogueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Appended to {catalogue}.", err=True)


def _pairs(named: tuple[str, ...]) -> dict[str, str]:
    """Return the options NAME=CODE as a dictionary; a code must be in the codebook."""
    from ingest.codebook import codebook

    pairs = {}
    for said in named:
        name, mark, code = said.rpartition("=")
        if not mark or code not in codebook():
            raise click.BadParameter(f"{said!r}: write NAME=CODE with a code of the codebook")
        pairs[name] = code
    return pairs


@main.group(invoke_without_command=True)
@click.pass_context
def quarantine(context: click.Context) -> None:
    """List the files and figures that are kept apart; release or withhold one."""
    if context.invoked_subcommand is None:
        from rich.console import Console

        from ingest.quarantine import kept_apart, print_kept

        print_kept(kept_apart(_raw_zone()), Console())


def _decision(name: str, help_text: str) -> click.Command:
    """Return the command that keeps one kind of decision."""

    @click.argument("key")
    @click.option("--author", required=True, help="Who decides.")
    @click.option("--reason", required=True, help="Why; it is kept beside the decision.")
    @click.option(
        "--all", "all_like_it", is_flag=True, help="All figures of that file with the same problem."
    )
    def command(key: str, author: str, reason: str, all_like_it: bool) -> None:
        from ingest.quarantine import NotInQuarantine, decide

        try:
            said = decide(_raw_zone(), key, name, author, reason, all_like_it=all_like_it)
        except NotInQuarantine as problem:
            raise click.ClickException(f"{problem}.") from problem
        click.echo(f"{name}: {said}; the next run follows it.")

    return click.command(name, help=help_text)(command)


quarantine.add_command(
    _decision("release", "Let a file or figure into the marts although it was kept apart.")
)
quarantine.add_command(
    _decision("withhold", "Keep a file or figure out of the marts although it was usable.")
)


def _raw_zone() -> Any:
    from ingest.raw import RawZone

    folders = Folders.from_environment()
    if not (folders.raw / "readings").exists():
        raise click.ClickException(f"{folders.raw} holds no readings yet; run `make run` first.")
    raw = RawZone(folders.raw)
    raw.prepare()
    return raw


@main.command()
@click.argument("catalog", type=EXISTING_FILE)
def check(catalog: Path) -> None:
    """Try each source of CATALOG once, keep nothing, and print what works and what would help."""
    from rich.console import Console

    from ingest.catalog import CatalogueError, load_catalogue
    from ingest.check import SOME_DO_NOT_WORK, check_sources, print_checks
    from ingest.progress import progress

    try:
        catalogue = load_catalogue(catalog)
    except CatalogueError as error:
        raise click.ClickException(str(error)) from error
    with progress("check", len(catalogue.sources)) as step:
        checks = check_sources(catalogue, lambda: step(1))
    console = Console(width=None if sys.stdout.isatty() else 160)
    print_checks(checks, catalogue, console)
    sys.exit(SOME_DO_NOT_WORK if any(each.problem for each in checks) else 0)


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def airflow(arguments: tuple[str, ...]) -> None:
    """Run a command of the embedded Airflow: `thuocdo airflow standalone`, `... dags list`."""
    from warehouse import embedded

    sys.exit(embedded.run(Folders.from_environment(), arguments))


@main.command()
@click.argument("version", default="")
def restore(version: str) -> None:
    """Publish VERSION again, or the one before the published; or make a day's marts again from raw.

    VERSION is one of data/warehouse/versions, or the date of a published run (2026-11-23). The marts of a
    date are built, checked and published again from raw, with all that the run of that day knew.
    """
    from expectations.gate import GateFailed
    from ingest.faults import OF_THE_MACHINE, sentence_of
    from warehouse.dbt import BuildFailed, BuildKilled
    from warehouse.restore import restore

    folders = Folders.from_environment()
    try:
        name = restore(folders, version)
    except (LookupError, ValueError, GateFailed, BuildFailed, BuildKilled, *OF_THE_MACHINE) as problem:
        raise click.ClickException(sentence_of(problem, folders.data)) from problem
    click.echo(f"Published again: {name}. The next night that finds anything else publishes its own.")


@main.command()
@click.argument("run_id", default="")
@click.option("--last", default=10, show_default=True, help="How many runs to list.")
def runs(run_id: str, last: int) -> None:
    """List the last runs and what became of them, or the steps of RUN_ID."""
    from rich.console import Console

    from warehouse.history import last_runs, print_runs, print_steps

    folders = Folders.from_environment()
    console = Console(width=None if sys.stdout.isatty() else 160)
    found = last_runs(folders, last if not run_id else sys.maxsize)
    if not found:
        raise click.ClickException(f"{folders.raw} holds no run yet; run `make run` first.")
    if not run_id:
        print_runs(found, console)
        return
    named = [run for run in found if run.run_id == run_id]
    if not named:
        raise click.ClickException(f"no run is called {run_id}; `thuocdo runs` lists them.")
    print_steps(named[0], console)


@main.command(context_settings={"ignore_unknown_options": True})  # a query may begin with a comment: --
@click.argument("query")
@click.option("--csv", "table", type=ANY_FILE, help="Write all rows to this CSV file instead of printing.")
def sql(query: str, table: Path | None) -> None:
    """Run one SQL query, or the query in a .sql file, on the published marts; print the rows.

    The query reads the marts and nothing else: no other file, no extension, no network.
    """
    import duckdb

    from warehouse.locked import open_locked

    if query.endswith(".sql") and Path(query).is_file():
        query = Path(query).read_text("utf-8")
    with open_locked(_published(Folders.from_environment())) as connection:
        try:
            rows = connection.sql(query)
            if table:
                _write_csv(table, rows)
            elif rows is not None:
                _print_rows(rows)
        except duckdb.Error as error:
            raise click.ClickException(str(error)) from error


def _print_rows(rows: Any) -> None:
    """Print a result; a quote with control characters must not steer the terminal."""
    from ingest.invisible import shown

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        rows.show(max_width=200, max_rows=200)
    click.echo("\n".join(map(shown, printed.getvalue().split("\n"))), nl=False)


def _write_csv(file: Path, rows: Any) -> None:
    """Write a result as the package's CSV are written: no text begins like a formula."""
    from ingest.formulas import guarded

    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow([guarded(name) for name in rows.columns])
        while row := rows.fetchone():
            writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])


@main.command()
@click.option("--province", "provinces", multiple=True, help="Only this province's page (repeatable).")
@click.option("--output", type=ANY_FILE, help="The folder to write into; default: data/reports.")
@click.option("--no-pdf", is_flag=True, help="Write the HTML pages only.")
def report(provinces: tuple[str, ...], output: Path | None, no_pdf: bool) -> None:
    """Write the report: a page per province and one for the country, as HTML and PDF, from the marts."""
    from warehouse.reports.writing import UnknownProvince, write_report

    folders = Folders.from_environment()
    try:
        written = write_report(_published(folders), output or folders.reports, provinces, with_pdf=not no_pdf)
    except UnknownProvince as problem:
        raise click.ClickException(f"{problem}.") from problem
    if written.note:
        click.echo(f"Note: {written.note}.", err=True)
    click.echo(f"{len(written.pages)} pages, {len(written.pdfs)} of them as PDF too: {written.pages[-1]}")


def _published(folders: Folders) -> Path:
    """Return the published marts, or end the command with a word on how to get them."""
    marts = folders.warehouse / "marts.duckdb"
    if not marts.exists():
        raise click.ClickException(f"{marts} is not there yet; run `make run` first.")
    return marts


@main.group()
def dashboards() -> None:
    """Bring the dashboards into a running Superset, or back into the folder warehouse/bi/assets."""


def _superset(address: str, account: str, password: str) -> Any:
    from warehouse.bi.server import Superset, SupersetRefused

    try:
        return Superset.enter(address, account, password)
    except SupersetRefused as error:
        raise click.ClickException(str(error)) from error


def _of_superset(command: Any) -> Any:
    """Add the options that tell where Superset is and who signs in."""
    options = (
        click.option(
            "--address", default="http://localhost:8088", envvar="SUPERSET_ADDRESS", show_default=True
        ),
        click.option("--account", default="admin", envvar="SUPERSET_ADMIN_NAME", show_default=True),
        click.option("--password", envvar="SUPERSET_ADMIN_PASSWORD", prompt=True, hide_input=True),
    )
    for option in reversed(options):
        command = option(command)
    return command


@dashboards.command("import")
@_of_superset
@click.option(
    "--marts", type=ANY_FILE, help="The published file as Superset sees it; default: the data folder's."
)
def import_dashboards(address: str, account: str, password: str, marts: Path | None) -> None:
    """Import the dashboards; those that are there already are replaced, nothing is doubled."""
    from warehouse.bi.bundle import ASSETS, BadBundle, pack
    from warehouse.bi.server import SupersetRefused

    marts = marts or Folders.from_environment().warehouse / "marts.duckdb"
    superset = _superset(address, account, password)
    try:
        superset.import_assets(pack(ASSETS, marts))
        for board in superset.dashboards():
            page = f"{superset.address}/superset/dashboard/{board['slug'] or board['id']}/"
            click.echo(f"{page}  {board['dashboard_title']}")
    except (BadBundle, SupersetRefused) as error:
        raise click.ClickException(str(error)) from error


@dashboards.command("export")
@_of_superset
def export_dashboards(address: str, account: str, password: str) -> None:
    """Write the published dashboards of Superset back into the folder, and name the files that changed."""
    from warehouse.bi.bundle import ASSETS, BadBundle, unpack
    from warehouse.bi.server import SupersetRefused

    superset = _superset(address, account, password)
    try:
        changed = unpack(superset.export_dashboards(), ASSETS)
    except (BadBundle, SupersetRefused) as error:
        raise click.ClickException(str(error)) from error
    click.echo("\n".join(map(str, changed)) or "Nothing changed.")


@contextlib.contextmanager
def _naming(file: Path | None) -> Iterator[None]:
    """Name the file in the error of a document that cannot be read."""
    try:
        yield
    except Unreadable as problem:
        raise click.ClickException(f"{file}: {problem}.") from problem


def _begin(catalog: Path, date: datetime.datetime | None) -> tuple[Folders, str, datetime.datetime]:
    """Check the catalogue, and name the run by the moment it starts."""
    from ingest.catalog import CatalogueError, load_catalogue
    from ingest.runs import HOME

    try:
        load_catalogue(catalog)
    except CatalogueError as error:
        click.echo(f"Thước đo: nothing published; the catalogue has errors.\n{error}", err=True)
        sys.exit(1)
    now = datetime.datetime.now(HOME)
    moment = date.replace(hour=2, tzinfo=HOME) if date else now
    return Folders.from_environment(), f"{moment:%Y-%m-%d}_{now:%Y%m%dT%H%M%S}", moment


def _finish(folders: Folders, name: str, log: Path | None, failed: int = 0, why: str = "") -> None:
    """Print the summary of a run and end with its exit code; with 1 when ``failed`` runs went wrong.

    Where raw itself cannot be read, the one sentence that says why is all.
    """
    from ingest.faults import OF_THE_MACHINE, sentence_of
    from warehouse.summary import summarise

    try:
        summary = summarise(folders, name, log, why)
    except OF_THE_MACHINE as error:
        click.echo(f"Thước đo: nothing published; {why or sentence_of(error, folders.data)}")
        sys.exit(1)
    click.echo("\n".join(summary.lines))
    sys.exit(1 if failed else summary.exit_code)


def _plain(measure: Any) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(measure).items() if value is not None}

"""The command ``thuocdo``. Heavy packages are imported inside the commands that need them."""

import dataclasses
import datetime
import json
import sys
from pathlib import Path
from typing import Any

import click

from ingest.folders import DEFAULT_CATALOG, Folders
from ingest.readers import Unreadable, read_plain_text

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
    from warehouse.nightly import run_without_airflow

    folders, name, moment = _begin(catalog, date)
    try:
        run_without_airflow(folders, catalog, name, moment)
    except Exception as error:  # noqa: BLE001  (whatever a step says, the summary repeats; its trace goes here)
        click.echo(f"{type(error).__name__}: {error}", err=True)
    _finish(folders, name, None)


@main.command()
@click.argument("files", type=EXISTING_FILE, nargs=-1, required=True)
def extract(files: tuple[Path, ...]) -> None:
    """Print the measures of text files as JSON Lines, with character offsets into each file."""
    from ingest.measures import read_text

    unreadable = 0
    for file in files:
        try:
            reading = read_text(read_plain_text(file.read_bytes()))
        except Unreadable as problem:
            unreadable += 1
            click.echo(f"{file}: {problem}.", err=True)
            continue
        for measure in reading.measures:
            click.echo(json.dumps({"file": str(file), **_plain(measure)}, ensure_ascii=False))
    sys.exit(1 if unreadable else 0)


@main.command(context_settings={"ignore_unknown_options": True})  # a query may begin with a comment: --
@click.argument("query")
def sql(query: str) -> None:
    """Run one SQL query, or the query in a .sql file, on the published marts; print the rows."""
    import duckdb

    if query.endswith(".sql") and Path(query).is_file():
        query = Path(query).read_text("utf-8")
    marts = Folders.from_environment().warehouse / "marts.duckdb"
    if not marts.exists():
        raise click.ClickException(f"{marts} is not there yet; run `make run` first.")
    with duckdb.connect(str(marts), read_only=True) as connection:
        try:
            connection.sql(query).show(max_width=200, max_rows=200)
        except duckdb.Error as error:
            raise click.ClickException(str(error)) from error


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


def _finish(folders: Folders, name: str, log: Path | None) -> None:
    from warehouse.summary import summarise

    summary = summarise(folders, name, log)
    click.echo("\n".join(summary.lines))
    sys.exit(summary.exit_code)


def _plain(measure: Any) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(measure).items() if value is not None}

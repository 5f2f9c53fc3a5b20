"""What a query of an analyst can reach: the marts, and nothing else on the machine or beyond it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml
from click.testing import CliRunner, Result

from ingest.cli import main
from ingest.folders import REPOSITORY, Folders
from warehouse.locked import LOCKS, open_locked

BI = REPOSITORY / "warehouse/bi/assets/databases"
WORDS = "kept outside the marts"
ESCAPES = {
    "a text file": "select * from read_text('{secret}')",
    "a file as a blob": "select * from read_blob('{secret}')",
    "a CSV": "select * from read_csv('{secret}')",
    "a CSV by its name": "select * from '{secret}'",
    "Parquet": "select * from read_parquet('{folder}/*.parquet')",
    "JSON": "select * from read_json('{secret}')",
    "the names of files": "select * from glob('{folder}/*')",
    "another database": "attach '{folder}/other.duckdb' as other",
    "another database, read-only": "attach '{folder}/other.duckdb' as other (read_only)",
    "the same database, to be written": "attach '{marts}' as again; create table again.more as select 1",
    "a new file": "copy (select 1) to '{folder}/new.csv'",
    "a table from a file": "copy figures from '{secret}'",
    "a whole database as files": "export database '{folder}/export'",
    "files as a database": "import database '{folder}/export'",
    "a new table": "create table more as select 1",
    "other figures": "update figures set value = 1",
    "no figures": "delete from figures",
    "an extension by name": "install httpfs",
    "an extension from its maker": "install httpfs from community",
    "an extension by its file": "load '{folder}/evil.duckdb_extension'",
    "an extension that is there": "load httpfs",
    "the web": "select * from read_csv('https://example.org/a.csv')",
    "a bucket": "select * from read_parquet('s3://bucket/a.parquet')",
    "a secret": "create secret (type s3, key_id 'a', secret 'b')",
    "a kept secret": "create persistent secret (type s3, key_id 'a', secret 'b')",
    "access again": "set enable_external_access = true",
    "an unlocked configuration": "set lock_configuration = false",
    "another home": "set home_directory = '{folder}'",
    "another place for extensions": "set extension_directory = '{folder}'",
    "another place for overflow": "set temp_directory = '{folder}'",
    "a log": "set log_query_path = '{folder}/log'",
    "a profile": "pragma profiling_output = '{folder}/profile'",
    "a second query": "select 1; copy (select 1) to '{folder}/new.csv'",
    "a prepared escape": "prepare p as select * from read_text('{secret}'); execute p",
    "an escape inside": "select (select content from read_text('{secret}')) from figures",
    "the environment": "select getenv('HOME')",
    "a variable of Python": "select * from words",
}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A data folder with small marts, files beside them, and a file outside."""
    folders = Folders(tmp_path / "data")
    folders.warehouse.mkdir(parents=True)
    for name in ("marts", "other"):
        with duckdb.connect(str(folders.warehouse / f"{name}.duckdb")) as connection:
            connection.execute("create table figures as select 80.5 as value, '=1+1' as quote")
            connection.execute(f"copy figures to '{folders.warehouse}/figures.parquet'")
    (folders.warehouse / "secret.csv").write_text(f"{WORDS}\n1\n")
    return folders


def escape(folders: Folders, query: str) -> str:
    folder = folders.warehouse
    return query.format(folder=folder, secret=folder / "secret.csv", marts=folder / "marts.duckdb")


@pytest.fixture
def locked(folders: Folders) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_locked(folders.warehouse / "marts.duckdb") as connection:
        yield connection


@pytest.mark.parametrize("wanted", ESCAPES)
def test_a_query_reaches_nothing_but_the_marts(
    locked: duckdb.DuckDBPyConnection, folders: Folders, wanted: str
) -> None:
    words = WORDS  # what a query of a table `words` would find in this function, were it looked for
    before = {file: file.read_bytes() for file in folders.data.rglob("*") if file.is_file()}
    with pytest.raises(duckdb.Error):
        locked.execute(escape(folders, ESCAPES[wanted])).fetchall()
    assert {file: file.read_bytes() for file in folders.data.rglob("*") if file.is_file()} == before
    assert locked.execute("select value from figures").fetchall() == [(80.5,)]
    assert words


def sql(folders: Folders, *arguments: str) -> Result:
    return CliRunner(env={"THUOCDO_DATA": str(folders.data)}).invoke(main, ["sql", *arguments])


@pytest.mark.parametrize("wanted", ["a text file", "a new file", "a second query", "access again", "the web"])
def test_the_command_is_locked_too(folders: Folders, wanted: str) -> None:
    done = sql(folders, escape(folders, ESCAPES[wanted]))
    assert done.exit_code == 1
    assert WORDS not in done.output
    assert not (folders.warehouse / "new.csv").exists()


def test_the_command_writes_the_csv_itself(folders: Folders, tmp_path: Path) -> None:
    done = sql(folders, "select value, quote from figures", "--csv", str(tmp_path / "out.csv"))
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out.csv").read_text("utf-8") == "value,quote\n80.5,'=1+1\n"


def test_a_result_does_not_steer_the_terminal(folders: Folders) -> None:
    done = sql(folders, r"select e'\x1b]0;evil\x07' || chr(8238) || 'abc' as quote")
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.output and "\u202e" not in done.output
    assert "<U+202E>" in done.output


def test_superset_is_given_no_more() -> None:
    """Its connection has each lock that its language of settings knows, and opens the file read-only."""
    (file,) = BI.glob("*.yaml")
    told = yaml.safe_load(file.read_text("utf-8"))
    assert told["sqlalchemy_uri"].endswith("?access_mode=read_only")
    config = told["extra"]["engine_params"]["connect_args"]["config"]
    assert {name: config.get(name) for name in LOCKS if name != "python_enable_replacements"} == {
        name: value for name, value in LOCKS.items() if name != "python_enable_replacements"
    }


def test_readers_need_no_right_to_write(folders: Folders) -> None:
    """A folder that nobody may write is enough, as Superset and analysts are given it."""
    marts = folders.warehouse / "marts.duckdb"
    shutil.rmtree(folders.data / "tmp", ignore_errors=True)
    marts.chmod(0o444)
    folders.warehouse.chmod(0o555)
    try:
        with open_locked(marts) as connection:
            assert connection.execute("select count(*) from figures").fetchone() == (1,)
    finally:
        folders.warehouse.chmod(0o755)

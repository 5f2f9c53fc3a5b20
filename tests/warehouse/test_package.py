"""The package: what is handed on, what is left out, and files that open as they should."""

import csv
import hashlib
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import validate
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.folders import Folders
from ingest.raw import RawZone
from ingest.records import ROW_CHANGES
from ingest.runs import Run
from tests.warehouse.small_marts import small_marts
from warehouse.package.changelog import keep_changes
from warehouse.package.descriptor import CHECKSUMS, DESCRIPTOR
from warehouse.package.schema import Mart
from warehouse.package.tables import write_tables
from warehouse.package.withheld import MOST_LOCALITIES, note_withheld
from warehouse.package.workbook import MOST_LETTERS, write_workbook
from warehouse.package.writing import write_package

RUN = {"run_id": "night-1", "run_date": "2026-11-22", "catalogue": "test", "code_version": "1"}
NIGHT = Run("night-1", date(2026, 11, 22), "test", Path(), "", ())
NO_CHANGES = pa.Table.from_pylist([], schema=ROW_CHANGES)


def fill(
    file: Path, documents: dict[str, str], actuals: list[tuple[str, str, str]], reader: str = "1"
) -> None:
    """Fill documents (key: redistribution) and actuals (document, indicator, locality), each judged once."""
    with duckdb.connect(str(file)) as connection:
        for key, terms in documents.items():
            connection.execute(
                "insert into dim_document values (?, ?, 'Tên', 'Nơi', 'own', ?, null, true)",
                [key, f"source_{key}", terms],
            )
        for number, actual in enumerate(actuals):
            connection.execute(
                "insert into fct_actual values (?, ?, ?, ?, 80.5, 'đạt 80,5%', '2026-11-22', ?)",
                [f"actual{number:03d}", *actual, reader],
            )
            connection.execute(
                "insert into fct_attainment values (?, ?, 'met')", [f"judged{number}", f"actual{number:03d}"]
            )


def package(folder: Path, documents: dict[str, str], actuals: list[tuple[str, str, str]]) -> Path:
    file, marts = small_marts(folder)
    fill(file, documents, actuals)
    changes = folder / "changes.parquet"
    pq.write_table(NO_CHANGES, changes)
    write_package(folder, marts, changes, RUN)
    return folder / "package"


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as content:
        return list(csv.DictReader(content))


def test_a_source_of_none_gives_no_row_and_nothing_that_rests_on_it(tmp_path: Path) -> None:
    folder = package(
        tmp_path,
        {"a": "open", "b": "none"},
        [("a", "par_index_score", "p63-01"), ("b", "pci_score", "p63-01")],
    )
    assert [row["document_key"] for row in rows(folder / "dim_document.csv")] == ["a", "b"]
    assert [row["document_key"] for row in rows(folder / "fct_actual.csv")] == ["a"]
    assert [row["actual_key"] for row in rows(folder / "fct_attainment.csv")] == ["actual000"]
    left_out = {(row["mart"], row["source_id"], row["row_count"]) for row in rows(folder / "left_out.csv")}
    assert left_out == {("fct_actual", "source_b", "1"), ("fct_attainment", "source_b", "1")}
    with duckdb.connect(str(tmp_path / "marts.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from fct_actual").fetchone() == (2,)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.integers(1, 40)), max_size=120))
def test_an_excerpt_holds_at_most_fifteen_localities_per_indicator(
    tmp_path_factory: pytest.TempPathFactory, figures: list[tuple[str, str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("excerpt")
    file, marts = small_marts(folder)
    actuals = [(source, indicator, f"p63-{code:02d}") for source, indicator, code in figures]
    fill(file, {"a": "excerpt", "b": "excerpt"}, [*actuals, ("a", "x", "country")])
    with duckdb.connect(str(file)) as connection:
        note_withheld(connection, marts)
        write_tables(connection, marts, folder)
    kept = rows(folder / "fct_actual.csv")
    for indicator in "xy":
        there = {code for _, of, code in actuals if of == indicator}
        shown = {row["locality_key"] for row in kept if row["indicator_key"] == indicator} - {"country"}
        assert len(shown) == min(len(there), MOST_LOCALITIES)
    assert any(row["locality_key"] == "country" for row in kept)


def test_the_package_validates_and_its_checksums_hold(tmp_path: Path) -> None:
    folder = package(tmp_path, {"a": "open"}, [("a", "par_index_score", "p63-01")])
    report = validate(str(folder / DESCRIPTOR))
    assert report.valid, report.flatten(["message"])
    listed = dict(line.split("  ")[::-1] for line in (folder / CHECKSUMS).read_text("utf-8").splitlines())
    assert set(listed) == {file.name for file in folder.iterdir()} - {CHECKSUMS}
    for name, sha256 in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
    (folder / "fct_actual.csv").write_text("actual_key\nmade up\n", "utf-8")
    assert not validate(str(folder / DESCRIPTOR)).valid


def test_the_workbook_holds_values_and_no_formulas(tmp_path: Path) -> None:
    file, marts = small_marts(tmp_path)
    fill(file, {"a": "open"}, [("a", "x", "p63-01")])
    evil = [
        '=HYPERLINK("http://example.org")',
        "{=1+1}",
        "http://example.org",
        "+84",
        "x" * (MOST_LETTERS + 1),
    ]
    with duckdb.connect(str(file)) as connection:
        for number, text in enumerate(evil):
            connection.execute(
                "insert into fct_actual values (?, 'a', 'x', 'p63-01', 1, ?, '2026-11-22', '1')",
                [f"b{number}", text],
            )
    write_book(file, marts, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames[:2] == ["contents", "columns"]
    sheet = book["fct_actual"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:H7"
    assert [cell.value for cell in sheet[2]][4:7] == [80.5, "đạt 80,5%", sheet["G2"].value]
    assert sheet["G2"].value.date() == date(2026, 11, 22)
    assert [sheet.cell(row, 6).value for row in range(3, 7)] == evil[:4]
    assert {sheet.cell(row, 6).data_type for row in range(2, 8)} == {"s"}
    assert all(sheet.cell(row, 6).hyperlink is None for row in range(2, 8))
    assert len(sheet["F7"].value) == MOST_LETTERS
    assert sheet["F7"].value.endswith("xem toàn văn trong tệp CSV]")


def test_a_large_mart_is_left_out_of_the_workbook_which_says_where_it_is(tmp_path: Path) -> None:
    file, marts = small_marts(tmp_path)
    fill(file, {"a": "open"}, [("a", "x", f"p63-{code}") for code in range(10, 14)])
    write_book(file, marts, tmp_path / "book.xlsx", most_rows=3)
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert "fct_actual" not in book.sheetnames
    told = {row[0]: row[2] for row in book["contents"].iter_rows(values_only=True)}
    assert told["fct_actual"] == "fct_actual.csv, fct_actual.parquet"
    assert told["dim_document"] == "this workbook / tệp này"


def write_book(file: Path, marts: list[Mart], book: Path, most_rows: int = 1_000_000) -> None:
    with duckdb.connect(str(file)) as connection:
        note_withheld(connection, marts)
        counts = write_tables(connection, marts, file.parent)
        write_workbook(connection, marts, counts, book, date(2026, 11, 22), most_rows)


def test_the_changelog_names_each_row_that_differs_and_is_found_again_in_raw(folders: Folders) -> None:
    RawZone(folders.raw).prepare()
    published = folders.warehouse / "current"
    published.mkdir(parents=True)
    before, _ = small_marts(published)
    (published / "manifest.json").write_text('{"run_id": "night-0"}', "utf-8")
    fill(before, {"a": "open"}, [("a", "x", "p63-01"), ("a", "x", "p63-02")])
    built = folders.data / "built"
    built.mkdir()
    after, marts = small_marts(built)
    fill(after, {"a": "open", "b": "open"}, [("a", "x", "p63-01"), ("a", "x", "p63-04")], reader="2")
    with duckdb.connect(str(after)) as connection:
        connection.execute("delete from fct_attainment where attainment_key = 'judged0'")
    kept = keep_changes(folders, NIGHT, after, marts)
    changes = [(row["mart"], row["row_key"], row["change"]) for row in pq.read_table(kept).to_pylist()]
    assert changes == [
        ("dim_document", "b", "added"),
        ("fct_actual", "actual001", "changed"),
        ("fct_attainment", "judged0", "removed"),
    ]
    assert {row["compared_with"] for row in pq.read_table(kept).to_pylist()} == {"night-0"}
    (published / "marts.duckdb").unlink()
    assert keep_changes(folders, NIGHT, after, marts) == kept, "a rebuilt run finds its changes in raw"


def test_the_first_version_of_all_has_no_changes(folders: Folders) -> None:
    RawZone(folders.raw).prepare()
    file, marts = small_marts(folders.raw)
    fill(file, {"a": "open"}, [("a", "x", "p63-01")])
    kept = keep_changes(
        folders,
        NIGHT,
        file,
        marts,
    )
    assert pq.read_table(kept).num_rows == 0

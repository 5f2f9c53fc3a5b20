"""Writes the whole package of a version: ``package/`` beside its ``marts.duckdb``."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from ingest.formulas import guarded_sql
from ingest.sql import quoted
from warehouse.package.descriptor import write_descriptor
from warehouse.package.dictionary import dictionary_page
from warehouse.package.lists import CHANGELOG, LEFT_OUT
from warehouse.package.schema import Mart
from warehouse.package.tables import write_tables
from warehouse.package.withheld import note_withheld, write_withheld
from warehouse.package.workbook import write_workbook

FOLDER = "package"


def write_package(
    version: Path, marts: Sequence[Mart], changes: Path, manifest: Mapping[str, Any]
) -> dict[str, int]:
    """Write the files for handing on; return the rows of each mart in them.

    ``version`` holds ``marts.duckdb``; ``marts`` come from ``read_marts``; ``changes`` is the Parquet file of
    ``keep_changes``; ``manifest`` names the run. ``left_out.csv`` counts what may not be handed on.
    """
    folder = version / FOLDER
    folder.mkdir()
    with duckdb.connect(str(version / "marts.duckdb"), read_only=True) as connection:
        note_withheld(connection, marts)
        rows = write_tables(connection, marts, folder)
        write_withheld(connection, folder / f"{LEFT_OUT.name}.csv")
        _write_changes(connection, changes, folder / f"{CHANGELOG.name}.csv")
        made_on = date.fromisoformat(manifest["run_date"])
        write_workbook(connection, marts, rows, folder / "thuocdo.xlsx", made_on)
        (folder / "data_dictionary.md").write_text(dictionary_page(marts), "utf-8")
        write_descriptor(folder, [*marts, LEFT_OUT, CHANGELOG], _sources(connection), manifest)
    return rows


def _write_changes(connection: duckdb.DuckDBPyConnection, changes: Path, file: Path) -> None:
    """Write the changes of rows since the version before, but for rows that are not handed on."""
    connection.execute(
        f"""
        copy (
            select compared_with, run_id, mart, {guarded_sql("row_key")} as row_key, change
            from read_parquet('{quoted(changes)}') as changed
            anti join withheld using (mart, row_key)
            order by mart, row_key
        ) to '{quoted(file)}' (header)
        """
    )


def _sources(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return title, publisher, terms and address of each source whose figures are handed on."""
    found = connection.execute(
        """
        select distinct
            source_id as name, title, publisher, licence, redistribution, coalesce(url, '') as path
        from dim_document
        where is_current and redistribution <> 'none'
        order by all
        """
    )
    names = [column[0] for column in found.description]
    told = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [{key: value for key, value in source.items() if value} for source in told]

"""Ways from a CSV of figures to Parquet: rows as they stand, and figures as they are kept in raw."""

import random
import shutil
import tempfile
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from ingest.exports import ExportMapping, read_export
from ingest.grids import open_grids

BATCHES_OF_A_GROUP = 8
PROVINCES = ("Hà Nội", "TP. Hồ Chí Minh", "Thừa Thiên Huế", "Bà Rịa - Vũng Tàu", "Đà Nẵng", "Lào Cai")
MAPPING = ExportMapping.model_validate(
    {
        "locality": "Tỉnh",
        "year": "Năm",
        "values": [
            {"column": "Điểm", "indicator": "par_index_score", "unit": "percent"},
            {"column": "Hạng", "indicator": "par_index_rank", "unit": "rank"},
        ],
        "contract": {"partial": True},
    }
)
COMMON = {
    "reading_key": "1" * 32,
    "document_key": "2" * 32,
    "sha256": "3" * 64,
    "reader_version": "1-benchmark",
}


def write(file: Path, rows: int) -> None:
    """Write a CSV: province, year, a code that differs in each row, score and rank."""
    chance = random.Random(1)
    with file.open("w", encoding="utf-8") as opened:
        opened.write("Tỉnh,Năm,Mã,Điểm,Hạng\n")
        for row in range(rows):
            place, year, score = chance.choice(PROVINCES), chance.randint(2009, 2024), chance.uniform(0, 100)
            opened.write(f"{place},{year},p{row},{score:.2f},{chance.randint(1, 63)}\n")


def target_of(file: Path) -> Path:
    return file.with_suffix(".parquet")


# ---- rows as they stand ----


def by_pyarrow(file: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(file), target_of(file), compression="zstd")


def by_pyarrow_as_text(file: Path) -> None:
    """Keep each cell as it is printed, as our grids do: 08 stays 08."""
    names = pyarrow.csv.open_csv(file).schema.names
    types = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    table = pyarrow.csv.read_csv(file, convert_options=types)
    pyarrow.parquet.write_table(table, target_of(file), compression="zstd")


def by_grids(file: Path) -> None:
    """Stream the cells as text with the numbers of their lines, some batches to a group of rows."""
    (grid,) = open_grids(file)
    cells = list(map(str, range(grid.width)))
    schema = pa.schema([*((name, pa.string()) for name in cells), ("row_number", pa.int64())])
    options = {"use_dictionary": cells, "column_encoding": {"row_number": "DELTA_BINARY_PACKED"}}
    batches = (pa.record_batch([*rows.text.columns, rows.row_numbers], schema) for rows in grid.walk())
    with pyarrow.parquet.ParquetWriter(target_of(file), schema, compression="zstd", **options) as made:
        while group := list(islice(batches, BATCHES_OF_A_GROUP)):
            made.write_table(pa.Table.from_batches(group))


def by_dlt(file: Path) -> None:
    """Load as its documentation shows first: records by pandas."""
    from dlt.sources.filesystem import read_csv

    _by_dlt(file, read_csv())


def by_dlt_with_duckdb(file: Path) -> None:
    """Load by its fastest reader of CSV: tables of Arrow by DuckDB."""
    from dlt.sources.filesystem import read_csv_duckdb

    _by_dlt(file, read_csv_duckdb(use_pyarrow=True, chunk_size=100_000))


def _by_dlt(file: Path, reader: Any) -> None:
    import dlt
    from dlt.sources.filesystem import filesystem

    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        destination = dlt.destinations.filesystem(bucket_url=f"file://{folder}/loaded")
        pipeline = dlt.pipeline(
            "load", pipelines_dir=f"{folder}/state", destination=destination, dataset_name="raw"
        )
        files = filesystem(bucket_url=f"file://{file.parent}", file_glob=file.name)
        pipeline.run((files | reader).with_name("figures"), loader_file_format="parquet")
        made = list(Path(folder, "loaded").rglob("figures/*.parquet"))
        shutil.copy(made[0], target_of(file))


# ---- figures ----


def figures_of(file: Path) -> Path:
    return file.with_suffix(".figures.parquet")


def by_exports(file: Path) -> None:
    """Read two figures from each row, each with its locality, its problem, its row's text and its key."""
    reading = read_export(file, MAPPING, COMMON, figures_of(file))
    assert reading.figures and not reading.problems


def figures_by_pyarrow(file: Path) -> None:
    """Read and write the Parquet file that ``by_exports`` made: as many rows and columns as it writes."""
    table = pyarrow.parquet.read_table(figures_of(file))
    pyarrow.parquet.write_table(table, target_of(file), compression="zstd")


OWN_TASKS = {
    "Thước đo: rows as they stand": by_grids,
    "Thước đo: figures, 2 a row": by_exports,
}
TASKS = {
    "pyarrow: read_csv, write_table": by_pyarrow,
    "pyarrow: the same, all as text": by_pyarrow_as_text,
    **OWN_TASKS,
    "pyarrow: these figures read and written again": figures_by_pyarrow,
    "dlt: filesystem, read_csv_duckdb as Arrow": by_dlt_with_duckdb,
    "dlt: filesystem, read_csv": by_dlt,
}

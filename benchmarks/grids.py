"""Table files: CSV to Parquet beside Arrow alone, workbooks beside other readers, each in a fresh process.

``python -m benchmarks.grids [MEGABYTES]`` prints the table; ``python -m benchmarks.grids TASK FILE`` does one
task and prints what it took as JSON.
"""

import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from benchmarks.documents import REPOSITORY
from benchmarks.scale import own_peak
from ingest.grids import open_grids

PROVINCES = ("Hà Nội", "TP. Hồ Chí Minh", "Thừa Thiên Huế", "Bà Rịa - Vũng Tàu", "Đà Nẵng", "Lào Cai")
SHEET_ROWS = 100_000
ROUNDS = 3


def print_grids(megabytes: int = 300) -> None:
    with tempfile.TemporaryDirectory() as folder:
        csv, xlsx = Path(folder) / "large.csv", Path(folder) / "large.xlsx"
        write_csv(csv, megabytes)
        print(f"\nCSV of {megabytes} MB to Parquet (zstd), the best of {ROUNDS} fresh processes:")
        print_tasks(CSV_TASKS, csv)
        write_xlsx(xlsx)
        size = xlsx.stat().st_size / 1e6
        print(f"\nXLSX of {SHEET_ROWS:,} rows and 10 columns ({size:.1f} MB), the best of {ROUNDS}:")
        print_tasks({name: task for name, task in XLSX_TASKS.items() if is_installed(name)}, xlsx)


def print_tasks(tasks: dict[str, Callable[[Path], None]], file: Path) -> None:
    for name in tasks:
        took = [in_fresh_process(name, file) for _ in range(ROUNDS)]
        best = {what: min(one[what] for one in took) for what in took[0]}
        print(
            f"  {name:34s} {best['wall']:6.2f} s, process time {best['work']:6.2f} s, {best['peak']:5.0f} MB"
        )


def in_fresh_process(name: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.grids", name, str(file)]
    done = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    took: dict[str, float] = json.loads(done.stdout)
    return took


def is_installed(name: str) -> bool:
    return importlib.util.find_spec(name.split(":")[0].replace("Thước đo", "ingest")) is not None


# ---- the files ----


def write_csv(file: Path, megabytes: int) -> None:
    chance = random.Random(1)
    with file.open("w", encoding="utf-8") as opened:
        opened.write("Tỉnh,Năm,Chỉ số,Giá trị,Hạng,Ghi chú\n")
        while opened.tell() < megabytes * 2**20:
            opened.writelines(line(chance) for _ in range(20_000))


def line(chance: random.Random) -> str:
    note = "ước tính" if chance.random() < 0.1 else ""
    place, year, value = chance.choice(PROVINCES), chance.randint(2005, 2025), chance.uniform(0, 100)
    rank, number = chance.randint(1, 63), chance.randint(1, 40)
    return f"{place},{year},par_index_{number},{value:.4f},{rank:02d}/63,{note}\n"


def write_xlsx(file: Path) -> None:
    import xlsxwriter

    chance = random.Random(1)
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(SHEET_ROWS):
            sheet.write_string(row, 0, chance.choice(PROVINCES))
            sheet.write_string(row, 1, f"Huyện {chance.randint(1, 500)}")
            for column in range(2, 10):
                sheet.write_number(row, column, chance.uniform(0, 100))


# ---- the tasks ----


def csv_by_grids(file: Path) -> None:
    (grid,) = open_grids(file)
    columns = [(str(number), pa.string()) for number in range(grid.width)]
    schema = pa.schema([*columns, ("row_number", pa.int64())])
    with pyarrow.parquet.ParquetWriter(file.with_suffix(".parquet"), schema, compression="zstd") as made:
        for rows in grid.walk():
            made.write_batch(pa.record_batch([*rows.text.columns, rows.row_numbers], schema))


def csv_by_arrow(file: Path) -> None:
    table = pyarrow.csv.read_csv(file)
    pyarrow.parquet.write_table(table, file.with_suffix(".parquet"), compression="zstd")


def csv_by_arrow_as_text(file: Path) -> None:
    names = pyarrow.csv.open_csv(file).schema.names
    types = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    table = pyarrow.csv.read_csv(file, convert_options=types)
    pyarrow.parquet.write_table(table, file.with_suffix(".parquet"), compression="zstd")


def xlsx_by_grids(file: Path) -> None:
    (grid,) = open_grids(file)
    assert grid.whole().text.num_rows == SHEET_ROWS


def xlsx_by_calamine(file: Path) -> None:
    import python_calamine

    assert (
        len(python_calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()) == SHEET_ROWS
    )


def xlsx_by_fastexcel(file: Path) -> None:
    import fastexcel

    sheet = fastexcel.read_excel(file).load_sheet(0, header_row=None)
    assert pa.record_batch(sheet).num_rows == SHEET_ROWS


def xlsx_by_openpyxl(file: Path) -> None:
    import openpyxl

    sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets[0]
    assert sum(1 for _ in sheet.iter_rows(values_only=True)) == SHEET_ROWS


CSV_TASKS = {
    "Thước đo: open_grids": csv_by_grids,
    "pyarrow: read_csv": csv_by_arrow,
    "pyarrow: read_csv, all as text": csv_by_arrow_as_text,
}
XLSX_TASKS = {
    "Thước đo: open_grids, as Arrow": xlsx_by_grids,
    "python_calamine: to_python": xlsx_by_calamine,
    "fastexcel: as Arrow": xlsx_by_fastexcel,
    "openpyxl: read only": xlsx_by_openpyxl,
}


def do(name: str, file: Path) -> None:
    started, worked = time.perf_counter(), time.process_time()
    (CSV_TASKS | XLSX_TASKS)[name](file)
    took = {"wall": time.perf_counter() - started, "work": time.process_time() - worked, "peak": own_peak()}
    print(json.dumps(took))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        do(sys.argv[1], Path(sys.argv[2]))
    else:
        print_grids(*map(int, sys.argv[1:]))

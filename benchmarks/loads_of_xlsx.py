"""Readers of workbooks, each over a whole sheet of texts and numbers."""

import random
from pathlib import Path

import pyarrow as pa

from benchmarks.loads_of_csv import PROVINCES
from ingest.grids import open_grids


def write(file: Path, rows: int) -> None:
    """Write a workbook: two columns of texts, eight of numbers."""
    import xlsxwriter

    chance = random.Random(1)
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(rows):
            sheet.write_string(row, 0, chance.choice(PROVINCES))
            sheet.write_string(row, 1, f"Huyện {chance.randint(1, 500)}")
            for column in range(2, 10):
                sheet.write_number(row, column, chance.uniform(0, 100))


def by_grids(file: Path) -> None:
    (grid,) = open_grids(file)
    assert grid.whole().text.num_rows


def by_calamine(file: Path) -> None:
    import python_calamine

    assert python_calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()


def by_fastexcel(file: Path) -> None:
    import fastexcel

    sheet = fastexcel.read_excel(file).load_sheet(0, header_row=None)
    assert pa.record_batch(sheet).num_rows


def by_openpyxl(file: Path) -> None:
    import openpyxl

    sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets[0]
    assert sum(1 for _ in sheet.iter_rows(values_only=True))


TASKS = {
    "fastexcel: to Arrow": by_fastexcel,
    "python_calamine: to lists": by_calamine,
    "Thước đo: to Arrow, with what is marked": by_grids,
    "openpyxl: to tuples, read only": by_openpyxl,
}

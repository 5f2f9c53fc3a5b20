"""Readers of workbooks, each over a whole sheet of texts and numbers."""

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from benchmarks.loads_of_csv import PROVINCES
from ingest.grids import open_grids


def write(file: Path, rows: int) -> None:
    """Write a workbook: two columns of texts, eight of numbers; each text in its cell."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        _write_rows(book.add_worksheet(), range(rows), None, digits=16)


def write_as_excel(file: Path, rows: int) -> None:
    """Write it as Excel does, texts beside the sheet, with a title over all columns and a number format."""
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 9, "Bảng")
        _write_rows(sheet, range(1, rows + 1), book.add_format({"num_format": "0.00"}), digits=2)


def _write_rows(sheet: Any, rows: Iterable[int], shown: Any, digits: int) -> None:
    chance = random.Random(1)
    for row in rows:
        sheet.write_string(row, 0, chance.choice(PROVINCES))
        sheet.write_string(row, 1, f"Huyện {chance.randint(1, 500)}")
        for column in range(2, 10):
            sheet.write_number(row, column, round(chance.uniform(0, 100), digits), shown)


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

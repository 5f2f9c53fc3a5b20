"""Small real table files, made by the usual writers while the tests run."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import fpdf
import numpy as np
import odf.table
import odf.text
import pandas
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet

from ingest.grids import Grid, open_grids
from tests.readers.documents import vietnamese_font

TABLE = [["Tỉnh", "2020", "2021"], ["Hà Nội", "87,65", "88,1"], ["Thừa Thiên Huế", "90,09", "91"]]


def grids_of(file: Path, **stated: str) -> list[Grid]:
    return list(open_grids(file, **stated))


def grid_of(file: Path, **stated: str) -> Grid:
    (grid,) = grids_of(file, **stated)
    return grid


def cells_of(file: Path, **stated: str) -> list[list[str]]:
    return grid_of(file, **stated).whole().cells()


def written(folder: Path, name: str, body: bytes | str) -> Path:
    file = folder / name
    file.write_bytes(body.encode() if isinstance(body, str) else body)
    return file


def xlsx(file: Path, fill: Callable[[Any, Any], None]) -> Path:
    """Write a workbook with a first sheet that ``fill(book, sheet)`` fills."""
    with xlsxwriter.Workbook(file) as book:
        fill(book, book.add_worksheet("Điểm"))
    return file


def table_xlsx(file: Path, rows: Sequence[Sequence[Any]] = TABLE) -> Path:
    def fill(_: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return xlsx(file, fill)


def table_xls(file: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Điểm")
    for number, row in enumerate(TABLE):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    book.save(str(file))
    return file


def ods_cell(value: Any = None, **attributes: Any) -> Any:
    if isinstance(value, float):
        return odf.table.TableCell(valuetype="float", value=value, **attributes)
    cell = odf.table.TableCell(**({"valuetype": "string"} if value else {}), **attributes)
    if value:
        cell.addElement(odf.text.P(text=value))
    return cell


def ods(file: Path, rows: Sequence[Sequence[Any]], columns: Sequence[Any] = ()) -> Path:
    """Write a spreadsheet of one sheet; ``rows`` hold cells, or are rows already."""
    book = OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="Điểm")
    for column in columns:
        sheet.addElement(column)
    for cells in rows:
        row = cells if hasattr(cells, "addElement") else odf.table.TableRow()
        for cell in cells if row is not cells else ():
            row.addElement(cell if hasattr(cell, "addElement") else ods_cell(cell))
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    book.save(str(file))
    return file


def frame() -> pandas.DataFrame:
    return pandas.DataFrame(
        {
            "tinh": ["HNOI", "BĐINH"],
            "pci": np.array([60.74, np.nan], "float32"),
            "vung": [1, 2],
            "ngay": pandas.to_datetime(["2020-01-31", "2021-01-31"]),
        }
    )


def dta(file: Path) -> Path:
    frame().to_stata(
        file,
        write_index=False,
        version=118,
        variable_labels={"pci": "Điểm PCI"},
        value_labels={"vung": {1: "Đồng bằng"}},
    )
    return file


def table_docx(file: Path) -> Path:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(table.rows, TABLE, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Điểm"
    document.save(str(file))
    return file


def ruled_pdf(file: Path, provinces: int = 2) -> Path:
    """Write a PDF with a table of a two-row heading and ``provinces`` rows; many go on over pages."""
    document = fpdf.FPDF()
    document.add_font("vietnamese", "", vietnamese_font())
    document.set_font("vietnamese", size=10)
    document.add_page()
    document.cell(text="Bảng 1. Điểm của các tỉnh")
    document.ln(12)
    with document.table(first_row_as_headings=False) as table:
        heading = table.row()
        heading.cell("Tỉnh", rowspan=2)
        heading.cell("Điểm", colspan=2)
        table.row(["2020", "2021"])
        for number in range(1, provinces + 1):
            table.row([f"Tỉnh {number}", f"{number},65", "88,1"])
    file.write_bytes(bytes(document.output()))
    return file


def table_json(file: Path) -> Path:
    records = [dict(zip(TABLE[0], row, strict=True)) for row in TABLE[1:]]
    return written(file.parent, file.name, json.dumps({"data": {"rows": records}}, ensure_ascii=False))


def table_parquet(file: Path) -> Path:
    frame().to_parquet(file)
    return file


MAKERS: dict[str, Callable[[Path], Path]] = {
    "xlsx": table_xlsx,
    "xls": table_xls,
    "ods": lambda file: ods(file, TABLE),
    "docx": table_docx,
    "pdf": ruled_pdf,
    "dta": dta,
    "json": table_json,
    "parquet": table_parquet,
}


def changed_archive(body: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an archive with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return made.getvalue()

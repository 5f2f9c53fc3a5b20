"""Word documents: paragraphs and tables in their order, list numbers and footnotes at their place."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.document import Document, Unreadable
from ingest.readers.docx_lists import Numbering
from ingest.readers.legacy import convert
from ingest.readers.saying import said_by
from ingest.readers.table_rows import Cell, is_layout, rows_with_pipes

NAME = "docx"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {f"{_WORD}{name}" for name in ("del", "moveFrom", "rPr", "pPr", "instrText", "fldData")}
_SKIPPED.add(f"{_COMPATIBILITY}Fallback")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FEWEST_TABS = 2  # a paragraph with fewer sets its text with them, one with more is a row of a table


@dataclass(slots=True)
class _Writer:
    """The text so far, and what the document keeps elsewhere: numbers of lists, texts of notes."""

    numbering: Numbering
    notes: dict[tuple[str, str], str]
    blocks: list[str] = field(default_factory=list)
    marks: int = 0  # notes referred to so far
    waiting: list[str] = field(default_factory=list)  # notes to be written after the paragraph or table


def read(body: bytes) -> Document:
    """Return the text of a DOCX file; head and foot of its pages are no part of it."""
    document = _opened(body)
    writer = _Writer(Numbering(document), dict(_notes(document)))
    _write_blocks(writer, document.element.body)
    text = "\n\n".join(writer.blocks)
    if not text.strip():
        raise Unreadable("is a DOCX file without text; if its pages are pictures, save it as PDF")
    return Document(text + "\n", NAME)


def tables(body: bytes) -> Iterator[list[list[Cell]]]:
    """Yield the rows of every table of a DOCX file, also of those inside others; footnotes are left out."""
    document = _opened(body)
    try:
        writer = _Writer(Numbering(document), {})
        found = list(document.element.body.iter(f"{_WORD}tbl"))
    except AttributeError as error:  # a part is not what the document takes it for
        raise Unreadable(f"is a damaged DOCX file ({said_by(error)}); open and save it again") from error
    for table in found:
        rows = [_cells(writer, row) for row in table.findall(f"{_WORD}tr")]
        texts = [[Cell(_cell_text(writer, cell), across) for cell, across in row] for row in rows]
        yield _with_merged_rows(rows, texts)


def _opened(body: bytes) -> Any:
    import docx

    try:
        return docx.Document(io.BytesIO(body))
    except Exception as error:  # (a damaged file makes python-docx raise nearly anything)
        raise Unreadable(f"is a damaged DOCX file ({said_by(error)}); open and save it again") from error


def _notes(document: Any) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the texts of foot- and endnotes by their kind and number."""
    from lxml import etree

    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if kind in ("footnote", "endnote") and not relation.is_external:
            for note in etree.fromstring(relation.target_part.blob).iter(f"{_WORD}{kind}"):
                text = " ".join(_text(paragraph, None).strip() for paragraph in note.iter(f"{_WORD}p"))
                yield (kind, note.get(f"{_WORD}id", "")), text.strip()


def _write_blocks(writer: _Writer, parent: Any) -> None:
    """Write the paragraphs and tables below ``parent``, those inside content controls too."""
    for element in parent:
        if element.tag == f"{_WORD}p":
            _write_paragraph(writer, element)
        elif element.tag == f"{_WORD}tbl":
            _write_table(writer, element)
        elif element.tag not in _SKIPPED and element.tag != f"{_WORD}sectPr":
            _write_blocks(writer, element)


def _write_paragraph(writer: _Writer, paragraph: Any) -> None:
    label = writer.numbering.label(paragraph)
    text = _text(paragraph, writer).strip()
    if text.count("\t") < _FEWEST_TABS:
        text = text.replace("\t", " ")
    if text and not paragraph.findall(f".//{_WORD}txbxContent"):
        writer.blocks.append(f"{label}{text}")
    else:
        _write_text_boxes(writer, paragraph, f"{label}{text}" if text else "")
    _write_waiting_notes(writer)


def _write_text_boxes(writer: _Writer, paragraph: Any, text: str) -> None:
    if text:
        writer.blocks.append(text)
    for box in paragraph.iter(f"{_WORD}txbxContent"):
        if not any(parent.tag == f"{_COMPATIBILITY}Fallback" for parent in box.iterancestors()):
            _write_blocks(writer, box)


def _write_waiting_notes(writer: _Writer) -> None:
    writer.blocks.extend(writer.waiting)
    writer.waiting.clear()


def _write_table(writer: _Writer, table: Any) -> None:
    rows = [_cells(writer, row) for row in table.findall(f"{_WORD}tr")]
    texts = [[Cell(_cell_text(writer, cell), across) for cell, across in row] for row in rows]
    if table.findall(f".//{_WORD}tbl") or is_layout(texts):
        writer.waiting.clear()
        for row in rows:
            for cell, _ in row:
                _write_blocks(writer, cell)
        return
    lines = rows_with_pipes(_with_merged_rows(rows, texts))
    if lines:
        writer.blocks.append("\n".join(lines))
    _write_waiting_notes(writer)


def _cells(writer: _Writer, row: Any) -> list[tuple[Any, int]]:
    """Return the cells of a row with the columns each takes; empty ones stand for skipped columns."""
    before = row.find(f"{_WORD}trPr/{_WORD}gridBefore")
    cells = [(row.makeelement(f"{_WORD}tc"), 1)] * (_value(before, 0) if before is not None else 0)
    for cell in row.iter(f"{_WORD}tc"):
        if next(cell.iterancestors(f"{_WORD}tr")) is row:
            span = cell.find(f"{_WORD}tcPr/{_WORD}gridSpan")
            cells.append((cell, max(_value(span, 1), 1) if span is not None else 1))
    return cells


def _value(element: Any, otherwise: int) -> int:
    written = str(element.get(f"{_WORD}val", ""))
    return int(written) if written.isdecimal() else otherwise


def _cell_text(writer: _Writer, cell: Any) -> str:
    lines = []
    for paragraph in cell.iter(f"{_WORD}p"):
        text = _text(paragraph, writer).strip()
        lines.append(
            f"{writer.numbering.label(paragraph)}{text}"
            if text
            else writer.numbering.label(paragraph).strip()
        )
    return "\n".join(line.replace("\t", " ") for line in lines if line)


def _with_merged_rows(rows: list[list[tuple[Any, int]]], texts: list[list[Cell]]) -> list[list[Cell]]:
    """Give every cell the number of rows it takes, and leave out what continues a cell further up."""
    above: dict[int, list[int]] = {}  # column -> row and place of the cell that may go on below it
    result: list[list[Cell]] = []
    for number, (row, cells) in enumerate(zip(rows, texts, strict=True)):
        kept: list[Cell] = []
        column = 0
        for (cell, across), content in zip(row, cells, strict=True):
            merge = cell.find(f"{_WORD}tcPr/{_WORD}vMerge")
            if merge is not None and merge.get(f"{_WORD}val") != "restart" and column in above:
                first, place = above[column]
                upper = result[first][place]
                result[first][place] = Cell(upper.text, upper.across, number - first + 1)
            else:
                above.pop(column, None)
                if merge is not None:
                    above[column] = [number, len(kept)]
                kept.append(content)
            column += across
        result.append(kept)
    return result


def _text(element: Any, writer: _Writer | None) -> str:
    """Return the text of a paragraph, run by run; a reference to a note becomes its mark."""
    pieces: list[str] = []
    for part in element:
        if part.tag in _SKIPPED or part.tag == f"{_WORD}txbxContent":
            continue
        if part.tag == f"{_WORD}r":
            pieces.append(_run_text(part, writer))
        elif isinstance(part.tag, str):
            pieces.append(_text(part, writer))
    return "".join(pieces)


def _run_text(run: Any, writer: _Writer | None) -> str:
    text = "".join(_piece(part, writer) for part in run)
    raised = run.find(f"{_WORD}rPr/{_WORD}vertAlign")
    if raised is not None and raised.get(f"{_WORD}val") == "superscript" and text.strip().isdecimal():
        text = text.translate(_SUPERSCRIPT)
    fonts = run.find(f"{_WORD}rPr/{_WORD}rFonts")
    return _from_old_font(text, fonts.get(f"{_WORD}ascii", "")) if fonts is not None else text


def _piece(part: Any, writer: _Writer | None) -> str:
    name = str(part.tag).removeprefix(_WORD)
    if name == "t":
        return part.text or ""
    if name in ("footnoteReference", "endnoteReference") and writer is not None:
        return _mark(writer, (name.removesuffix("Reference"), part.get(f"{_WORD}id", "")))
    return {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(name, "")


def _mark(writer: _Writer, note: tuple[str, str]) -> str:
    """Return the mark of a note, and have its text written after the paragraph."""
    text = writer.notes.get(note, "")
    if not text:
        return ""
    writer.marks += 1
    mark = str(writer.marks).translate(_SUPERSCRIPT)
    writer.waiting.append(f"{mark} {text}")
    return mark


def _from_old_font(text: str, font: str) -> str:
    """Return text set in a font of an old encoding (.VnTime, VNI-Times) in Unicode."""
    if font.startswith(".Vn"):
        converted = convert(text, "tcvn3")
        return converted.upper() if font.endswith("H") else converted
    return convert(text, "vni") if font.startswith("VNI-") else text

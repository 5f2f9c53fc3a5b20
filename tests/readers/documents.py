"""Small real documents, made while the tests run."""

import csv
import io
from pathlib import Path
from typing import Any

import fpdf
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

REPOSITORY = Path(__file__).parents[2]
SAMPLES = REPOSITORY / "samples"
LETTERS = REPOSITORY / "ingest" / "readers" / "legacy_letters.csv"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document: Any) -> bytes:
    """Return the bytes of a document of python-docx or a workbook of openpyxl."""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def add_footnote(document: Any, paragraph: Any, text: str) -> None:
    """Give a paragraph of python-docx a footnote (the only one of the document)."""
    body = f'<w:footnote w:id="2"><w:p><w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        f'<w:footnotes xmlns:w="{WORD}">{body}</w:footnotes>'.encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "2")
    paragraph.add_run()._r.append(reference)


def scanned_pdf(lines: list[str], letters_height: int = 44) -> bytes:
    """Return a PDF whose only page is a picture of the lines."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1654, 260 + 90 * len(lines)), 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(vietnamese_font(), letters_height)
    for number, line in enumerate(lines):
        draw.text((120, 120 + 90 * number), line, font=font, fill=0)
    made = io.BytesIO()
    picture.save(made, "PNG")
    page = fpdf.FPDF()
    page.add_page()
    page.image(made, x=0, y=0, w=210)
    return bytes(page.output())


def vietnamese_font() -> str:
    """Return a font file that has the letters of Vietnamese, or skip the test."""
    for file in sorted(Path("/usr/share/fonts").rglob("*Serif*.ttf")):
        if file.name in ("DejaVuSerif.ttf", "LiberationSerif-Regular.ttf", "NotoSerif-Regular.ttf"):
            return str(file)
    raise pytest.skip.Exception(
        "no font with Vietnamese letters is installed (apt-get install fonts-dejavu-core)"
    )


def written_in(encoding: str, text: str) -> str:
    """Return Unicode text as an old encoding shows it; TCVN3 writes capitals with a tone small."""
    with LETTERS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["encoding"] == encoding]
    codes = {
        row["letter"]: "".join(chr(int(code[2:], 16)) for code in row["written"].split()) for row in rows
    }
    small = {letter.upper(): code for letter, code in codes.items()} if encoding == "tcvn3" else {}
    return "".join(codes.get(letter) or small.get(letter) or letter for letter in text)

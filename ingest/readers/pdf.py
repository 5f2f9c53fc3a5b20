"""PDF: the text of its pages, with a form feed between two pages; pages that are pictures go to OCR."""

from pathlib import Path
from typing import Any

from ingest.readers import scans
from ingest.readers.document import Document, Unreadable
from ingest.readers.saying import said_by

NAME = "pdf"
_FEWEST_LETTERS = 20  # a page with fewer and with a picture is a scan
_LINE_END_HYPHEN = "\ufffe"  # what PDFium writes for a hyphen and the line end after it


def open_pdf(source: bytes | Path) -> Any:
    """Open a PDF. Raises ``Unreadable`` for one that is locked or damaged."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        remedy = (
            "is locked by a password; save it without" if locked else "is damaged; fetch or save it again"
        )
        raise Unreadable(f"is a PDF that {remedy} ({said_by(error)})") from error


def read(body: bytes) -> Document:
    """Return the pages of a PDF as text; scanned pages as the OCR program reads them."""
    import pypdfium2

    document = open_pdf(body)
    try:
        return _read_pages([document[number] for number in range(len(document))])
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"is a PDF with a damaged page ({error}); fetch or save it again") from error
    finally:
        document.close()


def _read_pages(pages: list[Any]) -> Document:
    texts = [_page_text(page) for page in pages]
    scanned = [number for number, text in enumerate(texts) if _is_short(text) and _has_picture(pages[number])]
    missing = scans.missing_program() if scanned else ""
    if missing and all(_is_short(text) for text in texts):
        raise Unreadable(f"is a PDF of scanned pages, and {missing}")
    for number in [] if missing else scanned:  # one picture in memory at a time
        texts[number] = scans.text_of(scans.picture_of(pages[number]))
    whole = "\n\f".join(text.strip("\n") for text in texts) + "\n"
    if not whole.strip():
        raise Unreadable("is a PDF in which no text was found; look whether its pages are empty")
    return Document(whole, scans.NAME if scanned and not missing else NAME, _notices(scanned, missing))


def _page_text(page: Any) -> str:
    text: str = page.get_textpage().get_text_range(errors="replace")
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace(_LINE_END_HYPHEN, "-\n").replace("\x02", "-\n")
    )
    return text.replace("\x00", "").replace("\f", "\n")


def _is_short(text: str) -> bool:
    return sum(letter.isalnum() for letter in text) < _FEWEST_LETTERS


def _has_picture(page: Any) -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    return any(True for _ in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))


def _notices(scanned: list[int], missing: str) -> tuple[str, ...]:
    if not scanned:
        return ()
    numbers = ", ".join(str(number + 1) for number in scanned[:10]) + (" ..." if len(scanned) > 10 else "")
    said = f"has scanned pages ({numbers})"
    return (
        (f"{said} that were left out: {missing}",)
        if missing
        else (f"{said}, read by OCR; look at the figures",)
    )

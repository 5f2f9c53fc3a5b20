"""Scanned pages: OCR by Tesseract with its Vietnamese language data, an optional extra."""

from functools import cache
from typing import Any

from ingest.readers.document import Unreadable

NAME = "scanned_pdf"
LANGUAGE = "vie"
INSTALL = "apt-get install tesseract-ocr tesseract-ocr-vie, and pip install 'thuocdo[ocr]'"
_DOTS_PER_INCH = 300
_MOST_SIDE = 10_000  # pixels; a plan drawn on a poster is read coarser
_SECONDS_PER_PAGE = 180


@cache
def missing_program() -> str:
    """Return what is missing for OCR and how to install it, or nothing."""
    try:
        import pytesseract  # itself imports Pillow
    except ImportError:
        return f"the Python part of OCR is not installed; install it: {INSTALL}"
    try:
        languages = pytesseract.get_languages(config="")
    except (pytesseract.TesseractNotFoundError, pytesseract.TesseractError, OSError):
        return f"the OCR program tesseract is not installed; install it: {INSTALL}"
    if LANGUAGE not in languages:
        return f"tesseract lacks its Vietnamese data ({LANGUAGE}); install it: {INSTALL}"
    return ""


def picture_of(page: Any) -> Any:
    """Return a page of PDFium as a grey picture."""
    width, height = page.get_size()
    scale = min(_DOTS_PER_INCH / 72, _MOST_SIDE / max(width, height, 1))
    return page.render(scale=scale, grayscale=True).to_pil()


def text_of(picture: Any) -> str:
    """Return the text of a picture, line by line. Raises ``Unreadable`` when the program fails."""
    import pytesseract

    try:
        text: str = pytesseract.image_to_string(picture, lang=LANGUAGE, timeout=_SECONDS_PER_PAGE)
    except (RuntimeError, OSError, pytesseract.TesseractError) as error:
        raise Unreadable(
            f"has a scanned page that tesseract could not read ({error}); scan it again"
        ) from error
    return text.replace("\f", "\n").strip("\n")

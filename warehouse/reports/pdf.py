"""PDF: the same page on paper, by WeasyPrint, which needs the system library Pango."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

MOST_PROCESSES = 4  # each takes up to half a gigabyte


class NoPrinter(RuntimeError):
    """WeasyPrint cannot start here; the message says what is missing and what to do."""


def check_printer() -> None:
    """Raise ``NoPrinter`` where pages cannot be printed to PDF."""
    try:
        import weasyprint  # noqa: F401  (it loads Pango)
    except (ImportError, OSError) as problem:
        missing = " ".join(str(problem).split())[:120]
        raise NoPrinter(
            f"no PDF was made: WeasyPrint did not start ({missing}); "
            "install the system library Pango (make setup-stack) and run the command again"
        ) from problem


def print_pages(pages: Sequence[Path], step: Callable[[int], None]) -> list[Path]:
    """Print each HTML file to a PDF beside it, on all cores; return the PDF files in the order of the pages.

    ``step`` is called with 1 after each page. The same page gives the same bytes.
    """
    processes = min(len(pages), os.cpu_count() or 1, MOST_PROCESSES)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(print_page, page) for page in pages]):
            done.result()
            step(1)
    return [page.with_suffix(".pdf") for page in pages]


def print_page(page: Path) -> None:
    """Print one HTML file to the PDF beside it; nothing is fetched for it."""
    import weasyprint

    aside = page.with_suffix(".pdf.aside")
    document = weasyprint.HTML(string=page.read_text("utf-8"), url_fetcher=_no_fetching)
    document.write_pdf(aside, pdf_identifier=page.stem.encode(), pdf_tags=True)
    aside.replace(page.with_suffix(".pdf"))


def _no_fetching(url: str) -> dict[str, object]:
    raise ValueError(f"a report is self-contained, and asks for nothing: {url}")

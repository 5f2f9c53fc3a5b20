"""PDF: the same page on paper, by WeasyPrint, which needs the system library Pango."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path


class NoPrinter(RuntimeError):
    """WeasyPrint cannot start here; the message says what is missing and what to do."""


def check_printer() -> None:
    """Raise ``NoPrinter`` where pages cannot be printed to PDF."""
    try:
        import weasyprint  # noqa: F401  (it loads Pango)
    except (ImportError, OSError) as problem:
        missing = str(problem).splitlines()[0]
        raise NoPrinter(
            f"No PDF was made: WeasyPrint did not start ({missing}); "
            "install the system library Pango (make setup-stack), then run make report again."
        ) from problem

"""One call for every format: the bytes tell the format, the format's module is loaded only then."""

import importlib
from collections.abc import Iterator
from pathlib import Path

from ingest.grids.grid import Grid
from ingest.grids.options import Options
from ingest.grids.signatures import format_of
from ingest.readers import Unreadable


def open_grids(file: Path, *, delimiter: str = "", encoding: str = "", sheet: str = "") -> Iterator[Grid]:
    """Yield the sheets and tables of a file that are not empty, in the order of the file.

    ``delimiter`` and ``encoding`` of a text file are told by its bytes unless stated; ``sheet`` names
    the only sheet (or table) wanted. Raises ``Unreadable`` for a file without a table, now or while its rows
    are walked. A sheet is read as the iterator reaches it: use one before asking for the next.
    """
    options = Options(delimiter, encoding, sheet)
    module = importlib.import_module(f"ingest.grids.{format_of(file)}")
    is_empty = True
    for grid in module.grids(file, options):
        if options.wants(grid.name):
            is_empty = False
            yield grid
    if is_empty:
        missing = f"has no filled sheet or table named {sheet!r}" if sheet else "has no filled sheet or table"
        raise Unreadable(f"{missing}; check its `sheet:`, the address or the file")

"""Tables of Word documents, in their order."""

from collections.abc import Iterator
from pathlib import Path

from ingest.grids import archives
from ingest.grids.grid import Grid
from ingest.grids.held import Table, grid_of
from ingest.grids.limits import MOST_TREE
from ingest.grids.options import Options
from ingest.grids.spans import spread
from ingest.readers import Unreadable
from ingest.readers.docx import tables

NAME = "docx"
_MOST_TAGS, _MOST_TABLE_CELLS = 4_000_000, 500_000  # a tree of them takes some hundred megabytes


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield a grid for each filled table of the document, named by its ordinal."""
    _check_parts(file)
    is_empty = True
    for number, rows in enumerate(tables(file.read_bytes()), 1):
        is_empty = False
        texts, merged = spread(rows, str(number))
        grid = grid_of(
            Table(str(number), NAME, [list(row) for row in texts], range(1, len(texts) + 1), merged)
        )
        if grid is not None:
            yield grid
    if is_empty:
        raise Unreadable("is a DOCX document without a table; look whether its tables are pictures")


def _check_parts(file: Path) -> None:
    """Raise ``Unreadable`` when the document would not fit into memory."""
    tags = cells = 0
    with archives.opened(file) as archive:
        for part in archive.namelist():
            if part.startswith("word/") and part.endswith(".xml"):
                xml = archives.xml_of(archive, part, MOST_TREE)
                tags, cells = tags + xml.count(b"<"), cells + xml.count(b"<w:tc")
    if tags > _MOST_TAGS or cells > _MOST_TABLE_CELLS:
        raise Unreadable("is a DOCX document of millions of parts; save its tables as XLSX or CSV")

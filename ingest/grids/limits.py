"""What a table file may unpack to. Beyond it is a mistake or an attack; memory stays under 1 GB within it."""

from ingest.readers import Unreadable

MEGABYTE = 2**20
MOST_CELLS = 4_000_000  # of one sheet or table that is held in memory, empty ones included
MOST_UNPACKED = 2**30  # bytes of all parts of an archive
MOST_PART = 200 * MEGABYTE  # bytes of one part of an archive, such as a sheet
MOST_RATIO = 300  # unpacked to packed, for what unpacks to over 64 MB: text of real sheets stays below 100
SMALL = 64 * MEGABYTE
MOST_PAGE = 10 * MEGABYTE  # bytes of a web page: its tree may take ninety times as much
MOST_JSON = 12 * MEGABYTE  # bytes of a JSON document: its values may take sixty times as much
MOST_TREE = 32 * MEGABYTE  # bytes of a part that becomes a tree of XML
MOST_TEXT = 96 * MEGABYTE  # bytes of all texts of one sheet


def check_cells(rows: int, columns: int, what: str) -> None:
    """Raise ``Unreadable`` when a table reaches over more cells than may be held."""
    if rows * columns > MOST_CELLS:
        raise Unreadable(
            f"has {what} of {rows:,} rows and {columns:,} columns, more than the {MOST_CELLS:,} cells "
            "that are read; delete what lies far from the table, or save it as CSV"
        )


def check_size(size: int, most: int, what: str) -> None:
    """Raise ``Unreadable`` when a file of ``size`` bytes is larger than is read in one piece."""
    if size > most:
        raise Unreadable(
            f"is {what} of {size // MEGABYTE} MB, larger than the {most // MEGABYTE} MB that are read; "
            "declare it as CSV, Parquet or JSON Lines"
        )

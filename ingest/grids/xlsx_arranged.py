"""A large sheet of XLSX, arranged so that calamine reads it once.

calamine looks for merged cells, which stand behind the data, by going through all of a sheet a second time
until it meets them. It does not mind the order of a sheet's parts: where the merged cells come first, that
takes no time. What was unpacked to be checked is handed over unpacked, too.
"""

import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingest.grids import archives
from ingest.grids.archives import XML

# all that calamine opens beside the sheet
_NEEDED = (
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
)
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCells(?:\s[^<>]*)?(?<!/)>(?:\s*<(?:\w+:)?mergeCell\s[^<>]*>(?:</(?:\w+:)?mergeCell>)?)*"
    rb"\s*</(?:\w+:)?mergeCells>"
)
_NONE = b"<mergeCells></mergeCells>"


def is_arrangeable(xml: XML) -> bool:
    """Tell whether a sheet's data and merged cells can be told apart by its bytes."""
    return bool(_arranged(xml))


def _arranged(xml: XML) -> Sequence[memoryview | bytes]:
    """Return a sheet's XML in pieces, its merged cells before its data; nothing where that cannot be told."""
    data, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if data < 0 or end < data:
        return ()
    merged = _MERGED.search(xml, end)
    if merged is None and xml.find(b"mergeCell", end) >= 0:
        return ()
    whole = memoryview(xml)
    return whole[:data], merged[0] if merged else _NONE, whole[data:]


@contextmanager
def unpacked(archive: zipfile.ZipFile, part: str, xml: XML) -> Iterator[Path]:
    """Write a workbook with one sheet, arranged and packed no more, into a file that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "sheet.xlsx")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
            for name in set(_NEEDED).intersection(archive.namelist()):
                made.writestr(name, archives.xml_of(archive, name))
            with made.open(part, "w") as written:
                for piece in _arranged(xml):
                    written.write(piece)
        yield file

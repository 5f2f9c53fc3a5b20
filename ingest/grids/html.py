"""Web pages: every table with its merged cells, whether it holds figures or only sets the page."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html

from ingest.grids.grid import Grid
from ingest.grids.held import Table, grid_of
from ingest.grids.limits import MOST_PAGE, check_size
from ingest.grids.options import Options
from ingest.grids.spans import spread
from ingest.readers import Unreadable
from ingest.readers.html import decoded_page
from ingest.readers.saying import said_by
from ingest.readers.table_rows import Cell

NAME = "html"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BLOCKS = frozenset(("br", "p", "div", "li", "ul", "ol", "tr"))
_LEFT_OUT = ("script", "style", "noscript", "template", "svg", "select")
_PASSWORD = ".//input[@type='password']"
_MOST_HEADINGS = 3
_WIDEST, _DEEPEST = 1000, 65534  # what a cell may span (HTML Standard, attributes of td and th)


def grids(file: Path, options: Options) -> Iterator[Grid]:
    """Yield the page's tables. Raises ``Unreadable`` for a page without a table of two by two cells."""
    check_size(file.stat().st_size, MOST_PAGE, "an HTML page")
    tree = _tree(file.read_bytes())
    title = " ".join("".join(tree.xpath("//title[1]//text()")).split())
    tables = [(_rows(table), table, titles) for table, titles in _tables(tree)]
    if not any(_is_table(rows) and not table.xpath(_PASSWORD) for rows, table, _ in tables):
        raise Unreadable(f"is an HTML page, not a table (its title: {title!r}); check the address")
    for number, (rows, table, titles) in enumerate(tables, 1):
        grid = grid_of(_table(table, number, rows))
        if grid is not None:
            yield replace(grid, titles=(*titles, title) if title else titles)


def _tree(body: bytes) -> Any:
    try:
        tree = lxml.html.document_fromstring(decoded_page(body))
    except (lxml.etree.ParserError, ValueError) as error:
        raise Unreadable(
            f"is an HTML page without text ({said_by(error)}); check the address or the file"
        ) from error
    lxml.etree.strip_elements(tree, *_LEFT_OUT, with_tail=False)
    return tree


def _is_table(rows: list[tuple[Any, list[Cell]]]) -> bool:
    """Tell whether a table has figures to give: a form has no two rows of two filled cells."""
    return sum(sum(bool(cell.text) for cell in cells) > 1 for _, cells in rows) > 1


def _rows(table: Any) -> list[tuple[Any, list[Cell]]]:
    """Return the rows of a table, not those of tables inside its cells, and the cells of each."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    return [(row, [_cell(cell) for cell in row.iterchildren("td", "th")]) for row in rows]


def _cell(cell: Any) -> Cell:
    down = _number(cell, "rowspan")
    return Cell(_text(cell), min(max(_number(cell, "colspan"), 1), _WIDEST), min(down, _DEEPEST) or _DEEPEST)


def _number(cell: Any, name: str) -> int:
    written = str(cell.get(name, "1")).strip()
    return int(written) if written.isdecimal() and len(written) < 9 else 1


def _table(table: Any, number: int, rows: list[tuple[Any, list[Cell]]]) -> Table:
    captions = [_text(caption) for caption in table.iterchildren("caption")]
    name = " ".join("".join(captions).split()) or str(number)
    texts, merged = spread([cells for _, cells in rows], name)
    hidden = [index for index, (row, _) in enumerate(rows, 1) if _is_hidden(row)]
    return Table(
        name=name,
        format=NAME,
        rows=[list(row) for row in texts],
        row_numbers=range(1, len(rows) + 1),
        merged=merged,
        hidden_rows=hidden,
        is_hidden=_is_hidden(table),
    )


def _tables(tree: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yield the tables of a page, each with the last headings above it, the nearest first."""
    headings: deque[str] = deque(maxlen=_MOST_HEADINGS)
    for element in tree.iter("table", "h1", "h2", "h3", "h4"):
        if element.tag == "table":
            yield element, tuple(headings)
        elif said := " ".join(_text(element).split()):
            headings.appendleft(said)


def _is_hidden(element: Any) -> bool:
    style = "".join(element.get("style", "").lower().split())
    return element.get("hidden") is not None or "display:none" in style


def _text(element: Any) -> str:
    """Return the text of a cell, a line for each of its lines; text of a table inside is no part of it."""
    lines = "".join(_pieces(element)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _pieces(element: Any) -> Iterator[str]:
    yield _one_line(element.text)
    for part in element:
        if part.tag == "sup":
            yield _raised(part)
        elif isinstance(part.tag, str) and part.tag != "table":
            is_block = part.tag in _BLOCKS
            yield "\n" if is_block else ""
            yield from _pieces(part)
            yield "\n" if is_block else ""
        yield _one_line(part.tail)


def _raised(mark: Any) -> str:
    """Return a raised number as such, so that it does not become digits of the figure before it."""
    written = "".join(mark.text_content().split())
    return written.translate(_SUPERSCRIPT) if written.strip("()[]").isdecimal() else written


def _one_line(text: str | None) -> str:
    return (text or "").replace("\n", " ").replace("\r", " ")

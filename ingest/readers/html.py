"""Web pages: the main text without menus, tables as rows with pipes (trafilatura finds the main text)."""

import codecs
import copy
import re
from collections.abc import Iterable
from typing import Any

from ingest.readers.counting import counted
from ingest.readers.document import Document, Unreadable
from ingest.readers.plain_text import decode_bytewise
from ingest.readers.table_rows import Cell, is_layout, rows_with_pipes

NAME = "html"
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")
_FURNITURE = frozenset(("nav", "header", "footer", "aside", "form", "button", "select", "iframe"))
_BLOCKS = frozenset(
    ("address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5")
    + ("h6", "hr", "li", "main", "ol", "p", "pre", "section", "ul", "table", "tr")
)
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|breadcrumbs?|sidebar|footer|banner|related|comments?|share|social|"
    r"tin-?lien-?quan|tin-?khac)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<![0-9])[0-3]?[0-9][/.-][01]?[0-9][/.-](?:19|20)[0-9]{2}(?![0-9])")
_INLINE = ("span", "b", "strong", "i", "em", "u", "font", "sup", "sub", "mark", "small", "label", "abbr")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBERED = {"1": "{}. ", "a": "{}) ", "A": "{}. ", "i": "{}. ", "I": "{}. "}
_SMALLEST_SHARE = 0.3  # of the page's text without its furniture that the main text must hold


def read(body: bytes) -> Document:
    """Return title, date line and main text of a web page."""
    import lxml.etree
    import lxml.html

    try:
        tree = lxml.html.document_fromstring(decoded_page(body))
    except (lxml.etree.ParserError, ValueError) as error:
        raise Unreadable(f"is a web page without text ({error}); check the address or the file") from error
    title, dated = _title(tree), _date_line(tree)
    _prepare(tree)
    text = _main_text(tree)
    if not text:
        raise Unreadable("is a web page without text; it may be built by scripts: declare its PDF or DOCX")
    head = [line for line in (title, dated) if line and line not in text[:1000]]
    return Document("\n\n".join([*head, text]) + "\n", NAME)


def decoded_page(body: bytes) -> str:
    """Return the text of a web page, in the encoding that it declares or that fits."""
    return _DECLARATION.sub("", _decode(body))


def _decode(body: bytes) -> str:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(body, 0, 4096)
        name = declared[1].decode("ascii", "replace").lower() if declared else ""
        if name in ("", "utf-8", "utf8", "iso-8859-1", "windows-1252", "x-user-defined"):
            return decode_bytewise(body)
        try:
            return body.decode(name, "replace")
        except LookupError:
            return decode_bytewise(body)


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _title(tree: Any) -> str:
    headings = [_text(heading) for heading in tree.iter("h1")]
    headings = [heading for heading in headings if len(heading) > 10]
    if len(headings) == 1:
        return headings[0]
    declared = tree.xpath("//meta[@property='og:title']/@content") or tree.xpath("//head/title/text()")
    return " ".join(str(declared[0]).split()) if declared else ""


def _date_line(tree: Any) -> str:
    """Return the line that dates the page: a ``time`` element or one of the class "date"."""
    for element in tree.xpath("//time | //*[contains(@class, 'date') or contains(@class, 'time')]"):
        line = _text(element)
        if len(line) <= 80 and _DATE.search(line):
            return line
    return ""


def _prepare(tree: Any) -> None:
    """Take out what is never text; write tables, footnote marks and numbered lists as plain text has them."""
    import lxml.etree

    lxml.etree.strip_elements(tree, "script", "style", "noscript", "template", "svg", with_tail=False)
    for mark in list(tree.iter("sup")):
        digits = "".join(mark.text_content().split()).strip("[]()")
        if digits.isascii() and digits.isdigit():
            _replace_content(mark, digits.translate(_SUPERSCRIPT))
    for link in list(tree.iter("a")):
        if str(link.get("href", "")).startswith("#"):
            link.tag = "span"  # a footnote's mark
    lxml.etree.strip_tags(tree, *_INLINE)
    for table in list(tree.iter("table")):
        _prepare_table(table)
    for numbered in list(tree.iter("ol")):
        _number(numbered)


def _replace_content(element: Any, text: str) -> None:
    tail = element.tail
    element.clear()
    element.text, element.tail, element.tag = text, tail, "span"


def _prepare_table(table: Any) -> None:
    """Give a table of figures a cell at every place; take a table apart that only places text on the page."""
    rows = [_cells(row) for row in table.iter("tr")]
    if table.xpath(".//table") or is_layout(rows):
        for part in table.xpath(".//tr | .//td | .//th | .//tbody | .//thead | .//tfoot"):
            if next(part.iterancestors("table")) is table:
                part.tag = "div"
        table.tag = "div"
        return
    lines = rows_with_pipes(rows)
    tail = table.tail
    table.clear()
    table.tail = tail
    for line in lines:
        row = table.makeelement("tr")
        table.append(row)
        for text in line[2:-2].split(" | "):
            cell = row.makeelement("td")
            cell.text = text
            row.append(cell)


def _cells(row: Any) -> list[Cell]:
    def number(cell: Any, name: str) -> int:
        written = str(cell.get(name, "1")).strip()
        return min(max(int(written), 1), 1000) if written.isdecimal() else 1

    return [
        Cell(_lines(cell), number(cell, "colspan"), number(cell, "rowspan"))
        for cell in row
        if cell.tag in ("td", "th")
    ]


def _lines(cell: Any) -> str:
    paragraphs = [_text(part) for part in cell.xpath(".//p | .//div | .//li")]
    return "\n".join(paragraph for paragraph in paragraphs if paragraph) or _text(cell)


def _number(numbered: Any) -> None:
    """Write the numbers of a numbered list into its items; lists of links (menus) stay as they are."""
    links = sum(len(_text(link)) for link in numbered.iter("a"))
    if links * 2 > len(_text(numbered)):
        return
    start, style = str(numbered.get("start", "1")), str(numbered.get("type", "1"))
    first = int(start) if start.isdecimal() else 1
    for number, item in enumerate(numbered.findall("li"), first):
        label = _NUMBERED.get(style, "{}. ").format(counted(number, style))
        owner = next((part for part in item.iter() if (part.text or "").strip()), item)
        if not re.match(r"\s*(?:[0-9]+|[a-zđ])\s*[.)]", owner.text or ""):
            owner.text = label + (owner.text or "").lstrip()
        item.tag = "div" if any(part.tag in _BLOCKS for part in item) else "p"
    numbered.tag = "div"


def _main_text(tree: Any) -> str:
    import trafilatura

    whole = _text_of_blocks(copy.deepcopy(tree))
    found = trafilatura.extract(
        tree, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
    )
    main = _spaced((found or "").splitlines())
    return main if len(main) >= _SMALLEST_SHARE * len(whole) else whole


def _spaced(lines: Iterable[str]) -> str:
    """Put a blank line between paragraphs and none between the rows of a table."""
    text: list[str] = []
    for line in (line.strip() for line in lines):
        if not line.strip("|- "):
            continue
        if text and not (line.startswith("|") and text[-1].startswith("|")):
            text.append("")
        text.append(line)
    return "\n".join(text)


def _text_of_blocks(tree: Any) -> str:
    """Return all text outside of what is marked as menu, head, foot or side of the page."""
    for element in list(tree.iter()):
        names = f"{element.get('class', '')} {element.get('id', '')}" if isinstance(element.tag, str) else ""
        is_furniture = element.tag in _FURNITURE or element.tag != "body" and _FURNITURE_NAMES.search(names)
        if is_furniture and element.getparent() is not None:
            element.drop_tree()
    body = tree.find("body")
    pieces: list[str] = []
    _collect(body if body is not None else tree, pieces)
    return _spaced(re.sub(r"[^\S\n]+", " ", "".join(pieces)).split("\n"))


def _collect(element: Any, pieces: list[str]) -> None:
    if element.tag == "tr":
        pieces.append(f"\n| {' | '.join(_text(cell) for cell in element)} |\n")
        return
    is_block = element.tag in _BLOCKS or element.tag == "br"
    pieces.extend(("\n" if is_block else "", "- " if element.tag == "li" else "", _one_line(element.text)))
    for part in element:
        if isinstance(part.tag, str):
            _collect(part, pieces)
        pieces.append(_one_line(part.tail))
    pieces.append("\n" if is_block else "")


def _one_line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")

"""Bad inputs over all formats; the same seed and number make the same input."""

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas
import yaml

from benchmarks.mutations import mutated_document
from tests.grids.files import MAKERS, ods, table_xlsx
from tests.hostile import payloads
from tests.hostile.payloads import filled

PLAN = (
    "KẾ HOẠCH Cải cách hành chính tỉnh Bắc Ninh giai đoạn 2021-2025\n\n"
    "1. Đến năm 2025, tối thiểu 80% hồ sơ thủ tục hành chính được giải quyết đúng hạn.\n"
    "2. Mức độ hài lòng của người dân, tổ chức năm 2025 đạt trên 90%.\n"
    "3. Năm 2024, Chỉ số PAR INDEX đạt 87,65%, xếp thứ 5/63 tỉnh, thành phố.\n"
)
HEADINGS = ["Tỉnh", "Năm", "Điểm"]
FIGURES = {"Bắc Ninh": 86.5, "Huế": 80.25, "Đà Nẵng": 91.0, "Cà Mau": 77.75}
MAPPING = {
    "locality": "Tỉnh",
    "year": "Năm",
    "values": [{"column": "Điểm", "indicator": "par_index_score", "unit": "percent"}],
    "contract": {"partial": True},
}


@dataclass(frozen=True)
class Input:
    """One bad input. ``kind`` is where it goes in; ``touched`` are the names of rows an attack wrote into."""

    kind: str  # document | export | corrections | catalogue | listing
    way: str
    body: bytes
    touched: frozenset[str] = frozenset()
    keeps_figures: bool = False  # what is read must be a figure of the table, or be marked with a problem
    payload: str = field(default="", compare=False)


@dataclass(frozen=True)
class Makers:
    """Good files to begin with, and the folder that no attack may reach."""

    tables: Mapping[str, bytes]
    documents: Mapping[str, bytes]
    outside: str

    @classmethod
    def of(cls, folder: Path, outside: Path) -> "Makers":
        """Make one good file of each format in ``folder``."""
        rows = [HEADINGS, *([name, "2021", str(value)] for name, value in FIGURES.items())]
        tables = {name: make(folder / f"table.{name}").read_bytes() for name, make in MAKERS.items()}
        tables |= {"xlsx": table_xlsx(folder / "base.xlsx", rows).read_bytes()}
        frame = pandas.DataFrame(rows[1:], columns=HEADINGS)
        frame.to_parquet(folder / "base.parquet")
        frame.to_stata(folder / "base.dta", write_index=False, version=118)
        ods(folder / "base.ods", rows)
        tables |= {name: (folder / f"base.{name}").read_bytes() for name in ("parquet", "dta", "ods")}
        tables |= {name: write(rows) for name, write in WRITERS.items()}
        document = {name: tables[name] for name in ("docx", "xlsx", "pdf")}
        return cls(tables, {**document, "txt": PLAN.encode(), "html": page_of(PLAN)}, str(outside))


def page_of(text: str) -> bytes:
    return f"<!DOCTYPE html><html><body><p>{text}</p></body></html>".encode("utf-8", "replace")


def csv_of(rows: Sequence[Sequence[str]]) -> bytes:
    lines = (";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "\r\n".join(lines).encode("utf-8", "replace")


def json_of(rows: Sequence[Sequence[str]]) -> bytes:
    return json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]).encode()


def html_of(rows: Sequence[Sequence[str]]) -> bytes:
    lines = ("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><meta charset=utf-8><table>{''.join(lines)}</table></html>".encode("utf-8", "replace")


def xml_of(rows: Sequence[Sequence[str]]) -> bytes:
    lines = ("<row>" + "".join(f"<c>{escape(cell)}</c>" for cell in row) + "</row>" for row in rows)
    return f"<rows>{''.join(lines)}</rows>".encode("utf-8", "replace")


def workbook_of(rows: Sequence[Sequence[str]]) -> bytes:
    """Write a workbook by hand, so that a cell may hold anything, formulas too."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t xml:space="preserve">'
            f"{escape(_in_xml(cell))}</t></is></c>"
            for place, cell in enumerate(row)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return _with_part(
        _empty_workbook(), SHEET, f"{SHEET_HEAD}{''.join(lines)}</sheetData></worksheet>".encode()
    )


SHEET = "xl/worksheets/sheet1.xml"
SHEET_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData>'
)
WRITERS: dict[str, Callable[[Sequence[Sequence[str]]], bytes]] = {
    "csv": csv_of,
    "json": json_of,
    "html": html_of,
    "xml": xml_of,
}


def _in_xml(text: str) -> str:
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")


@cache
def _empty_workbook() -> bytes:
    import openpyxl

    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    return made.getvalue()


def _with_part(body: bytes, name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return made.getvalue()


def bad_input(seed: int, number: int, makers: Makers) -> Input:
    """Return bad input ``number`` of ``seed``."""
    chance = random.Random(f"{seed} {number}")
    return chance.choice(FAMILIES)(chance, makers)


# ---- damage to the bytes


def damaged(chance: random.Random, body: bytes) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        body = chance.choice(DAMAGES)(chance, body)
    return body


def _cut(chance: random.Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _flipped(chance: random.Random, body: bytes) -> bytes:
    if not body:
        return body
    place = chance.randrange(len(body))
    return body[:place] + bytes([body[place] ^ 1 << chance.randrange(8)]) + body[place + 1 :]


def _inserted(chance: random.Random, body: bytes) -> bytes:
    place = chance.randrange(len(body) + 1)
    added = chance.choice(
        (chance.randbytes(chance.randint(1, 60)), bytes(200), b"\xff\xfe", b"PK\x03\x04", b"%PDF-1.7")
    )
    return body[:place] + added + body[place:]


def _lost(chance: random.Random, body: bytes) -> bytes:
    place = chance.randrange(len(body) + 1)
    return body[:place] + body[place + chance.choice((1, 4, 100)) :]


def _numbers_blown_up(chance: random.Random, body: bytes) -> bytes:
    """Sizes and counts in binary formats are four bytes long."""
    place = chance.randrange(max(1, len(body) - 4))
    return (
        body[:place] + struct.pack("<I", chance.choice((0, 2**31 - 1, 2**31, 2**32 - 1))) + body[place + 4 :]
    )


DAMAGES = (_cut, _flipped, _flipped, _inserted, _lost, _numbers_blown_up)


def damaged_table(chance: random.Random, makers: Makers) -> Input:
    name = chance.choice(list(makers.tables))
    keeps = name in ("xlsx", "ods")  # their parts carry checksums
    return Input("export", f"damaged {name}", damaged(chance, makers.tables[name]), keeps_figures=keeps)


def damaged_document(chance: random.Random, makers: Makers) -> Input:
    name = chance.choice(list(makers.documents))
    return Input("document", f"damaged {name}", damaged(chance, makers.documents[name]))


def damaged_text(chance: random.Random, _: Makers) -> Input:
    return Input("document", "damaged text", mutated_document(chance, (PLAN,)).encode("utf-8", "replace"))


# ---- archives that are after other files, or after memory


def trapped_archive(chance: random.Random, makers: Makers) -> Input:
    kind = chance.choice(("export", "document"))
    base = makers.tables["xlsx"] if kind == "export" else makers.documents[chance.choice(("xlsx", "docx"))]
    way = chance.choice(list(TRAPS))
    return Input(
        kind, f"archive: {way}", TRAPS[way](chance, base, makers.outside), keeps_figures=kind == "export"
    )


def _climbing(chance: random.Random, body: bytes, outside: str) -> bytes:
    names = (
        f"../../../../..{outside}/pwned",
        f"{outside}/pwned",
        "..\\..\\pwned",
        "xl/../../pwned",
        "a" * 5000,
    )
    return _with_part(body, chance.choice(names), b"pwned")


def _linked(_: random.Random, body: bytes, outside: str) -> bytes:
    made = io.BytesIO(body)
    with zipfile.ZipFile(made, "a") as archive:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, f"{outside}/pwned")
    return made.getvalue()


def _bomb(chance: random.Random, body: bytes, _: str) -> bytes:
    return _with_part(
        body, chance.choice((SHEET, "xl/sharedStrings.xml", "word/document.xml")), bytes(20 * 2**20)
    )


def _liar(_: random.Random, body: bytes, __: str) -> bytes:
    """State other sizes in the directory than there are."""
    at = body.rfind(b"PK\x01\x02")
    return body[: at + 20] + struct.pack("<II", 1, 2**31 - 1) + body[at + 28 :]


def _entities(chance: random.Random, body: bytes, outside: str) -> bytes:
    declared = chance.choice(
        (
            f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{outside}/secret">]>',
            '<!DOCTYPE a [<!ENTITY b SYSTEM "http://192.0.2.1/">]>',
            '<!DOCTYPE a [<!ENTITY b "' + "l" * 99 + '"><!ENTITY c "' + "&b;" * 99 + '">]>',
        )
    )
    rows = "<row r='1'><c t='inlineStr'><is><t>&c;&b;</t></is></c></row></sheetData></worksheet>"
    return _with_part(body, SHEET, f"{declared}{SHEET_HEAD.partition('?>')[2]}{rows}".encode())


def _nested(_: random.Random, body: bytes, __: str) -> bytes:
    return _with_part(_with_part(body, "inner.zip", body), "xl/embeddings/a.xlsx", body)


def _twice(_: random.Random, body: bytes, __: str) -> bytes:
    made = io.BytesIO(body)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Auto_Open")
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<a/>")
    return made.getvalue()


TRAPS = {
    "climbing names": _climbing,
    "a link": _linked,
    "a bomb": _bomb,
    "false sizes": _liar,
    "entities": _entities,
    "archives inside": _nested,
    "macros and links": _twice,
}


# ---- words in cells, texts and fields


def attacked_cell(chance: random.Random, makers: Makers) -> Input:
    """Write an attack into one cell of a table; every other row must be read as it is."""
    write = chance.choice((*WRITERS.values(), workbook_of, workbook_of))
    rows = [HEADINGS, *([name, "2021", f"{value:.2f}"] for name, value in FIGURES.items())]
    number, place = chance.randrange(1, len(rows)), chance.randrange(3)
    words = (payloads.ALIKE, payloads.TEXTS, payloads.NUMBERS)[place] + payloads.TEXTS
    attack = filled(chance.choice(words), makers.outside)
    touched = rows[number][0]
    cell = chance.choice((attack, attack, rows[number][place] + attack, attack + rows[number][place]))
    rows[number] = [*rows[number][:place], cell, *rows[number][place + 1 :]]
    return Input("export", "a cell", write(rows), frozenset({touched}), keeps_figures=True, payload=attack)


def attacked_text(chance: random.Random, makers: Makers) -> Input:
    """Write an attack into a plan."""
    attack = filled(chance.choice((*payloads.TEXTS, *payloads.ALIKE, *payloads.NUMBERS)), makers.outside)
    place = chance.randrange(len(PLAN))
    text = PLAN[:place] + attack + PLAN[place:]
    body = page_of(escape(text)) if chance.random() < 0.3 else text.encode("utf-8", "replace")
    return Input("document", "a text", body, payload=attack)


def attacked_corrections(chance: random.Random, makers: Makers) -> Input:
    from ingest.corrections import COLUMNS

    cells = {"document": "a" * 64, "value_start": "1", "value_end": "4", "level": "all", "year": "2025"}
    cells |= {"action": "set", "author": "An", "date": "2026-11-23", "reason": "x", "new_year": "2024"}
    for name in chance.sample(COLUMNS, chance.randint(1, 4)):
        cells[name] = filled(chance.choice((*payloads.TEXTS, *payloads.NUMBERS)), makers.outside)
    body = csv_of([list(COLUMNS), [cells.get(name, "") for name in COLUMNS]]).replace(b";", b",")
    return Input("corrections", "a line", damaged(chance, body) if chance.random() < 0.3 else body)


def attacked_catalogue(chance: random.Random, makers: Makers) -> Input:
    source: dict[str, Any] = {"id": "a", "kind": "plan_text", "publisher": "p", "title": "t", "licence": "l"}
    source |= {"path": "a.txt"} if chance.random() < 0.5 else {"url": "https://portal.example/a"}
    if chance.random() < 0.4:
        source |= {"kind": "indicator_export", "mapping": json.loads(json.dumps(MAPPING))}
    for _ in range(chance.randint(1, 3)):
        _attack_field(chance, source, makers.outside)
    content = {"version": 1, "name": "test", "sources": [source]}
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    return Input("catalogue", "a field", _with_yaml_tricks(chance, text, makers.outside))


def _attack_field(chance: random.Random, source: dict[str, Any], outside: str) -> None:
    attack: Any = filled(chance.choice((*payloads.TEXTS, *payloads.NUMBERS)), outside)
    attack = chance.choice((attack, attack, attack, [attack], {attack: attack}, 1, None, True, 1e300))
    name = chance.choice((*source, "locality", "document_date", "headers", "parameters", "relations", "odd"))
    if name == "mapping" and isinstance(source["mapping"], dict) and chance.random() < 0.8:
        source["mapping"][chance.choice((*MAPPING, "sheet", "delimiter", "encoding"))] = attack
    else:
        source[name] = attack


def _with_yaml_tricks(chance: random.Random, text: str, outside: str) -> bytes:
    if chance.random() < 0.5:
        return text.encode()
    tricks = (
        f'evil: !!python/object/apply:os.system ["touch {outside}/pwned"]\n',
        f"evil: !!python/object/new:subprocess.Popen [[touch, {outside}/pwned]]\n",
        "a: &a [x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b]\n",
        "evil: &e [*e]\n",
        "? [a, b]\n: c\n",
        "evil: " + "[" * 60 + "\n",
        "--- \n---\n",
        "<<: {version: 2}\n",
        "version: 1\n",
    )
    text = chance.choice((text + chance.choice(tricks), chance.choice(tricks) + text))
    return damaged(chance, text.encode()) if chance.random() < 0.3 else text.encode()


def attacked_listing(chance: random.Random, makers: Makers) -> Input:
    attack = escape(filled(chance.choice((*payloads.TEXTS, *payloads.NUMBERS)), makers.outside))
    links = (attack, "javascript:alert(1)", "file:///etc/passwd", "//10.0.0.1/a.html", "data:text/html,x")
    link = chance.choice((*links, f"/van-ban/{attack}.html", "http://[::1/", "/van-ban/1.html"))
    shapes = (
        f"<html><body><a href=\"{link}\">{attack}</a><a href='/van-ban/2.html'>2</a></body></html>",
        f"<rss><channel><item><link>{link}</link><title>{attack}</title></item></channel></rss>",
        f"<urlset><url><loc>https://portal.example{link}</loc></url></urlset>",
        f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{makers.outside}/secret">]><rss><channel><item><link>&b;'
        "</link></item></channel></rss>",
        "<div>" * 3000 + f"<a href='{link}'>x</a>",
    )
    body = chance.choice(shapes).encode("utf-8", "replace")
    return Input("listing", "a link", damaged(chance, body) if chance.random() < 0.3 else body)


FAMILIES = (
    *(damaged_table, damaged_table, damaged_document, damaged_text, trapped_archive),
    *(attacked_cell, attacked_cell, attacked_cell, attacked_text, attacked_text),
    *(attacked_corrections, attacked_catalogue, attacked_catalogue, attacked_listing),
)

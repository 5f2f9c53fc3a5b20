"""Damage of every kind done to documents: characters, words, lines, whole documents, encodings.

Everything is drawn from the given ``random.Random``: the same seed makes the same text.
"""

import random
import unicodedata
from collections.abc import Callable, Sequence

LONGEST = 10_000  # characters of a document made here
NUMBERS = (
    *("80%", "100%", "0", "5", "08/63", "1.234.567", "12,5", "25-35%", "99,97%", "2021", "-3", "5×10"),
    *("½", "²⁹", "٣", "9999999999999999999999", "0,0,0", "1/0"),
)
UNITS = (
    *("%", "%%", "‰", "điểm", "điểm%", "tỷ đồng", "triệu", "ngày", "giờ", "hồ sơ", "thủ tục", "TTHC"),
    *("đơn vị", "xã", "USD", "km²", "người"),
)
YEARS = (
    *("năm 2025", "đến năm 2030", "giai đoạn 2021-2025", "2026–2030", "năm 20255", "quý IV/2022"),
    *("31/12/2024", "ngày 32/13/2021", "tháng 02", "năm 0000"),
)
WORDS = (
    *("tối thiểu", "trên", "dưới", "từ", "đến", "phấn đấu", "đạt", "trong đó", "lần lượt", "tương ứng"),
    *("mỗi năm tăng", "giảm", "xếp thứ", "so với", "cấp tỉnh", "cấp xã", "PAR INDEX", "SIPAS", "không"),
    "chín mươi phần trăm",
)
MARKS = (
    *("(", "(", "((", ")", ")", "))", "[", "]", "{{", "}}", "«", "»", "“", "”", '"', "'", "|", "|", "||"),
    *("|---|", "-", "–", "—", "+", "*", "…", "...", ";", ":", ",", ".", "/", "\\", "&", "<", ">", "="),
    *("≥", "≤", "~", "#", "@"),
)
COMBINING = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u20dd"
CONTROLS = (
    "\x00\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x85\xa0\xad"
    "\u200b\u200d\u200e\u202e\u2028\u2029\ufeff\ufffd\U0001f600"
)
SPACES = (" ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "\xa0", "\u2003", "\u202f", " \n ", "\x0c", "")
LINE_STARTS = (
    "- ",
    "+ ",
    "a) ",
    "1. ",
    "1.1.1. ",
    "II. ",
    "| ",
    "* ",
    "Điều 3. ",
    "      ",
    "PHỤ LỤC ",
    "\t\t",
)
WRONG_CODES = ("cp1252", "latin-1", "cp1258", "cp437")

Change = Callable[[random.Random, str], str]


def mutated_document(chance: random.Random, texts: Sequence[str]) -> str:
    """Return a document of about 1 to 10 kB made from pieces of ``texts`` and damaged 1 to 40 times."""
    pieces = [_piece(chance, chance.choice(texts)) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    text = chance.choice(("\n", "\n\n", "", " ")).join(pieces)[:LONGEST]
    for _ in range(chance.choice((1, 2, 4, 8, 16, 40))):
        text = chance.choice(CHANGES)(chance, text)[:LONGEST]
    return text


def _piece(chance: random.Random, text: str) -> str:
    size = int(500 * 16 ** chance.random())
    start = chance.randrange(max(1, len(text) - size))
    return text[start : start + size]


def _place(chance: random.Random, text: str) -> int:
    return chance.randrange(len(text) + 1)


def _span(chance: random.Random, text: str, longest: int) -> tuple[int, int]:
    start = _place(chance, text)
    return start, min(len(text), start + chance.randint(1, longest))


def _insert(text: str, position: int, added: str) -> str:
    return text[:position] + added + text[position:]


def delete_characters(chance: random.Random, text: str) -> str:
    start, end = _span(chance, text, chance.choice((1, 3, 30)))
    return text[:start] + text[end:]


def swap_characters(chance: random.Random, text: str) -> str:
    start, end = _span(chance, text, 2)
    return text[:start] + text[start:end][::-1] + text[end:]


def double_characters(chance: random.Random, text: str) -> str:
    start, end = _span(chance, text, chance.choice((1, 5, 40)))
    return text[:end] + text[start:end] * chance.choice((1, 2, 20)) + text[end:]


def insert_marks(chance: random.Random, text: str) -> str:
    added = "".join(chance.choices(MARKS, k=chance.choice((1, 2, 10))))
    return _insert(text, _place(chance, text), added * chance.choice((1, 1, 1, 50)))


def insert_odd_characters(chance: random.Random, text: str) -> str:
    kind = chance.choice((COMBINING, CONTROLS))
    for _ in range(chance.choice((1, 3, 30))):
        text = _insert(text, _place(chance, text), chance.choice(kind) * chance.choice((1, 1, 4)))
    return text


def insert_term(chance: random.Random, text: str) -> str:
    term = chance.choice(chance.choice((NUMBERS, UNITS, YEARS, WORDS)))
    joined = chance.choice((" ", "", ", ", "; ", "\n"))
    return _insert(text, _place(chance, text), f" {joined.join([term] * chance.choice((1, 1, 1, 2, 30)))} ")


def delete_words(chance: random.Random, text: str) -> str:
    words = text.split(" ")
    start, end = _span(chance, text[: len(words)], 6)
    return " ".join(words[:start] + words[end:])


def shuffle_words(chance: random.Random, text: str) -> str:
    words = text.split(" ")
    start, end = _span(chance, text[: len(words)], chance.choice((2, 8, 60)))
    moved = words[start:end]
    chance.shuffle(moved)
    return " ".join(words[:start] + moved + words[end:])


def repeat_lines(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    start, end = _span(chance, text[: len(lines)], 4)
    return "\n".join(lines[:end] + lines[start:end] * chance.choice((1, 3, 20)) + lines[end:])


def move_lines(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    start, end = _span(chance, text[: len(lines)], 6)
    moved, rest = lines[start:end], lines[:start] + lines[end:]
    place = chance.randrange(len(rest) + 1)
    return "\n".join(rest[:place] + moved + rest[place:])


def mark_lines(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    start, end = _span(chance, text[: len(lines)], 10)
    mark = chance.choice(LINE_STARTS)
    return "\n".join(lines[:start] + [mark + line for line in lines[start:end]] + lines[end:])


def make_table_rows(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    start, end = _span(chance, text[: len(lines)], 12)
    bar = chance.choice((" | ", "|", "\t", "  "))
    rows = [bar.join(["", *line.split(" "), ""]) for line in lines[start:end]]
    return "\n".join(lines[:start] + rows + lines[end:])


def change_spaces(chance: random.Random, text: str) -> str:
    start, end = _span(chance, text, chance.choice((20, 300, LONGEST)))
    old = chance.choice((" ", "\n", ". "))
    return text[:start] + text[start:end].replace(old, chance.choice(SPACES)) + text[end:]


def cut(chance: random.Random, text: str) -> str:
    place = chance.randrange(len(text) // 2 + 1)
    return chance.choice((text[place:], text[: len(text) - place]))


def change_letters(chance: random.Random, text: str) -> str:
    start, end = _span(chance, text, chance.choice((40, LONGEST)))
    change = chance.choice((str.upper, str.lower, str.swapcase, str.title))
    return text[:start] + change(text[start:end]) + text[end:]


def misread_encoding(chance: random.Random, text: str) -> str:
    start, end = _span(chance, text, chance.choice((30, 500)))
    wrong = text[start:end].encode("utf-8", "replace").decode(chance.choice(WRONG_CODES), "replace")
    return text[:start] + wrong + text[end:]


def change_normal_form(chance: random.Random, text: str) -> str:
    start, end = _span(chance, text, chance.choice((30, LONGEST)))
    form = chance.choice(("NFC", "NFD", "NFKC", "NFKD"))
    return text[:start] + unicodedata.normalize(form, text[start:end]) + text[end:]


CHANGES: tuple[Change, ...] = (
    delete_characters,
    swap_characters,
    double_characters,
    insert_marks,
    insert_odd_characters,
    insert_term,
    insert_term,
    insert_term,
    delete_words,
    shuffle_words,
    repeat_lines,
    move_lines,
    mark_lines,
    make_table_rows,
    change_spaces,
    cut,
    change_letters,
    misread_encoding,
    change_normal_form,
)

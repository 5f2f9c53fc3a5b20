"""Texts of shapes that are hard for readers: each shape makes a text of any size, in proportion to ``n``."""

from collections.abc import Callable
from functools import partial

from benchmarks.timing import work
from ingest.measures import read_text

SIZE = 250_000  # characters
MOST_GROWTH = 3.2  # times the work for twice the text

SHAPES: dict[str, Callable[[int], str]] = {
    "no full stop": lambda n: "tỷ lệ hồ sơ giải quyết đúng hạn đạt 95% và số thủ tục được cắt giảm " * n,
    "no number": lambda n: "cải cách hành chính của tỉnh trong giai đoạn mới " * n,
    "numbers": lambda n: " ".join(str(number) for number in range(4 * n)),
    "percentages": lambda n: " ".join(f"{number % 100}%" for number in range(4 * n)),
    "commas": lambda n: ",".join(["80%"] * (4 * n)),
    "semicolons": lambda n: "trên 95% hồ sơ; " * n,
    "nested lists": lambda n: "\n".join(
        "  " * (number % 50) + f"{'abcdefgh'[number % 8]}) mục {number} đạt {number % 100}%:"
        for number in range(n)
    ),
    "deeper and deeper": lambda n: (
        "\n".join("1." * depth + f" đạt {depth}%" for depth in range(1, 40)) * (1 + n // 40)
    ),
    "table rows": lambda n: "\n".join(
        f"| {number} | chỉ tiêu {number} | % | {number % 100} | {number % 90} |" for number in range(n)
    ),
    "wide table row": lambda n: "| chỉ tiêu | " + " | ".join("95%" for _ in range(n)) + " |",
    "rows under a heading": lambda n: "Chỉ tiêu | 2024 | 2025\n" + "Tỷ lệ hồ sơ đúng hạn (%) | 95 | 97\n" * n,
    "columns with years": lambda n: "Chỉ tiêu |" + " Năm 2024 |" * n + "\nHồ sơ đúng hạn |" + " 95% |" * n,
    "one cell per line": lambda n: "Hồ sơ đúng hạn\n95%\n" * n,
    "columns of spaces": lambda n: "Hồ sơ đúng hạn    95%    97%\n" * n,
    "words in cells": lambda n: "a | b\n" * n,
    "open brackets": lambda n: "(" * (20 * n),
    "brackets": lambda n: "(" * (10 * n) + ")" * (10 * n),
    "years": lambda n: " năm 2025" * (4 * n),
    "ranges": lambda n: "10-20-30-40-" * n,
    "yearly steps": lambda n: "mỗi năm tăng tối thiểu 20% đến khi đạt 100% " * n,
    "lines": lambda n: "đạt 80%\n" * n,
    "capitals": lambda n: ("KẾ HOẠCH " * 5 + "\n") * n,
    "one word": lambda n: "a" * (50 * n),
    "one number": lambda n: "9" * (50 * n),
    "spaces": lambda n: " " * (50 * n) + "5%",
    "combining marks": lambda n: "a" + "\u0301" * (20 * n),
}


def of_length(shape: str, characters: int) -> str:
    """Return a text of a shape, about so long."""
    make = SHAPES[shape]
    return make(max(1, round(characters * 400 / len(make(400)))))


def print_growth() -> None:
    print(f"\nTexts of hard shapes, {SIZE // 2:,} and {SIZE:,} characters, one core:")
    for shape in SHAPES:
        half, whole = (of_length(shape, characters) for characters in (SIZE // 2, SIZE))
        once, twice = (work(partial(read_text, text), rounds=2) for text in (half, whole))
        growth = twice / once
        remark = f"  more than {MOST_GROWTH} times" if growth > MOST_GROWTH else ""
        pace = twice / len(whole.encode()) * 1e7
        print(f"  {shape:18s} {once:6.2f} s {twice:6.2f} s  x {growth:.2f}  {pace:6.0f} ms per 10 kB{remark}")

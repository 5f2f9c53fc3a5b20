"""What is printed of a file: its words, not commands to the library or the terminal that print them."""

import io
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from ingest.exports.inspecting import Known, inspect_file
from ingest.exports.inspecting.report import print_report
from ingest.quarantine import Kept, print_kept

WORDS = ["[/red]", "[bold]x[/bold]", "\x1b[2J", "a\u202eb", "\x07"]


def console() -> tuple[Console, io.StringIO]:
    printed = io.StringIO()
    return Console(file=printed, width=200, color_system=None), printed


@pytest.mark.parametrize("word", WORDS)
def test_what_is_kept_apart_is_printed_as_it_is(word: str) -> None:
    screen, printed = console()
    print_kept([Kept("s", "d" * 32, date(2026, 11, 23), word, 1, word, ("v" * 32,), "", "")], screen)
    assert_harmless(printed.getvalue(), word)


@pytest.mark.parametrize("word", WORDS)
def test_an_unknown_table_is_reported_as_it_is(tmp_path: Path, word: str) -> None:
    file = tmp_path / "table.csv"
    file.write_text(f"Tỉnh,Năm,{word},Hạng {word}\nHuế,2021,86.5,{word}\nHà Nội,2021,80.1,{word}\n", "utf-8")
    screen, printed = console()
    print_report(inspect_file(file, Known()), screen)
    assert_harmless(printed.getvalue(), word)


def assert_harmless(printed: str, word: str) -> None:
    assert not {"\x1b", "\x07", "\u202e"} & set(printed)
    assert word in printed or not word.isprintable()

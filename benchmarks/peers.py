"""The reader's speed beside that of others, over the same texts in the same run, on one core, warm."""

import re
import warnings
from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.timing import work
from ingest.measures import read_text

NUMBER = re.compile(r"\d+(?:[.,]\d+)*\s*(?:%|điểm|tỷ|triệu)?")
ROUNDS = 5  # of each; the best counts


def print_speeds(name: str, texts: Sequence[str]) -> None:
    """Print how fast each reader works on the same texts, and how much longer than ours it takes."""
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    print(f"\nSpeed on one core, warm, {name}: {len(texts)} texts of {megabytes:.3f} MB together:")
    ours = 0.0
    for title, reader in (
        ("Thước đo: read_text", read_text),
        ("re: numbers and units", NUMBER.findall),
        *peers(),
    ):
        read_each(reader, texts[:3])
        seconds = work(partial(read_each, reader, texts), rounds=ROUNDS)
        ours = ours or seconds
        pace = f"{megabytes / seconds:9.3f} MB/s  {seconds / megabytes * 10:8.1f} ms per 10 kB"
        print(f"  {title:38s} {pace}  {seconds / ours:7.2f} times as long as ours")


def read_each(reader: Callable[[str], object], texts: Sequence[str]) -> None:
    for text in texts:
        reader(text)


def peers() -> list[tuple[str, Callable[[str], object]]]:
    """Return the packages that are installed; say of each other one how to install it."""
    found: list[tuple[str, Callable[[str], object]]] = []
    for name, load in (("underthesea", _word_segmentation), ("quantulum3", _quantities)):
        try:
            with warnings.catch_warnings(action="ignore"):  # of parts that are not needed here
                found.append(load())
        except ImportError:
            print(f"  {name} is not installed; make bench PEERS=1 installs it and measures it too.")
    return found


def _word_segmentation() -> tuple[str, Callable[[str], object]]:
    from underthesea import word_tokenize

    return "underthesea: word_tokenize", word_tokenize


def _quantities() -> tuple[str, Callable[[str], object]]:
    """Of quantulum3, which is at its best with short texts."""
    from quantulum3 import parser

    return "quantulum3: parse, line by line", lambda text: [parser.parse(line) for line in text.splitlines()]

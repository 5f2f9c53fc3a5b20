"""The version of everything that reads documents: it changes whenever a rule, a word or a seed changes."""

import functools
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.folders import REPOSITORY, SEEDS

READER_GENERATION = "1"


@functools.cache
def reader_version() -> str:
    """Return ``<generation>-<hash of the readers' code, vocabulary and seeds>``.

    Editing one word of the vocabulary is enough for every document to be read again from raw.
    """
    return f"{READER_GENERATION}-{hash_of(_reader_files())}"


@functools.cache
def code_version() -> str:
    """Return a hash of everything that turns what was read into the marts: models, seeds, gates, build."""
    folders = [REPOSITORY / name for name in ("dbt_project", "expectations", "warehouse", "ingest")]
    generated = {"target", "logs", "dbt_packages", "__pycache__"}
    files = (
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.suffix in (".py", ".sql", ".yml", ".csv") and not generated & set(file.parts)
    )
    return hash_of(files)


def _reader_files() -> Iterator[Path]:
    ingest = REPOSITORY / "ingest"
    yield from (
        ingest / name
        for name in ("records.py", "corrections.py", "codebook.py", "passages.py", "invisible.py")
    )
    for room in ("exports", "grids", "localities", "relations", "responsibilities"):
        yield from (file for file in (ingest / room).iterdir() if file.suffix in (".py", ".yml"))
    yield from (file for file in (ingest / "readers").iterdir() if file.suffix in (".py", ".csv", ".txt"))
    yield from (ingest / "grids").glob("*.py")
    yield from (ingest / "measures").rglob("*.py")
    yield from (ingest / "measures").rglob("*.yml")
    yield from (SEEDS / name for name in ("indicators.csv", "unit_types.csv", "region_names.csv"))
    yield from (file for kind in ("provinc", "district", "commune") for file in SEEDS.glob(f"*{kind}*.csv"))


def hash_of(files: Iterable[Path]) -> str:
    """Return a short hash of files of the repository: of their places in it and what is in them."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(REPOSITORY).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]

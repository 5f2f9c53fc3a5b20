"""Data folders of tests: what dbt makes of the code alone goes from one to the next.

Its parse of the project and its page of documentation are the same for every data folder, and cost more than
most nights of tests do. The first data folder to be left keeps them for those that follow.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.folders import Folders

PLACE = "THUOCDO_TESTS_KEPT"
FILES = ("dbt/partial_parse.msgpack", "docs/dbt/index.html", "docs/dbt/code_version")


def open_place() -> None:
    """Make the place for what is kept; the processes that share the tests out inherit its name."""
    os.environ[PLACE] = tempfile.mkdtemp(prefix="thuocdo-tests-")


def close_place() -> None:
    shutil.rmtree(os.environ.pop(PLACE), ignore_errors=True)


@contextmanager
def data_folder(data: Path) -> Iterator[Folders]:
    """Give a data folder that holds what an earlier one left of dbt, and nothing else."""
    place = Path(os.environ[PLACE])
    _copy(place / "whole", data)
    yield Folders(data)
    if all((data / file).exists() for file in FILES) and not (place / "whole").exists():
        unfinished = Path(tempfile.mkdtemp(dir=place))
        _copy(data, unfinished)
        unfinished.rename(place / "whole")


def _copy(source: Path, target: Path) -> None:
    for file in FILES:
        if (source / file).exists():
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file, target / file)

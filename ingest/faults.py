"""What the machine did to a run (a full disk, a damaged file ...) in one sentence: ``faults.yml``."""

import functools
import re
from pathlib import Path

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_suffix(".yml")
OF_THE_MACHINE = (OSError, MemoryError, duckdb.Error)


class Fault(BaseModel):
    """An entry of ``faults.yml``, which explains it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: re.Pattern[str]
    say: str


@functools.cache
def faults() -> tuple[Fault, ...]:
    """Return the entries in their order."""
    return tuple(Fault.model_validate(entry) for entry in yaml.safe_load(FILE.read_text("utf-8")))


def sentence_of(error: BaseException, folder: Path) -> str:
    """Return what to tell of an error: of the machine's place and remedy, of others their own message.

    ``folder`` is named when the error tells no file.
    """
    said = str(error) or type(error).__name__
    if not isinstance(error, OF_THE_MACHINE):
        return said
    # of a link or a move the second file is the one to be made
    named = getattr(error, "filename2", None) or getattr(error, "filename", None)
    return sentence_in(f"{type(error).__name__}: {said}", str(named or folder)) or said


def sentence_in(text: str, place: str) -> str | None:
    """Return the sentence for what a program wrote, or ``None`` when no entry knows it."""
    for fault in faults():
        if found := fault.when.search(text):
            return fault.say.format(place=found.groupdict().get("place") or place) + "."
    return None

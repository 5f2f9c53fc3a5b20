"""Read many damaged documents, and fail when the reader crashes, misplaces or dawdles: ``make fuzz``.

Document i of seed s is always the same text: ``make fuzz SEED=s FIRST=i N=1`` makes and reads it again.
"""

import contextlib
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import click

from benchmarks.documents import REPOSITORY, plan_files, sample_files, text_of
from benchmarks.mutations import mutated_document
from ingest.measures import read_text
from tests.measures.invariants import broken_rule

SECONDS_PER_10_KB = 0.050  # process time
UNIT_BYTES = 10_000  # a shorter document counts as this long
TRIES = 9  # a document that was too slow is measured again so often; the best time counts
HANGS_AFTER = 30  # seconds of process time
READ_TWICE = 20  # every so many documents are read twice, to see the same measures again
CHUNK = 100
MOST_KEPT = 50
LONGEST_SAID = 600


@dataclass(frozen=True, slots=True)
class Defect:
    """One document that the reader did not take well."""

    number: int
    kind: str  # crashed | wrong | unsteady | slow | died
    said: str
    text: str
    pace: float = 0.0  # seconds per 10 kB


@dataclass(slots=True)
class Tally:
    """What reading some documents showed."""

    documents: int = 0
    size: int = 0  # bytes in UTF-8
    measures: int = 0
    seconds: float = 0.0  # process time
    slowest: float = 0.0  # seconds per 10 kB, by itself where it was slow beside others
    defects: list[Defect] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add what another worker saw."""
        self.documents += other.documents
        self.size += other.size
        self.measures += other.measures
        self.seconds += other.seconds
        self.slowest = max(self.slowest, other.slowest)
        self.defects.extend(other.defects)

    def by_kind(self) -> dict[str, int]:
        """Return how many documents showed which kind of defect."""
        return dict(Counter(defect.kind for defect in self.defects))


@click.command()
@click.option("--documents", "-n", default=100_000, show_default=True, help="How many to make and read.")
@click.option("--seed", default=1, show_default=True)
@click.option("--first", default=0, show_default=True, help="The number of the first one.")
@click.option("--keep", default=REPOSITORY / "data" / "fuzz", type=click.Path(path_type=Path))
def main(documents: int, seed: int, first: int, keep: Path) -> None:
    """Read damaged documents on all cores; keep and name each one that shows a defect."""
    started = time.perf_counter()
    total = run(documents, seed, first)
    took = time.perf_counter() - started
    print(
        f"{total.documents} documents, {total.size / 1e6:.1f} MB, {total.measures} measures, seed {seed}: "
        f"{took:.0f} s; {total.seconds / max(1, total.size) * 1e7:.1f} ms of process time per 10 kB, "
        f"slowest document {total.slowest * 1000:.1f} ms per 10 kB (limit {SECONDS_PER_10_KB * 1000:.0f})"
    )
    for defect in total.defects[:MOST_KEPT]:
        keep.mkdir(parents=True, exist_ok=True)
        file = keep / f"{seed}-{defect.number}.txt"
        file.write_bytes(defect.text.encode("utf-8", "surrogatepass"))
        print(f"seed {seed}, document {defect.number}: {defect.said[:LONGEST_SAID]}\n  kept as {file}")
    print(f"{len(total.defects)} documents showed a defect: {total.by_kind() or 'none'}")
    sys.exit(1 if total.defects else 0)


def run(documents: int, seed: int, first: int = 0) -> Tally:
    """Make and read documents ``first`` to ``first + documents - 1`` of ``seed`` on all cores."""
    total = Tally()
    end = first + documents
    with ProcessPoolExecutor() as pool:
        work = {
            pool.submit(read_chunk, seed, start, min(CHUNK, end - start)): start
            for start in range(first, end, CHUNK)
        }
        for done in as_completed(work):
            total.add(_outcome(done, work[done]))
    total.defects = [
        defect for defect in total.defects if defect.kind != "slow" or _is_slow_alone(defect, total)
    ]
    total.defects.sort(key=lambda defect: (defect.kind == "slow", -defect.pace, defect.number))  # worst first
    return total


def _is_slow_alone(defect: Defect, tally: Tally) -> bool:
    """Tell whether a document that was slow beside others is slow by itself: busy cores slow each other."""
    pace = _pace(defect.text, float("inf"))
    tally.slowest = max(tally.slowest, pace)
    return pace > SECONDS_PER_10_KB


def _outcome(done: Future[Tally], start: int) -> Tally:
    try:
        return done.result()
    except BrokenProcessPool:
        said = f"a process died while documents {start} to {start + CHUNK - 1} were still to be read"
        return Tally(defects=[Defect(start, "died", said, "")])


def read_chunk(seed: int, first: int, documents: int) -> Tally:
    """Make and read some documents in this process."""
    tally = Tally()
    for number in range(first, first + documents):
        text = mutated_document(random.Random(f"{seed} {number}"), source_texts())
        tally.documents += 1
        tally.size += len(text.encode())
        defect = examine(text, number, tally)
        if defect:
            tally.defects.append(defect)
    return tally


@cache
def source_texts() -> tuple[str, ...]:
    """Return the documents that the damaged ones are made from."""
    return tuple(text_of(file) for file in sample_files() + plan_files())


def examine(text: str, number: int, tally: Tally) -> Defect | None:
    """Read one document, count it, and return what is wrong with its reading."""
    started = time.process_time()
    try:
        with _alarm():
            measures = read_text(text).measures
    except Exception as error:  # noqa: BLE001  (any error of the reader is what is looked for)
        return Defect(number, "crashed", f"{type(error).__name__}: {error}", text)
    seconds = time.process_time() - started
    tally.seconds += seconds
    tally.measures += len(measures)
    if number % READ_TWICE == 0 and read_text(text).measures != measures:
        return Defect(number, "unsteady", "a second reading gave other measures", text)
    said = broken_rule(text, measures)
    if said:
        return Defect(number, "wrong", said, text)
    pace = _pace(text, seconds)
    if pace > SECONDS_PER_10_KB:
        said = f"{pace * 1000:.0f} ms of process time per 10 kB, best of {TRIES + 1} readings"
        return Defect(number, "slow", said, text, pace)
    tally.slowest = max(tally.slowest, pace)
    return None


def _pace(text: str, seconds: float) -> float:
    """Return seconds per 10 kB; a document that seems too slow is read again, and the best time counts."""
    units = max(UNIT_BYTES, len(text.encode())) / UNIT_BYTES
    for _ in range(TRIES):
        if seconds / units <= SECONDS_PER_10_KB:
            break
        started = time.process_time()
        read_text(text)
        seconds = min(seconds, time.process_time() - started)
    return seconds / units


@contextlib.contextmanager
def _alarm() -> Iterator[None]:
    """End a reading that hangs with an error."""

    def ring(*_: object) -> None:
        raise TimeoutError(f"not read within {HANGS_AFTER} s")

    signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, HANGS_AFTER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    main()

"""How well the reader agrees with hand-made measures, at three stages: ``make score``.

found: kind, value and unit are right; strict: also level, year, comparator and change; full: also the
indicator.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import click

from benchmarks.documents import REPOSITORY, SHARED, text_of
from ingest.measures import read_text
from tests.measures.scoring import STAGES, Tally, read_expected, tally

SAMPLE_GOLD = REPOSITORY / "tests" / "measures" / "gold"


@click.command()
@click.option("--errors", is_flag=True, help="Show what was missed or wrong in the real documents.")
@click.option("--only", multiple=True, help="Real documents by name; may be repeated. Default: all of them.")
def main(errors: bool, only: tuple[str, ...]) -> None:
    """Print precision, recall and F1 over the shipped samples and over the real documents beside them."""
    print_sample_scores()
    if (SHARED / "gold" / "score.py").exists():
        sys.exit(score_real_documents(errors, only))
    print("The real documents with their hand-made measures are not here; only the samples were scored.")


def print_sample_scores() -> None:
    total = Tally()
    names = sorted(file.stem for file in SAMPLE_GOLD.glob("*.csv"))
    for name in names:
        text = text_of(REPOSITORY / "samples" / f"{name}.txt")
        expected = read_expected(SAMPLE_GOLD / f"{name}.csv", text)
        total.add(tally(expected, list(read_text(text).measures)))
    print(f"{len(names)} shipped samples, {total.expected} hand-made measures, {total.read} read")
    for stage in STAGES:
        right = getattr(total, stage)
        precision, recall = right / total.read, right / total.expected
        print(f"{stage:7s} P {precision:.3f}  R {recall:.3f}  F1 {total.f1(stage):.3f}")


def score_real_documents(errors: bool, only: tuple[str, ...]) -> int:
    """Read the documents into a folder of their own and let their own scorer judge; return its exit code."""
    documents = [
        SHARED / "plans" / f"{gold.stem}.txt"
        for gold in sorted((SHARED / "gold" / "measures").glob("*.csv"))
        if not only or gold.stem in only
    ]
    unknown = set(only) - {file.stem for file in documents}
    if unknown:
        raise click.ClickException(
            f"no document is called {', '.join(sorted(unknown))} in {SHARED / 'plans'}."
        )
    print(f"\n{len(documents)} real documents", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        gold, read = Path(folder, "gold"), Path(folder, "read")
        gold.mkdir()
        read.mkdir()
        for file in documents:
            (gold / f"{file.stem}.csv").symlink_to(SHARED / "gold" / "measures" / f"{file.stem}.csv")
            write_measures(file, read / f"{file.stem}.jsonl")
        command = [sys.executable, SHARED / "gold" / "score.py", "--all", gold, SHARED / "plans", read]
        return subprocess.run([*command, *(["--errors"] if errors else [])], check=False).returncode


def write_measures(file: Path, target: Path) -> None:
    lines = (json.dumps(asdict(row), ensure_ascii=False) for row in read_text(text_of(file)).measures)
    target.write_text("".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()

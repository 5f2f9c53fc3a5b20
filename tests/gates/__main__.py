"""Print which gate catches which kind of data error: ``python -m tests.gates``; exit code 1 when too few."""

import sys
import tempfile
from pathlib import Path

from tests.gates.suite import Outcome, run_suite

AT_LEAST = 58


def table(outcome: Outcome) -> list[str]:
    """Return the table as lines of Markdown."""
    lines = ["| kind of error | planted in | verdict | by | rule |", "|---|---|---|---|---|"]
    for catch in outcome.catches:
        first = catch.first
        by, rule = (first.by, first.rule) if first else ("", "")
        lines.append(f"| {catch.mutation.name} | {catch.mutation.into} | {catch.verdict} | {by} | {rule} |")
    return lines


def totals(outcome: Outcome) -> list[str]:
    """Return the figures in sentences."""
    stopped, reported = outcome.counted("stopped"), outcome.counted("reported")
    without = sum(any(not said.needs_history for said in catch.messages) for catch in outcome.catches)
    red = [night for night in outcome.nights if night.stopped_by]
    return [
        f"{len(outcome.catches)} kinds of error: {stopped} stopped, {reported} reported, "
        f"{outcome.counted('MISSED')} missed; {without} of them also without a version published before.",
        f"{len(outcome.nights)} clean nights: {len(red)} stopped; warnings: "
        + ", ".join(f"{len(night.warnings)} in {night.name}" for night in outcome.nights)
        + ".",
        *(f"{night.name}: {night.stopped_by}" for night in red),
        *sorted({warning for night in outcome.nights for warning in night.warnings}),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        outcome = run_suite(Path(folder))
    sys.stdout.write("\n".join([*table(outcome), "", *totals(outcome), ""]))
    caught = outcome.counted("stopped") + outcome.counted("reported")
    return int(caught < AT_LEAST or any(night.stopped_by for night in outcome.nights))


if __name__ == "__main__":
    sys.exit(main())

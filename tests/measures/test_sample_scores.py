"""The reader against the hand-made measures of every sample text."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from ingest.measures import read_text
from tests.measures.scoring import STAGES, Tally, read_expected, stages_passed, tally

GOLD = Path(__file__).parent / "gold"
SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = sorted(path.stem for path in GOLD.glob("*.csv"))
OVERALL = {"found": 0.985, "strict": 0.98, "full": 0.97}
EACH = {"found": 0.94, "strict": 0.93, "full": 0.88}


@cache
def tally_of(name: str) -> Tally:
    with (SAMPLES / f"{name}.txt").open(encoding="utf-8", newline="") as file:
        text = file.read()
    return tally(read_expected(GOLD / f"{name}.csv", text), list(read_text(text).measures))


def test_there_is_gold() -> None:
    assert len(NAMES) >= 18


@pytest.mark.parametrize("stage", STAGES)
def test_all_samples_together(stage: str) -> None:
    total = Tally()
    for name in NAMES:
        total.add(tally_of(name))
    assert total.f1(stage) >= OVERALL[stage], total


@pytest.mark.parametrize("name", NAMES)
def test_each_sample(name: str) -> None:
    counts = tally_of(name)
    for stage, floor in EACH.items():
        assert counts.f1(stage) >= floor, (stage, counts)


def test_the_scorer_tells_right_from_wrong() -> None:
    """A wrong kind costs all stages, a wrong level two, a wrong indicator one; a missing row costs too."""
    name = "dong_nai_tin_chi_so_2022"
    with (SAMPLES / f"{name}.txt").open(encoding="utf-8", newline="") as file:
        text = file.read()
    wanted = read_expected(GOLD / f"{name}.csv", text)
    rows = list(read_text(text).measures)
    best = tally(wanted, rows)
    assert tally(wanted, rows[1:]).found == best.found - 1
    row = next(row for row in rows if any(stages_passed(one, row) == 3 for one in wanted))
    one = next(one for one in wanted if stages_passed(one, row) == 3)
    assert stages_passed(one, replace(row, kind="target")) == 0
    assert stages_passed(one, replace(row, level="village")) == 1
    assert stages_passed(one, replace(row, indicator="smart_cities")) == 2

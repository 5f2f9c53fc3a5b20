"""Killed anywhere: readers see a whole version, and what follows ends as if nothing had happened.

In a night of the scheduler's every step is killed once, and begun again under the same run. A whole night
(``thuocdo run``, ``thuocdo nightly``) is killed a few times, and a run of another name follows.
"""

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from ingest.folders import Folders
from tests.chaos.content import differences, marts_of, raw_of
from tests.chaos.figures import Figures, is_full
from tests.chaos.killing import (
    Kill,
    Undisturbed,
    begun,
    kill_in_step,
    kill_whole_night,
    reading,
)
from tests.chaos.steps import STEPS
from tests.chaos.world import World

pytestmark = [pytest.mark.stack, pytest.mark.timeout(5400)]
SEED = int(os.environ.get("SEED", "1"))
NIGHTS_BY_STEPS = 18 if is_full() else 2  # each killed once in each of its ten steps, or once less
WHOLE_NIGHTS = 10 if is_full() else 1  # each killed four times, begun again a fifth time
KILLS_OF_A_WHOLE_NIGHT = 4
KILLS_UNDER_AIRFLOW = 5


def test_killed_anywhere(world: World, undisturbed: Undisturbed, figures: Figures) -> None:
    with ThreadPoolExecutor(2) as threads:
        nights = [threads.submit(steps_killed, world, undisturbed, n) for n in range(NIGHTS_BY_STEPS)]
        nights += [threads.submit(night_killed, world, undisturbed, n) for n in range(WHOLE_NIGHTS)]
        kills = [kill for night in nights for kill in night.result()]
    assert len(kills) >= (200 if is_full() else 20)
    hit = Counter(kill.step for kill in kills)
    assert len(hit) > len(STEPS) // 2, f"a kill may come one step late, but not all of them: {hit}"
    figures.add(f"kills (SIGKILL, seed {SEED}) with marts and raw as undisturbed afterwards", len(kills))
    figures.note("steps hit: " + ", ".join(f"{step} {hit[step]}" for step in STEPS))
    figures.note(
        "killed: " + ", ".join(f"{whom} {n}" for whom, n in Counter(kill.whom for kill in kills).items())
    )


@pytest.mark.skipif(not is_full(), reason="five kills under Airflow are a part of make chaos-full")
def test_killed_under_airflow(world: World, undisturbed: Undisturbed, figures: Figures) -> None:
    """Kill ``airflow dags test`` with all its processes; a run of another name follows."""
    kills = night_killed(world, undisturbed, 0, "nightly", KILLS_UNDER_AIRFLOW)
    assert len(kills) == KILLS_UNDER_AIRFLOW
    figures.add("kills under Airflow, marts and raw as undisturbed afterwards", len(kills))
    figures.note("steps hit under Airflow: " + ", ".join(kill.step for kill in kills))


def steps_killed(world: World, undisturbed: Undisturbed, number: int) -> list[Kill]:
    """Kill each step of a night once; after each kill the scheduler's retry begins it again."""
    chance = random.Random(f"{SEED} steps {number}")
    folders, kills = world.copy(f"steps_{number}"), []
    step = "start"
    with reading(folders, undisturbed.whole()) as wrong:
        for planned in STEPS:
            if STEPS.index(planned) < STEPS.index(step):
                continue
            if planned != step:
                run_through(folders, world, step, last=STEPS[STEPS.index(planned) - 1])
            kill = kill_in_step(folders, world, planned, undisturbed.lengths[planned], chance)
            look(folders, undisturbed)
            if kill is None:
                break
            kills.append(kill)
            step = kill.step
        run_through(folders, world, step)
    as_undisturbed(folders, undisturbed, wrong, kills)
    return kills


def run_through(folders: Folders, world: World, step: str, last: str = "finish") -> None:
    with begun(folders, world, step, last=last) as running:
        said, _ = running.communicate()
    assert running.returncode == 0, f"{said} {(folders.data / 'errors.txt').read_text('utf-8')}"


def night_killed(
    world: World,
    undisturbed: Undisturbed,
    number: int,
    command: str = "run",
    most: int = KILLS_OF_A_WHOLE_NIGHT,
) -> list[Kill]:
    """Kill a whole night again and again; then let one run through."""
    chance = random.Random(f"{SEED} {command} {number}")
    folders, kills = world.copy(f"{command}_{number}"), []
    seconds = sum(length.seconds for length in undisturbed.lengths.values())
    with reading(folders, undisturbed.whole()) as wrong:
        for _ in range(most):
            if kill := kill_whole_night(folders, world, seconds, command, chance):
                kills.append(kill)
            look(folders, undisturbed)
        night = world.run(folders, command=command)
        assert night.exit_code == 0, f"{kills} {night.printed}"
    as_undisturbed(folders, undisturbed, wrong, kills)
    return kills


def look(folders: Folders, undisturbed: Undisturbed) -> None:
    """After a kill: a whole version is published, old or new, and raw holds only whole files."""
    seen = marts_of(folders.warehouse / "marts.duckdb")
    assert seen in undisturbed.whole(), list(differences(seen, undisturbed.before))
    raw_of(folders)


def as_undisturbed(folders: Folders, undisturbed: Undisturbed, wrong: list[str], kills: list[Kill]) -> None:
    assert not wrong, f"{kills} {wrong[:5]}"
    marts, raw = marts_of(folders.warehouse / "marts.duckdb"), raw_of(folders)
    assert marts == undisturbed.marts, f"{kills} {list(differences(marts, undisturbed.marts))}"
    assert raw == undisturbed.raw, f"{kills} {list(differences(raw, undisturbed.raw))}"

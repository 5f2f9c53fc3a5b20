"""The mutation suite: clean nights that no gate may stop, then every kind of error and who names it."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.gates.mutations import Mutation, mutations
from tests.gates.nights import (
    FIRST_NIGHT,
    CleanNight,
    World,
    add_and_revise,
    check_and_build,
    fetch_and_read,
    make_world,
    publish,
)
from tests.gates.zones import (
    Catch,
    ask_marts,
    ask_raw,
    built_zone,
    facts_zone,
    raw_zone,
    source_zone,
)

SEED = 1
SECOND = "night two, nothing new"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the suite found."""

    nights: tuple[CleanNight, ...]
    catches: tuple[Catch, ...]

    def counted(self, verdict: str) -> int:
        return sum(catch.verdict == verdict for catch in self.catches)


def run_suite(folder: Path, seed: int = SEED) -> Outcome:
    """Run everything in an empty folder; the same seed gives the same outcome."""
    world = make_world(folder / "world")
    nights = [_night(world, "night one, the samples", 0)]
    publish(world, nights[0].name)
    nights.append(_night(world, SECOND, 1))
    found = {catch.mutation.name: catch for catch in _planted(world, folder, seed)}
    publish(world, SECOND)
    add_and_revise(world)
    nights.append(_night(world, "night three, a new document and a revised one", 2))
    in_order = [found[one.name] for into in ("raw", "sources", "facts") for one in mutations(into)]
    return Outcome(tuple(nights), tuple(in_order))


def _night(world: World, name: str, day: int) -> CleanNight:
    fetch_and_read(world, name, FIRST_NIGHT + timedelta(days=day))
    return check_and_build(world, name)


def _planted(world: World, folder: Path, seed: int) -> Iterator[Catch]:
    """Plant all errors beside the second night, which is built and not yet published."""
    passed: list[Mutation] = []
    clean_raw = ask_raw(world.folders, SECOND)
    clean_marts = ask_marts(world.folders.build(SECOND) / "version" / "marts.duckdb")
    for number, zone in enumerate(_zones(mutations("raw"))):
        for catch in raw_zone(world, SECOND, zone, folder / f"raw_{number}", seed, clean_raw):
            if catch.messages:
                yield catch
            else:
                passed.append(catch.mutation)
        shutil.rmtree(folder / f"raw_{number}")
    if passed:
        yield from built_zone(world, SECOND, passed, folder / "built", seed)
    yield from source_zone(world, mutations("sources"), folder / "sources")
    for number, zone in enumerate(_zones(mutations("facts"))):
        yield from facts_zone(world, SECOND, zone, folder / f"facts_{number}", seed, clean_marts)


def _zones(planted: Sequence[Mutation]) -> list[list[Mutation]]:
    """Errors in single rows share a zone, each in a row of its own; one about many rows has its own."""
    together = [one for one in planted if not one.alone]
    return [together, *([one] for one in planted if one.alone)]

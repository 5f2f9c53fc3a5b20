"""What the tests here share: a small world with an undisturbed night; the figures, printed at the end."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.chaos.figures import FIGURES, Figures
from tests.chaos.killing import Undisturbed, undisturbed_night
from tests.chaos.world import World, small_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_world(tmp_path_factory.mktemp("chaos") / "world") as made:
        yield made


@pytest.fixture(scope="session")
def undisturbed(world: World) -> Undisturbed:
    """Give what a second night makes undisturbed; ``world.built`` is its data before the last gate."""
    return undisturbed_night(world)


@pytest.fixture(scope="session")
def figures() -> Figures:
    return FIGURES


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if FIGURES.rows:
        terminalreporter.section("figures (docs/reliability.md)")
    for what, figure in FIGURES.rows:
        terminalreporter.write_line(f"| {what} | {figure} |")
    for said in FIGURES.notes:
        terminalreporter.write_line(f"  {said}")

"""What the tests here share: the figures they measure, printed at the end."""

from typing import Any

import pytest

from tests.chaos.figures import FIGURES, Figures


@pytest.fixture
def figures() -> Figures:
    return FIGURES


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if FIGURES.rows:
        terminalreporter.section("figures (docs/reliability.md)")
    for what, figure in FIGURES.rows:
        terminalreporter.write_line(f"| {what} | {figure} |")
    for said in FIGURES.notes:
        terminalreporter.write_line(f"  {said}")

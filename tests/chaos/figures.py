"""The figures that the tests here measure: printed at the end, for docs/reliability.md."""

import os
from dataclasses import dataclass, field


def is_full() -> bool:
    """Tell whether all figures are wanted (``make chaos-full``) or the short version of them."""
    return os.environ.get("CHAOS") == "full"


@dataclass
class Figures:
    """Rows of the table, and what is worth a line beside it."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, what: str, figure: object) -> None:
        self.rows.append((what, str(figure)))

    def note(self, said: str) -> None:
        self.notes.append(said)


FIGURES = Figures()

"""Where things lie: the repository's own folders, and the data folder for everything generated."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SEEDS = REPOSITORY / "dbt_project" / "seeds"
MACROS = REPOSITORY / "dbt_project" / "macros"
DEFAULT_CATALOG = Path(os.environ.get("THUOCDO_CATALOG") or REPOSITORY / "catalogs" / "samples.yml")


@dataclass(frozen=True, slots=True)
class Folders:
    """The rooms of one data folder. Creating this object touches no disk."""

    data: Path

    @classmethod
    def from_environment(cls) -> "Folders":
        """Return the folders under ``THUOCDO_DATA``, or under ``data/`` in the repository."""
        return cls(Path(os.environ.get("THUOCDO_DATA") or REPOSITORY / "data").resolve())

    @property
    def raw(self) -> Path:
        """Everything that cannot be derived again. Append-only."""
        return self.data / "raw"

    @property
    def web(self) -> Path:
        """What fetching keeps between two requests: turns at hosts, bodies that broke off. May be deleted."""
        return self.data / "web"

    @property
    def warehouse(self) -> Path:
        """The published marts: ``versions/``, the link ``current`` and the link ``marts.duckdb``."""
        return self.data / "warehouse"

    @property
    def reports(self) -> Path:
        """The pages of the report; made from the published marts at any time."""
        return self.data / "reports"

    @property
    def compiled(self) -> Path:
        """The reader as machine code, by the state of its modules. May be deleted."""
        return self.data / "compiled"

    @property
    def gate_docs(self) -> Path:
        """The Data Docs of the quality gates."""
        return self.data / "docs" / "gates"

    @property
    def dbt_docs(self) -> Path:
        """dbt's documentation of the models, with their lineage."""
        return self.data / "docs" / "dbt"

    @property
    def logs(self) -> Path:
        """One log file per run, for the engineer."""
        return self.data / "logs"

    @property
    def airflow(self) -> Path:
        """The embedded Airflow's home: its SQLite metadata and its own logs."""
        return self.data / "airflow"

    def as_of(self, day: date) -> Path:
        """Return the folder with the marts as of a past day, where a back-fill keeps them."""
        return self.warehouse / "as_of" / day.isoformat()

    def build(self, run_id: str) -> Path:
        """Return the folder where one run builds its warehouse, before it is published."""
        return self.data / "builds" / file_name_of(run_id)

    @property
    def last_build(self) -> Path:
        """The DuckDB file that the next night continues. May be deleted: then it builds everything."""
        return self.data / "last_build"

    def run(self, run_id: str) -> Path:
        """Return the folder in raw that keeps what one run was told and what it did."""
        return self.raw / "runs" / file_name_of(run_id)


def file_name_of(name: str) -> str:
    """Return ``name`` with everything but letters, digits, ``.``, ``_`` and ``-`` replaced by ``-``.

    >>> file_name_of("manual__2026-11-22T19:00:00+00:00")
    'manual__2026-11-22T19-00-00-00-00'
    """
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "-" for letter in name
    )

"""Reading the marts without being able to do anything else: what analysts, programs and Superset are given.

Superset's connection says the same (``warehouse/bi/assets/databases``).
"""

from pathlib import Path

import duckdb

# Once the configuration is locked, no query can open another file, load an extension or undo any of this.
LOCKS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,  # no Python variable stands for a table that is not there
    "lock_configuration": True,
}


def open_locked(marts: Path) -> duckdb.DuckDBPyConnection:
    """Open a file of marts read-only: its tables, and no other file, extension, network or setting.

    Raises ``duckdb.Error`` when it cannot be opened.
    """
    return duckdb.connect(str(marts), read_only=True, config=LOCKS)

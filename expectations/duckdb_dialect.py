"""DuckDB for Great Expectations: read-only connections whose results outlive them.

Great Expectations closes a connection before it fetches, and a DuckDB result dies with its connection:
through the plain dialect every check ends in ``IndexError: list index out of range``. Here a result is
read as soon as its statement has run. The checks themselves still run inside DuckDB.
"""

from typing import Any, Final

import duckdb
import duckdb_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg2 import PGExecutionContext_psycopg2
from sqlalchemy.engine import URL
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from ingest.raw_slice import MEMORY

NAME: Final = "duckdb_buffered"

# Counts are made by DuckDB; rows are only fetched as examples, of which the library itself keeps at most
# 200. Without a limit, a rule that ten million rows break would carry all of them into Python.
MOST_ROWS: Final = 1_000


class BufferingContext(PGExecutionContext_psycopg2):
    """Keeps the first rows of every result in memory, so that the connection may be closed."""

    def post_exec(self) -> None:
        """Read the result while its connection is still open."""
        super().post_exec()  # type: ignore[no-untyped-call]
        description = self.cursor.description
        if description:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor,
                alternate_description=description,
                initial_buffer=self.cursor.fetchmany(MOST_ROWS),
            )


class BufferedDialect(duckdb_engine.Dialect):
    """The DuckDB dialect with buffered results, for reading only."""

    name = NAME
    supports_statement_cache = False
    execution_ctx_cls = BufferingContext

    def connect(self, *_: Any, **options: Any) -> Any:
        """Open the file for reading, with no setting of its own.

        DuckDB refuses two connections of one process to one file with different settings, and the parent
        class always sets a user agent: other readers of the file would be locked out, or lock us out.
        """
        connection = duckdb.connect(options["database"], read_only=True)
        connection.execute(f"set memory_limit = '{MEMORY}'")
        return duckdb_engine.ConnectionWrapper(connection)


def connection_string(database: str) -> str:
    """Return the address under which SQLAlchemy opens the file through this dialect."""
    registry.register(NAME, __name__, BufferedDialect.__name__)
    return URL.create(NAME, database=database).render_as_string()

"""Reading an export: from a published file to the dataset ``values``, and whether the file can be trusted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.exports.continued import find_headed_parts
from ingest.exports.contract import Held, held, violations
from ingest.exports.decimals import decimals_of
from ingest.exports.figures import FigureReader
from ingest.exports.headings import Headed, find_headed
from ingest.exports.mapping import ExportMapping
from ingest.exports.turning import turned
from ingest.exports.writing import write_figures
from ingest.grids import open_grids
from ingest.sql import literal


@dataclass(frozen=True, slots=True)
class ExportReading:
    """What came out of an export: how many figures, and what is wrong with them."""

    figures: int
    problems: int
    first_problem: str
    violations: tuple[str, ...]  # of the contract: not empty means that the whole file is quarantined
    held: Held
    notices: tuple[str, ...]
    format: str


def read_export(
    file: Path,
    mapping: ExportMapping,
    common: Mapping[str, str],
    target: Path,
) -> ExportReading:
    """Write every figure of ``file`` to the Parquet file ``target`` (dataset ``values``); say how they are.

    ``common`` holds what all rows share: the keys of reading and document, the version of the reader. A cell
    that prints "no figure" gives no row; a figure that cannot be placed has its ``problem``. Raises
    ``Unreadable`` when the declared columns are not there.
    """
    headed = _headed(file, mapping)
    readers = [FigureReader(found, mapping, common, decimals_of(found, mapping)) for found in headed]
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = true")
        write_figures((table for reader in readers for table in reader.tables(connection)), target)
        connection.execute(f"create view read as select * from read_parquet({literal(target)})")
        figures, problems, first = _counted(connection)
        broken, holds = tuple(violations(connection, mapping)), held(connection)
    return ExportReading(
        figures, problems, first, broken, holds, tuple(_notices(readers)), headed[0].grid.format
    )


def _headed(file: Path, mapping: ExportMapping) -> list[Headed]:
    opened = open_grids(file, delimiter=mapping.delimiter, encoding=mapping.encoding, sheet=mapping.sheet)
    if mapping.continued:
        return find_headed_parts(list(opened), mapping)
    return find_headed([turned(grid) if mapping.turned else grid for grid in opened], mapping)


def _counted(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, str]:
    counts = connection.execute("select count(*), count(*) filter (problem <> '') from read").fetchone()
    first = connection.execute(
        """
        select arg_min('row ' || row_number || ': ' || problem, row_number) from read where problem <> ''
        """
    ).fetchone()
    assert counts is not None and first is not None
    return counts[0], counts[1], first[0] or ""


def _notices(readers: Sequence[FigureReader]) -> Iterator[str]:
    yield from dict.fromkeys(notice for reader in readers for notice in reader.headed.grid.notices)
    # the parts of one list share what stands below it
    below = sum(reader.left_below for reader in readers if reader.headed.grid.part == 1)
    if below:
        yield f"has {below} filled rows below its table, which were not read"

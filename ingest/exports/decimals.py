"""Decimal marks: comma or point, decided for a column from all its cells."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from ingest.exports.headings import Headed
from ingest.exports.mapping import ExportMapping
from ingest.exports.numbers import number_sql


def decimals_of(headed: Headed, mapping: ExportMapping) -> dict[str, str]:
    """Return the mark of each column of figures that has cells which only one mark explains.

    Asked only where the mapping says ``decimal: auto``. A column without such cells, or with cells of both
    kinds, is left out: its cells are read one by one, where only one reading is possible.
    """
    if mapping.decimal != "auto" or mapping.layout == "profile":
        return {}
    return dict(_decided(headed, mapping))


def _decided(headed: Headed, mapping: ExportMapping) -> Iterator[tuple[str, str]]:
    for figures in mapping.values:
        if figures.column not in headed.columns or figures.pattern:
            continue
        only = {".": 0, ",": 0}
        for rows in headed.grid.walk():
            cells = rows.text.column(str(headed.columns[figures.column]))
            for mark, count in _only_read_by(cells, figures.unit == "rank").items():
                only[mark] += count
        marks = [mark for mark, count in only.items() if count]
        if len(marks) == 1:
            yield figures.column, marks[0]


def _only_read_by(cells: pa.Array, is_rank: bool) -> dict[str, int]:
    point, comma = (number_sql("cell", mark, is_rank=is_rank) for mark in ".,")
    with duckdb.connect() as connection:
        counted = cells.value_counts()
        printed = pa.table({"cell": counted.field("values"), "times": counted.field("counts")})
        connection.register("printed", printed)
        row = connection.execute(
            f"select sum(times) filter (({comma}) is null), sum(times) filter (({point}) is null) "
            f"from printed where ({point}) is not null or ({comma}) is not null"
        ).fetchone()
    assert row is not None
    return {".": int(row[0] or 0), ",": int(row[1] or 0)}

"""Keys of figures: what a figure is called, whoever reads it and whenever."""

import duckdb
import pyarrow as pa

from ingest.exports.cell_sql import quoted


def value_keys(
    connection: duckdb.DuckDBPyConnection,
    column: tuple[str, str, str],
    rows: pa.Int64Array,
    indicators: pa.DictionaryArray,
) -> pa.StringArray:
    """Return a key for each figure of a column (its document, sheet and name), by row and indicator."""
    connection.register("figures", pa.table({"row_number": rows, "indicator": indicators}))
    document, sheet, name = map(quoted, column)
    parts = f"{document}, {sheet}, row_number, {name}, indicator"
    made = connection.execute(
        f"select left(sha256(concat_ws(chr(31), {parts})), 32) as key from figures"
    ).to_arrow_table()
    return made.column(0).combine_chunks()

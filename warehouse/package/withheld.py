"""What the files for handing on leave out: rows that may not be handed on, and all that rests on them.

The catalogue says of each source what may be done with it (``redistribution``): of ``none`` no figure is
handed on; of ``excerpt`` those of at most fifteen localities per indicator. A row that points to a row left
out is left out with it, so that no file points to what is not there.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from ingest.sql import quoted
from warehouse.package.schema import Mart

MOST_LOCALITIES = 15
DOCUMENTS = "dim_document"
NO_REDISTRIBUTION = "the catalogue allows no redistribution of this source"
MORE_THAN_AN_EXCERPT = f"an excerpt of this source holds at most {MOST_LOCALITIES} localities per indicator"

_NOT_COUNTED = ("country", "unknown")


def note_withheld(connection: duckdb.DuckDBPyConnection, marts: Sequence[Mart]) -> None:
    """Fill the temporary table ``withheld`` (mart, row_key, source_id, reason); one row per row left out.

    Documents stay: the package names what it does not hold.
    """
    connection.execute(
        """
        create or replace temp table withheld
        (mart varchar, row_key varchar, source_id varchar, reason varchar)
        """
    )
    connection.execute(
        f"""
        create or replace temp view terms as
        select document_key, source_id, redistribution from {DOCUMENTS}
        """
    )
    facts = [mart for mart in marts if not mart.name.startswith("dim_")]
    _choose_localities(connection, [mart for mart in facts if _is_limited(mart)])
    for mart in facts:
        _withhold(connection, mart, _by_document(mart))
    keys = {mart.name: mart.keys for mart in facts}
    known = -1
    while known < (known := _count(connection)):  # a row left out may be what another points to
        for mart in facts:
            _withhold(connection, mart, _by_other_rows(mart, keys))


def _withhold(connection: duckdb.DuckDBPyConnection, mart: Mart, causes: Sequence[str]) -> None:
    if causes:
        connection.execute(
            f"""
            insert into withheld
            select '{mart.name}', row_key, min(source_id), min(reason)
            from ({" union all ".join(causes)}) as found
            where row_key not in (select row_key from withheld where mart = '{mart.name}')
            group by row_key
            """
        )


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    (number,) = connection.execute("select count(*) from withheld").fetchone() or (0,)
    return int(number)


def write_withheld(connection: duckdb.DuckDBPyConnection, file: Path) -> int:
    """Write how many rows of which source each mart leaves out, and why; return their number."""
    connection.execute(
        f"""
        copy (
            select mart, source_id, reason, count(*) as row_count from withheld
            group by all order by all
        ) to '{quoted(file)}' (header)
        """
    )
    return _count(connection)


def _is_limited(mart: Mart) -> bool:
    """Tell whether a mart holds figures of documents by locality and indicator."""
    names = {column.name for column in mart.columns}
    return {"document_key", "locality_key", "indicator_key"} <= names


def _choose_localities(connection: duckdb.DuckDBPyConnection, marts: Sequence[Mart]) -> None:
    """Choose the localities of the excerpts: per indicator those with most figures, then by key.

    The choice is made over all sources together, so that two excerpts of one index do not make a whole.
    """
    counted = " union all ".join(
        f"""
        select indicator_key, locality_key from {mart.name}
        inner join terms as document using (document_key)
        where document.redistribution = 'excerpt'
        """
        for mart in marts
    )
    connection.execute(
        f"""
        create or replace temp table excerpt_localities as
        with counted as ({counted or "select '' as indicator_key, '' as locality_key where false"})
        select indicator_key, locality_key from counted
        where locality_key not in {_NOT_COUNTED}
        group by indicator_key, locality_key
        qualify row_number() over (partition by indicator_key order by count(*) desc, locality_key)
            <= {MOST_LOCALITIES}
        """
    )


def _by_document(mart: Mart) -> list[str]:
    """Return the queries for rows left out because of a document they point to."""
    queries = [
        f"""
        select {mart.row_key} as row_key, document.source_id, '{NO_REDISTRIBUTION}' as reason
        from {mart.name}
        inner join terms as document on {mart.name}.{column} = document.{reference.column}
        where document.redistribution = 'none'
        """
        for column, reference in mart.references
        if reference.mart == DOCUMENTS
    ]
    if _is_limited(mart):
        queries.append(
            f"""
            select {mart.row_key} as row_key, document.source_id, '{MORE_THAN_AN_EXCERPT}' as reason
            from {mart.name}
            inner join terms as document using (document_key)
            anti join excerpt_localities using (indicator_key, locality_key)
            where document.redistribution = 'excerpt' and {mart.name}.locality_key not in {_NOT_COUNTED}
            """
        )
    return queries


def _by_other_rows(mart: Mart, keys: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the queries for rows left out because they point to a row that is left out."""
    return [
        f"""
        select {mart.row_key} as row_key, withheld.source_id, withheld.reason
        from {mart.name}
        inner join withheld
            on
                withheld.mart = '{reference.mart}'
                and withheld.row_key = cast({mart.name}.{column} as varchar)
        """
        for column, reference in mart.references
        if keys.get(reference.mart) == (reference.column,)
    ]

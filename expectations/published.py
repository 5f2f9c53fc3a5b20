"""What a run read, beside the version that is published: what was there must not get lost unseen.

A document whose bytes are the same may only be read otherwise by another version of the readers. Then what
was lost or is read otherwise is named, and beyond the limits the run stops until a person accepts the version
(``accepted_readers`` in ``limits.yml``). Shares and means also speak of documents that are new.
"""

import json
from pathlib import Path
from typing import Final

import duckdb

from expectations.limits import limits
from expectations.rules import WARNING, Rule, no_rows
from ingest.folders import Folders
from ingest.raw_slice import MEMORY
from ingest.runs import Run
from ingest.sql import quoted

_LIMITS: Final = limits().published

_COLUMNS: Final = (
    "document_key, source_id, origin, kind, indicator, level, year, comparator, value_low, value_high, unit, "
    "change, locality, value_text, place, is_settled"
)
_FACTS: Final = """
    select facts.document_key, document.source_id, '{kind}' as kind, facts.indicator_key as indicator,
        level_key as level, year_key as year, comparator, value_low, value_high, unit, change,
        locality_text as locality, {export},
        coalesce(value_text, cell_text) as value_text, {settled} as is_settled
    from published.{table} as facts join published.dim_document as document using (document_key)
    where document.is_current"""
_PLACE_OF_TEXT: Final = "'text' as origin, value_start::varchar as place, null::varchar as cell_text"
_PLACE: Final = (
    "origin, case origin when 'text' then value_start::varchar "
    "else concat_ws(' ', sheet, row_number, column_name) end as place"
)
_TABLES: Final = {
    "published_documents": """
        select document_key, source_id, kind, row_count, is_current, reader_version
        from published.dim_document where kind <> 'corrections'""",
    "published_places": f"""
        select {_COLUMNS} from ({
        _FACTS.format(kind="target", export=_PLACE_OF_TEXT, settled="is_corrected", table="fct_target")
    })
        union all
        select {_COLUMNS} from ({
        _FACTS.format(
            kind="actual", export=_PLACE, settled="is_corrected or is_year_assumed", table="fct_actual"
        )
    })""",
}
# What this run read, in the words of the published facts: the whole of the country is of the national level.
_LEVEL: Final = "if(level = 'all' and locality_units = 'country', 'national', level) as level"
_PLACES: Final = f"""
    select {_COLUMNS} from (
        select measures.document_key, source_id, 'text' as origin, measures.kind, measures.indicator,
            {_LEVEL}, coalesce(year, 0) as year, comparator, value_low, value_high, unit, change,
            measures.locality, value_text, value_start::varchar as place, false as is_settled
        from measures join documents using (document_key)
        left join (select source_id, locality_units from sources) as told using (source_id)
    )
    union all
    select {_COLUMNS} from (
        select "values".document_key, source_id, 'export' as origin, 'actual' as kind, indicator, {_LEVEL},
            year, '=' as comparator, value as value_low, null as value_high, unit, '' as change,
            locality_text as locality, cell_text as value_text,
            concat_ws(' ', sheet, row_number, column_name) as place, false as is_settled
        from "values" join documents using (document_key) where coalesce(problem, '') = ''
    )"""


def add_published(folders: Folders, run: Run, database: Path) -> None:
    """Add what the published version held to the raw slice ``database``.

    The tables are empty when nothing is published, or what is published is of another catalogue or a later
    day (a backfill): then there is nothing to compare with.
    """
    published = folders.warehouse / "current" / "marts.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"set memory_limit = '{MEMORY}'")
        connection.execute(f"create or replace table places as {_PLACES}")
        if not _is_comparable(folders, run):
            connection.execute(_EMPTY)
            return
        connection.execute(f"attach '{quoted(published.resolve())}' as published (read_only)")
        for table, query in _TABLES.items():
            connection.execute(f"create or replace table {table} as {query}")
        connection.execute("detach published")


def _is_comparable(folders: Folders, run: Run) -> bool:
    manifest = folders.warehouse / "current" / "manifest.json"
    if not manifest.exists() or not (manifest.parent / "marts.duckdb").exists():
        return False
    told = json.loads(manifest.read_text("utf-8"))
    return bool(told["catalogue"] == run.catalogue_name and told["run_date"] <= run.run_date.isoformat())


_EMPTY: Final = """
    create or replace table published_documents (
        document_key varchar, source_id varchar, kind varchar, row_count bigint, is_current boolean,
        reader_version varchar
    );
    create or replace table published_places as select * from places where false;
"""

_ACCEPTED: Final = (
    "EXISTS (SELECT 1 FROM readings WHERE reader_version IN ("
    + ", ".join(f"'{version}'" for version in ("", *_LIMITS.accepted_readers))
    + "))"
)
_BOTH: Final = (
    "FROM (SELECT * FROM {batch}) AS this JOIN readings ON readings.document_key = this.document_key "
    "WHERE this.is_current"
)

_DOCUMENTS: Final = (
    no_rows(
        "published_documents",
        "document_key must still be in raw where its source has no newer document",
        "SELECT this.source_id, this.document_key, this.row_count AS figures_before FROM (SELECT * FROM "
        "{batch}) AS this WHERE this.is_current AND this.source_id IN (SELECT source_id FROM sources) "
        "AND NOT EXISTS (SELECT 1 FROM documents AS d WHERE d.source_id = this.source_id)",
        "a document that was published and is gone from raw takes its province's promises with it",
    ),
    no_rows(
        "published_documents",
        f"row_count must not fall by {_LIMITS.most_lost_of_document:.0%} where the bytes are the same",
        "SELECT this.source_id, this.row_count AS figures_before, readings.row_count AS figures_now, "
        "this.reader_version AS read_before_by, readings.reader_version AS read_now_by "
        f"{_BOTH} AND readings.row_count < (1 - {_LIMITS.most_lost_of_document}) * this.row_count",
        "a reader that finds less in the same document has lost what it could read before",
        WARNING,
    ),
    no_rows(
        "published_documents",
        f"row_count in all must not fall by more than {_LIMITS.most_lost:.0%} where the bytes are the same",
        "SELECT sum(this.row_count) AS figures_before, sum(readings.row_count) AS figures_now, "
        "count(*) FILTER (readings.row_count < this.row_count) AS documents_with_fewer, "
        "any_value(readings.reader_version) AS reader_version "
        f"{_BOTH} AND NOT {_ACCEPTED} HAVING figures_before >= {_LIMITS.at_least} "
        f"AND figures_now < (1 - {_LIMITS.most_lost}) * figures_before",
        "so many figures do not vanish from unchanged documents: the reader is broken, or accept its version",
    ),
    no_rows(
        "published_documents",
        f"row_count must not fall by {_LIMITS.most_lost_of_document:.0%} in a source's newer document",
        "SELECT this.source_id, this.row_count AS figures_before, readings.row_count AS figures_now "
        "FROM (SELECT * FROM {batch}) AS this JOIN readings ON readings.source_id = this.source_id "
        "WHERE this.is_current AND readings.document_key <> this.document_key AND NOT EXISTS ("
        "SELECT 1 FROM published_documents AS p WHERE p.document_key = readings.document_key) "
        f"AND readings.row_count < (1 - {_LIMITS.most_lost_of_document}) * this.row_count",
        "the new version of a document may be cut off, or a page that only looks like it",
        WARNING,
    ),
)

# A place of a text may say several figures (levels, years) and a cell one, so what is said there is compared
# as a set. What a person corrected, or a rule of the marts supplied, is not what was read.
_SAID: Final = (
    "list_sort(list(DISTINCT concat_ws(' ', kind, indicator, level, year, comparator, value_low, value_high, "
    "unit, change, locality)))"
)
_WAS_SAID: Final = (
    f"SELECT document_key, place, any_value(source_id) AS source_id, any_value(value_text) AS value_text, "
    f"{_SAID} AS said FROM published_places GROUP BY document_key, place HAVING NOT bool_or(is_settled)"
)
_IS_SAID: Final = f"SELECT document_key, place, {_SAID} AS said FROM places GROUP BY document_key, place"
_OTHERWISE: Final = (
    f"FROM ({_WAS_SAID}) AS was JOIN ({_IS_SAID}) AS this ON this.document_key = was.document_key "
    "AND this.place = was.place WHERE EXISTS (SELECT 1 FROM {batch}) AND this.said <> was.said"
)

_FIGURES_READ: Final = (
    no_rows(
        "published_places",
        "figures must be read as before where the bytes are the same",
        "SELECT was.source_id, was.value_text, was.place, list_filter(was.said, lambda x: NOT "
        "list_contains(this.said, x)) AS read_before, list_filter(this.said, lambda x: NOT "
        f"list_contains(was.said, x)) AS read_now {_OTHERWISE}",
        "the same words cannot say another figure than yesterday, unless the reader reads them better now",
        WARNING,
    ),
    no_rows(
        "published_places",
        f"figures read otherwise must be at most {_LIMITS.most_read_otherwise:.0%} of unchanged documents",
        f"SELECT count(*) AS read_otherwise, (SELECT count(*) FROM ({_WAS_SAID})) AS figures_before "
        f"{_OTHERWISE} AND NOT {_ACCEPTED} HAVING figures_before >= {_LIMITS.at_least} "
        f"AND read_otherwise > {_LIMITS.most_read_otherwise} * figures_before",
        "so many figures do not change in unchanged documents: the reader is broken, or accept its version",
    ),
    no_rows(
        "published_places",
        "localities of an export must still be there for each indicator and year",
        "SELECT was.source_id, was.indicator, was.year, count(DISTINCT was.locality) AS localities_before, "
        "count(DISTINCT now.locality) AS localities_now, "
        "string_agg(DISTINCT was.locality, ', ' ORDER BY was.locality) FILTER (now.locality IS NULL) AS lost "
        "FROM (SELECT * FROM {batch}) AS was LEFT JOIN places AS now ON now.source_id = was.source_id "
        "AND now.indicator = was.indicator AND now.year = was.year AND now.locality = was.locality "
        "WHERE was.origin = 'export' AND was.source_id IN (SELECT source_id FROM places) "
        "GROUP BY was.source_id, was.indicator, was.year HAVING localities_now < localities_before",
        "a province that an index ranked yesterday does not leave it by itself",
        WARNING,
    ),
)


def _share(table: str) -> str:
    """Return the share of each level in the targets and results read of texts, where there are enough."""
    counted = "count(*) * 1.0 / sum(count(*)) OVER (PARTITION BY kind) AS share"
    return (
        f"SELECT kind, level, {counted} FROM {table} WHERE origin = 'text' GROUP BY kind, level "
        f"QUALIFY sum(count(*)) OVER (PARTITION BY kind) >= {_LIMITS.at_least}"
    )


def _mean(table: str) -> str:
    """Return the mean of each indicator in exports, where there are enough figures."""
    return (
        f"SELECT indicator, unit, count(*) AS figures, avg(value_low) AS mean FROM {table} "
        "WHERE origin = 'export' GROUP BY indicator, unit HAVING count(*) >= 8"
    )


_DISTRIBUTION: Final = (
    no_rows(
        "published_places",
        f"the share of a level must not move by more than {_LIMITS.most_share_moved:.0%} of all",
        "SELECT coalesce(this.kind, was.kind) AS kind, coalesce(this.level, was.level) AS level, "
        "round(was.share, 3) AS share_before, round(this.share, 3) AS share_now "
        f"FROM ({_share('{batch}')}) AS was FULL JOIN ({_share('places')}) AS this "
        "ON this.kind = was.kind AND this.level = was.level "
        "WHERE EXISTS (SELECT 1 FROM published_places) "
        f"AND abs(coalesce(this.share, 0) - coalesce(was.share, 0)) > {_LIMITS.most_share_moved} "
        "AND (this.kind IS NULL OR this.kind IN (SELECT kind FROM published_places WHERE origin = 'text'))",
        "figures do not change their level by the dozen: words of levels are read otherwise",
        WARNING,
    ),
    no_rows(
        "published_places",
        f"the mean of an indicator must not move by more than {_LIMITS.most_mean_moved:.0%}",
        "SELECT was.indicator, was.unit, round(was.mean, 4) AS mean_before, round(this.mean, 4) AS mean_now "
        f"FROM ({_mean('{batch}')}) AS was JOIN ({_mean('places')}) AS this "
        "ON this.indicator = was.indicator AND this.unit = was.unit "
        f"WHERE abs(this.mean - was.mean) > {_LIMITS.most_mean_moved} * abs(was.mean)",
        "an index does not double over night: its figures are in another unit",
        WARNING,
    ),
)

RULES: Final[tuple[Rule, ...]] = _DOCUMENTS + _FIGURES_READ + _DISTRIBUTION

"""The part of the raw zone that one run stands on, as a DuckDB file that the raw gate can question."""

from pathlib import Path

import duckdb

from ingest.folders import SEEDS, Folders
from ingest.raw import RawZone
from ingest.records import DATASETS
from ingest.runs import Run, catalogue_file
from ingest.version import reader_version

MEMORY = "2GB"  # at most, for a gate's database; what does not fit waits on disk, beside the file

# Only what the running catalogue names, as the present reader read it: each source's newest content up to
# the run's date and, where that cannot be read, the newest that could, which the marts go on using.
SLICE = {
    "sources": "select * exclude (headers, parameters, mapping) from read_json($catalogue, format = 'array')",
    "codebook": "select code from read_csv($codebook, header = true, all_varchar = true)",
    "fetch_log": "select * from ({fetch_log}) where run_id = $run_id",
    "all_readings": """
        select readings.* from ({readings}) as readings
        join sources using (source_id, context_key)
        where readings.reader_version = $reader_version""",
    "current": """
        with seen as (
            select attempts.*, coalesce(all_readings.status not in ('read', 'empty'), false) as is_unreadable
            from ({fetch_log}) as attempts
            left join all_readings using (document_key)
            where attempts.outcome in ('fetched', 'unchanged') and attempts.run_date <= $run_date
                and attempts.source_id in (select source_id from sources)
        )
        select distinct document_key from seen
        window
            newest_first as (partition by source_id order by run_date desc, attempted_at desc),
            newest_readable_first as (
                partition by source_id order by is_unreadable, run_date desc, attempted_at desc
            )
        qualify row_number() over newest_first = 1
            or (not is_unreadable and row_number() over newest_readable_first = 1)""",
    "documents": """
        select * exclude (body), case when body is not null then sha256(body) end as body_sha256
        from ({documents}) join current using (document_key)""",
    "readings": "select all_readings.* from all_readings join current using (document_key)",
    "texts": "select texts.* from ({texts}) as texts join readings using (reading_key)",
    "measures": "select measures.* from ({measures}) as measures join readings using (reading_key)",
    "relations": "select said.* from ({relations}) as said join readings using (reading_key)",
    "responsibilities": "select duties.* from ({responsibilities}) duties join readings using (reading_key)",
    # A whole export that broke its contract answers with its sentence, and its figures stay out of the slice.
    "readings_apart": """
        with decided as (
            select document_key, decision from ({quarantine_decisions})
            where value_key = '' and decided_on <= $run_date
            qualify row_number() over (
                partition by document_key order by decided_at desc, decision_key
            ) = 1
        )
        select reading_key from readings left join decided using (document_key)
        where status = 'quarantined' and decided.decision is distinct from 'release'""",
    "values": """
        select figures.* from ({values}) as figures join readings using (reading_key)
        where reading_key not in (select reading_key from readings_apart)""",
    "corrections": "select lines.* from ({corrections}) as lines join readings using (reading_key)",
}


def write_raw_slice(folders: Folders, run: Run, target: Path) -> Path:
    """Write the tables of ``SLICE`` for ``run`` into a fresh DuckDB file and return it."""
    raw = RawZone(folders.raw)
    parameters = {
        "catalogue": str(catalogue_file(folders, run.catalogue_sha256)),
        "codebook": str(SEEDS / "indicators.csv"),
        "run_id": run.run_id,
        "run_date": run.run_date,
        "reader_version": reader_version(),
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"set memory_limit = '{MEMORY}'")
        for table, query in SLICE.items():
            sql = query
            for dataset in DATASETS:
                sql = sql.replace("{" + dataset + "}", raw.select(dataset))
            used = {name: value for name, value in parameters.items() if f"${name}" in sql}
            connection.execute(f'create table "{table}" as {sql}', used)
        _declare_columns(connection, run)
    return target


def _declare_columns(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Write what the catalogue says of the columns of exports: their unit, their scale, whether a share."""
    connection.execute(
        "create table declared_columns (source_id varchar, column_name varchar, indicator varchar, "
        "unit varchar, lowest double, highest double, is_share boolean)"
    )
    rows = [
        (
            source["source_id"],
            column["column"],
            column["indicator"],
            column["unit"],
            column["lowest"],
            column["highest"],
            bool(column["share_of"]),
        )
        for source in run.sources
        for column in (source.get("mapping") or {}).get("values", ())
    ]
    if rows:
        connection.executemany("insert into declared_columns values (?, ?, ?, ?, ?, ?, ?)", rows)

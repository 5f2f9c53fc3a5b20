"""A raw zone of any size, made by DuckDB: what the marts are built from when their speed is measured.

Of N actuals nine tenths are figures of exports and one tenth statements of texts; there are N/10 targets and
N/100 documents, one in a hundred an export. So many can only come from below the provinces: four documents
in five and nine figures in ten are of communes. Localities, indicators, levels and units are of the seeds;
values and years come from hashes, so that every zone of one size is the same.
"""

import datetime
import json
from dataclasses import dataclass

import duckdb

from ingest.folders import SEEDS, Folders
from ingest.raw import RawZone
from ingest.runs import Run, catalogue_file
from ingest.version import reader_version

NIGHT = datetime.date(2026, 11, 22)
CATALOGUE = "bench"
PROVINCES, COMMUNES, CODES = 63, 10_035, 222  # rows of the seeds; constants, so that joins stay joins


@dataclass(frozen=True)
class Size:
    """How much there is of everything; ``actuals`` leads."""

    actuals: int

    @property
    def documents(self) -> int:
        return max(self.actuals // 100, 20)

    @property
    def exports(self) -> int:
        return max(self.documents // 100, 1)

    @property
    def texts(self) -> int:
        return self.documents - self.exports

    @property
    def targets(self) -> int:
        return self.actuals // 10


def make_raw_zone(folders: Folders, size: Size, first: int = 0, night: datetime.date = NIGHT) -> Run:
    """Write the raw zone and its catalogue; return the run that sees all of it.

    ``first`` numbers the documents: a second call with another one adds documents to the zone, of which one
    text in ten is a new version of a text that was there.
    """
    raw = RawZone(folders.raw)
    raw.prepare()
    run_id = f"bench-{night}"
    with duckdb.connect() as connection:
        _number_documents(connection, size, first, night)
        for dataset, sql in (
            ("documents", _DOCUMENTS),
            ("fetch_log", _FETCH_LOG),
            ("readings", _READINGS),
            ("texts", _TEXTS),
            ("measures", _MEASURES.replace("PER_TEXT", str(2 * size.targets // size.texts))),
            ("values", _VALUES.replace("PER_EXPORT", str(9 * size.actuals // 10 // size.exports))),
            ("relations", _RELATIONS),
            ("responsibilities", _RESPONSIBILITIES),
        ):
            folder = folders.raw / dataset / f"run_date={night}"
            folder.mkdir(parents=True, exist_ok=True)
            connection.execute(f"copy ({sql}) to '{folder}/bench.parquet' (compression zstd)")
        catalogs = folders.raw / "catalogs"
        catalogs.mkdir(parents=True, exist_ok=True)
        connection.execute(f"copy ({_SOURCES}) to '{catalogs}/{run_id}.ndjson' (format json)")
        everything = f"select * from read_json('{catalogs}/bench-*.ndjson', columns = {_COLUMNS})"
        connection.execute(
            f"copy ({everything}) to '{catalogue_file(folders, run_id)}' (format json, array true)"
        )
    told = {
        "run_id": run_id,
        "run_date": night.isoformat(),
        "catalogue_name": CATALOGUE,
        "catalogue_folder": str(folders.raw),
        "catalogue_sha256": run_id,
    }
    raw.keep_json(f"runs/{run_id}/run.json", told)
    return Run(run_id, night, CATALOGUE, folders.raw, run_id, _ids_and_contexts(folders, run_id))


def say_published(folders: Folders, run: Run) -> None:
    """Keep the step that makes later runs be compared with this one."""
    RawZone(folders.raw).keep_json(f"runs/{run.run_id}/publish.json", {"outcome": {"version": run.run_id}})


def _ids_and_contexts(folders: Folders, run_id: str) -> tuple[dict[str, str], ...]:
    return tuple(json.loads(catalogue_file(folders, run_id).read_text("utf-8")))


def _number_documents(
    connection: duckdb.DuckDBPyConnection, size: Size, first: int, night: datetime.date
) -> None:
    connection.execute("create macro pick(many, number) as many[1 + cast(number % len(many) as integer)]")
    connection.execute("create macro drawn(number, most) as cast(hash(number) % most as integer)")
    for name, file in (
        ("provinces", "provinces_63"),
        ("communes", "communes_63"),
        ("indicators", "indicators"),
    ):
        connection.execute(f"create table {name} as from read_csv('{SEEDS / file}.csv', all_varchar = true)")
    connection.execute(
        """
        create table places as
        select gso_code as code, 'province' as kind, row_number() over (order by gso_code) - 1 as rank
        from provinces
        union all
        select commune_code, 'commune', row_number() over (order by commune_code) - 1 from communes
        """
    )
    connection.execute(
        f"""
        create table documents as
        select
            number,
            number % {size.documents} < {size.exports} as is_export,
            {first} > 0 and number % {size.documents} >= {size.exports} and number % 10 = 0 as is_revision,
            'source_' || if(is_revision, number - {first} // 2, number) as source_id,
            md5('document ' || number) as document_key,
            md5('reading ' || number) as reading_key,
            md5('content ' || number) as sha256,
            places.code as place,
            date '{night}' as run_date,
            'bench-{night}' as run_id,
            '{reader_version()}' as reader_version
        from range({first}, {first + size.documents}) as numbers (number)
        inner join places
            on places.kind = if(number % 5 = 0, 'province', 'commune')
            and places.rank = drawn(number, if(number % 5 = 0, {PROVINCES}, {COMMUNES}))
        """
    )
    connection.execute(
        """
        create table codes as
        select code, area, unit, row_number() over (order by code) - 1 as rank
        from indicators where code <> 'other'
        """
    )


_DOCUMENTS = """
    select document_key, source_id, sha256, 1000 as byte_length, 'file' as url,
        cast(run_date as timestamptz) as fetched_at, run_id, run_date
    from documents
"""

_FETCH_LOG = """
    select md5('attempt ' || number) as attempt_key, run_id, run_date, source_id,
        cast(run_date as timestamptz) as attempted_at, 'fetched' as outcome, document_key, sha256
    from documents
"""

_READINGS = """
    select reading_key, document_key, source_id, sha256,
        if(is_export, 'indicator_export', 'plan_text') as kind, 'plain' as reader, reader_version,
        'context' as context_key, run_id, run_date, 'read' as status, 20 as row_count, 0 as problem_count
    from documents
"""

_TEXTS = """
    select reading_key, document_key, sha256, 'plain' as reader, reader_version, 'Kế hoạch' as text,
        number || '/KH-UBND' as own_number, 2021 as own_period_start, 2025 as own_period_end
    from documents where not is_export
"""

# every second statement is a target
_MEASURES = f"""
    with statements as (
        select documents.*, position, number * 1000 + position as seed
        from documents, range(PER_TEXT) as positions (position)
        where not is_export
    )
    select reading_key, md5('measure ' || seed) as measure_key, document_key, sha256, reader_version,
        if(position % 2 = 0, 'target', 'actual') as kind, codes.code as indicator, 0.9 as indicator_score,
        pick(['all', 'province', 'district', 'commune'], drawn(seed, 4)) as level,
        2019 + drawn(seed + 1, 12) as year, 'year_of_sentence' as year_rule,
        pick(['>=', '=', '>='], drawn(seed + 2, 3)) as comparator,
        20.0 + drawn(seed + 3, 800) / 10 as value_low, codes.unit, '' as change, false as derived,
        '' as scope, '' as locality, '80%' as value_text, 10 * position as value_start,
        10 * position + 3 as value_end, 'Tối thiểu 80% hồ sơ được giải quyết đúng hạn.' as quote,
        10 * position as quote_start, 10 * position + 40 as quote_end, 'Mục tiêu' as section,
        'clause' as rule
    from statements
    inner join codes on codes.rank = drawn(seed + 4, {CODES})
"""

_VALUES = f"""
    with figures as (
        select documents.*, position, number * 100000 + position as seed
        from documents, range(PER_EXPORT) as positions (position)
        where is_export
    ),
    placed as (
        select figures.*, places.code as locality_code
        from figures
        inner join places
            on places.kind = if(position % 10 = 0, 'province', 'commune')
            and places.rank = drawn(seed, if(position % 10 = 0, {PROVINCES}, {COMMUNES}))
    )
    select reading_key, md5('value ' || seed) as value_key, document_key, sha256, reader_version,
        codes.code as indicator, 'Đơn vị' as locality_text, locality_code, '63' as locality_units,
        if(length(locality_code) = 2, pick(['all', 'province'], drawn(seed + 1, 2)), 'all') as level,
        2010 + drawn(seed + 2, 16) as year, drawn(seed + 3, 1000) / 10 as value, codes.unit, '' as sheet,
        position as row_number, codes.code as column_name, '80,5' as cell_text, 'Đơn vị | 80,5' as row_text,
        '' as problem, false as is_derived
    from placed
    inner join codes on codes.rank = drawn(seed + 4, {CODES})
"""

# most plans are made for a national programme, and one in ten for another plan that may be here
_RELATIONS = """
    select reading_key, md5('relation ' || number) as relation_key, document_key, sha256, reader_version,
        'implements' as relation,
        if(number % 10 = 0, drawn(number, number + 1) || '/KH-UBND', '76/NQ-CP') as related_number,
        cast(null as date) as related_date, 0 as number_start, 8 as number_end,
        'Thực hiện Nghị quyết' as quote, 0 as quote_start, 20 as quote_end, 'legal_basis' as rule
    from documents where not is_export
"""

_RESPONSIBILITIES = f"""
    select reading_key, md5('responsibility ' || number || ' ' || position) as responsibility_key,
        document_key, sha256, reader_version,
        pick(['Sở Nội vụ', 'Sở Tài chính', 'Sở Tư pháp'], position) as agency,
        agency as agency_text, 100 * position as agency_start, 100 * position + 9 as agency_end,
        if(position < 2, 'lead', 'coordinating') as role, codes.area, 'statement' as area_found_by,
        agency || ' chủ trì.' as quote, 100 * position as quote_start, 100 * position + 20 as quote_end,
        'subject' as rule
    from documents, range(4) as positions (position)
    inner join codes on codes.rank = drawn(number + position, {CODES})
    where not is_export
"""

_SOURCES = """
    select source_id, if(is_export, 'indicator_export', 'plan_text') as kind, 'file' as address,
        'Đơn vị' as locality, if(is_export, '', place) as locality_code,
        if(is_export, '', '63') as locality_units, 'UBND' as publisher, 'Kế hoạch ' || number as title,
        'own' as licence, 'open' as redistribution, '' as document_number,
        strftime(date '2021-01-01' + cast(number % 1500 as integer), '%Y-%m-%d') as document_date,
        '' as cites, 'context' as context_key
    from documents
    where not is_revision
"""

_COLUMNS = str(
    dict.fromkeys(
        [
            *("source_id", "kind", "address", "locality", "locality_code", "locality_units", "publisher"),
            *("title", "licence", "redistribution", "document_number", "document_date", "cites"),
            "context_key",
        ],
        "VARCHAR",
    )
)

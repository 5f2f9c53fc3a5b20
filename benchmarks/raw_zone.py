"""A raw zone of any size, made by DuckDB: what the marts are built from when their speed is measured.

Of N actuals nine tenths are figures of exports and one tenth statements of texts; there are N/10 targets and
N/100 documents, one in a hundred an export. Provinces, indicators, levels and units are of the codebook;
values and years come from hashes, so that every zone of one size is the same.
"""

import datetime
from dataclasses import dataclass

import duckdb

from ingest.folders import SEEDS, Folders
from ingest.raw import RawZone
from ingest.runs import Run, catalogue_file
from ingest.version import reader_version

NIGHT = datetime.date(2026, 11, 22)
RUN = "bench"


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

    ``first`` numbers the documents: a second call with another one adds documents to the zone.
    """
    RawZone(folders.raw).prepare()
    with duckdb.connect() as connection:
        _number_documents(connection, size, first, night)
        for dataset, sql in (
            ("documents", _DOCUMENTS),
            ("fetch_log", _FETCH_LOG),
            ("readings", _READINGS),
            ("texts", _TEXTS),
            ("measures", _MEASURES.format(per_text=2 * size.targets // size.texts)),
            ("values", _VALUES.format(per_export=9 * size.actuals // 10 // size.exports)),
        ):
            file = folders.raw / dataset / f"bench-{first:09d}.parquet"
            connection.execute(f"copy ({sql}) to '{file}' (compression zstd)")
        catalogue = catalogue_file(folders, RUN)
        catalogue.parent.mkdir(parents=True, exist_ok=True)
        added = folders.raw / "catalogs" / f"bench-{first:09d}.ndjson"
        connection.execute(f"copy ({_SOURCES}) to '{added}' (format json)")
        everything = f"select * from read_json('{added.parent}/bench-*.ndjson')"
        connection.execute(f"copy ({everything}) to '{catalogue}' (format json, array true)")
    return Run(RUN, night, RUN, folders.raw, RUN, ())


def _number_documents(
    connection: duckdb.DuckDBPyConnection, size: Size, first: int, night: datetime.date
) -> None:
    connection.execute("create macro pick(many, number) as many[1 + cast(number % len(many) as integer)]")
    connection.execute("create macro drawn(number, most) as cast(hash(number) % most as integer)")
    for name, file in (("provinces", "provinces_63"), ("indicators", "indicators")):
        connection.execute(f"create table {name} as from read_csv('{SEEDS / file}.csv', all_varchar = true)")
    connection.execute(
        f"""
        create table documents as
        select
            number,
            number % {size.documents} < {size.exports} as is_export,
            'source_' || number as source_id,
            md5('document ' || number) as document_key,
            md5('reading ' || number) as reading_key,
            md5('content ' || number) as sha256,
            pick((select list(gso_code order by gso_code) from provinces), number) as province,
            date '{night}' as run_date,
            '{reader_version()}' as reader_version
        from range({first}, {first + size.documents}) as numbers (number)
        """
    )
    connection.execute(
        """
        create table codes as
        select code, unit, row_number() over (order by code) - 1 as rank
        from indicators where code <> 'other'
        """
    )


_DOCUMENTS = """
    select document_key, source_id, sha256, 1000 as byte_length, 'file' as url,
        cast(run_date as timestamptz) as fetched_at, 'bench' as run_id, run_date
    from documents
"""

_FETCH_LOG = """
    select md5('attempt ' || number) as attempt_key, 'bench' as run_id, run_date, source_id,
        cast(run_date as timestamptz) as attempted_at, 'fetched' as outcome, document_key, sha256
    from documents
"""

_READINGS = """
    select reading_key, document_key, source_id, sha256,
        if(is_export, 'indicator_export', 'plan_text') as kind, 'plain' as reader, reader_version,
        'context' as context_key, 'bench' as run_id, run_date, 'read' as status, 20 as row_count,
        0 as problem_count
    from documents
"""

_TEXTS = """
    select reading_key, document_key, sha256, 'plain' as reader, reader_version, 'Kế hoạch' as text,
        number || '/KH-UBND' as own_number, 2021 as own_period_start, 2025 as own_period_end
    from documents where not is_export
"""

# every second statement is a target
_MEASURES = """
    with statements as (
        select documents.*, place, number * 1000 + place as seed
        from documents, range({per_text}) as places (place)
        where not is_export
    )
    select reading_key, md5('measure ' || seed) as measure_key, document_key, sha256, reader_version,
        if(place % 2 = 0, 'target', 'actual') as kind, codes.code as indicator, 0.9 as indicator_score,
        pick(['all', 'province', 'district', 'commune'], drawn(seed, 4)) as level,
        2019 + drawn(seed + 1, 12) as year, 'sentence' as year_rule,
        pick(['>=', '=', '>='], drawn(seed + 2, 3)) as comparator,
        20.0 + drawn(seed + 3, 800) / 10 as value_low, codes.unit, '' as change, false as derived,
        '' as scope, '' as locality, '80%' as value_text, 10 * place as value_start,
        10 * place + 3 as value_end, 'Tối thiểu 80% hồ sơ được giải quyết đúng hạn.' as quote,
        10 * place as quote_start, 10 * place + 40 as quote_end, 'Mục tiêu' as section, 'clause' as rule
    from statements
    inner join codes on codes.rank = drawn(seed + 4, cast((select count(*) from codes) as integer))
"""

_VALUES = """
    with figures as (
        select documents.*, place, number * 100000 + place as seed
        from documents, range({per_export}) as places (place)
        where is_export
    )
    select reading_key, md5('value ' || seed) as value_key, document_key, sha256, reader_version,
        codes.code as indicator, 'Tỉnh' as locality_text,
        pick((select list(gso_code order by gso_code) from provinces), drawn(seed, 63)) as locality_code,
        '63' as locality_units, pick(['all', 'province', 'district', 'commune'], drawn(seed + 1, 4)) as level,
        2010 + drawn(seed + 2, 16) as year, drawn(seed + 3, 1000) / 10 as value, codes.unit, '' as sheet,
        place as row_number, codes.code as column_name, '80,5' as cell_text, 'Tỉnh | 80,5' as row_text,
        '' as problem, false as is_derived
    from figures
    inner join codes on codes.rank = drawn(seed + 4, cast((select count(*) from codes) as integer))
"""

_SOURCES = """
    select source_id, if(is_export, 'indicator_export', 'plan_text') as kind, 'file' as address,
        'Tỉnh' as locality, if(is_export, '', province) as locality_code,
        if(is_export, '', '63') as locality_units, 'UBND' as publisher, 'Kế hoạch ' || number as title,
        'own' as licence, 'open' as redistribution, '' as document_number,
        strftime(date '2021-01-01' + cast(number % 1500 as integer), '%Y-%m-%d') as document_date,
        '' as cites, 'context' as context_key
    from documents
"""

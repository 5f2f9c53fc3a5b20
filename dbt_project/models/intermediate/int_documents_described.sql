{{ config(materialized='table') }}

-- A document version with the running catalogue's words, the fetch's facts and what its text says of itself.
with versions as (

    select * from {{ ref('int_document_versions_dated') }}

),

sources as (

    select * from {{ ref('stg_catalogue__sources') }}

),

readings as (

    select * from {{ ref('int_readings_selected') }}

),

fetches as (

    select
        *,
        row_number() over (
            partition by document_key
            order by fetched_at, run_id
        ) as position
    from {{ ref('stg_raw__documents') }}

),

own_words as (

    select
        reading_key,
        min(own_number) as own_number,
        min(own_date) as own_date,
        min(own_issuer) as own_issuer,
        min(own_place) as own_place,
        min(own_period_start) as own_period_start,
        min(own_period_end) as own_period_end
    from {{ ref('stg_raw__texts') }}
    group by reading_key

)

select
    versions.document_key,
    versions.source_id,
    versions.reading_key,
    versions.known_from,
    versions.is_current,
    versions.superseded_on,
    sources.kind,
    sources.title,
    sources.publisher,
    sources.licence,
    sources.redistribution,
    sources.address,
    sources.cites,
    sources.locality_code,
    sources.locality_units,
    sources.index_code,
    readings.sha256,
    readings.reader_version,
    readings.row_count,
    readings.problem_count,
    fetches.byte_length,
    fetches.url,
    own_words.own_issuer,
    own_words.own_place,
    own_words.own_period_start,
    own_words.own_period_end,
    -- where the catalogue does not say whose figures they are, nothing better is assumed than what shows
    coalesce(
        nullif(sources.authority, ''),
        case
            when sources.kind = 'indicator_export' then 'compilation'
            when own_words.own_issuer <> '' then 'report'
            else 'news'
        end
    ) as authority,
    coalesce(nullif(sources.document_number, ''), own_words.own_number, '') as document_number,
    coalesce(sources.document_date, own_words.own_date) as document_date
from versions
inner join sources on versions.source_id = sources.source_id
inner join readings on versions.document_key = readings.document_key
left join fetches
    on
        versions.document_key = fetches.document_key
        and fetches.position = 1
left join own_words on versions.reading_key = own_words.reading_key

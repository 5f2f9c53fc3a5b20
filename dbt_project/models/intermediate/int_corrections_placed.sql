{{ config(materialized='table') }}

-- Each usable line of the current corrections files beside each document version of the content it names.
-- A content that no source of the catalogue has gives one row without a document.
with usable_corrections as (

    select * from {{ ref('stg_raw__corrections') }}
    where problem = ''

),

versions as (

    select * from {{ ref('int_document_versions_dated') }}

),

readings as (

    select * from {{ ref('int_readings_selected') }}

)

select
    corrections.* exclude (reading_key, problem),  -- noqa: RF02
    versions.source_id,
    readings.reading_key,
    readings.document_key,
    readings.reader_version,
    left(
        sha256(concat_ws(chr(31), corrections.correction_row_key, coalesce(readings.document_key, ''))), 32
    ) as correction_key
from usable_corrections as corrections
inner join versions
    on
        corrections.reading_key = versions.reading_key
        and versions.is_current
left join readings on corrections.corrected_sha256 = readings.sha256

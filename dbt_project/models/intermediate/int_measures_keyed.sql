{{ config(materialized='table') }}

-- Each statement of a usable document version, corrected where somebody knew better, with the keys of the dimensions.
with measures as (

    select * from {{ ref('int_measures_corrected') }}

),

versions as (

    select * from {{ ref('int_versions_to_build') }}

),

localities as (

    select * from {{ ref('int_localities_resolved') }}

)

select
    measures.measure_key,
    measures.document_key,
    measures.kind,
    measures.indicator as indicator_key,
    -- a figure of the whole country in a province's document is not the province's
    case when measures.level = 'national' then 'country' else localities.locality_key end as locality_key,
    -- the whole country, said in its own document, is no whole province
    case when measures.level = 'all' and localities.locality_key = 'country' then 'national' else measures.level end
        as level_key,
    coalesce(measures.year, 0) as year_key,
    measures.comparator,
    measures.value_low,
    measures.value_high,
    measures.unit,
    measures.change,
    measures.baseline_year,
    measures.period_start,
    measures.is_derived,
    measures.scope,
    measures.locality_text,
    measures.value_text,
    measures.quote,
    measures.value_start,
    measures.value_end,
    measures.quote_start,
    measures.quote_end,
    measures.section,
    measures.rule,
    measures.year_rule,
    measures.indicator_score,
    measures.reader_version,
    measures.is_corrected,
    measures.correction_key,
    measures.correction_author,
    measures.correction_date,
    measures.correction_reason,
    measures.read_as,
    versions.known_from,
    versions.is_current
from measures
inner join versions on measures.reading_key = versions.reading_key
inner join localities
    on
        measures.document_key = localities.document_key
        and measures.locality_text = localities.locality_text
        -- where a statement names no locality, the document's own is meant, whatever the level
        and localities.level = case when measures.locality_text = '' then '' else measures.level end

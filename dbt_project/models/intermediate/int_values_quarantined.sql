{{ config(materialized='table') }}

-- How many figures of each document version are kept apart, and why.
select
    versions.document_key,
    raw_values.problem,
    versions.is_current,
    count(*) as value_count
from {{ ref('stg_raw__values') }} as raw_values
inner join {{ ref('int_document_versions_dated') }} as versions
    on raw_values.reading_key = versions.reading_key
where raw_values.problem <> ''
group by versions.document_key, raw_values.problem, versions.is_current

{{ config(materialized='table') }}

-- When a document version was first seen, whether it is the one that holds, and when another took its
-- place. A version that returns (A, then B, then A) is current again and was known from the first time.
with sightings as (

    select * from {{ ref('int_sightings_ordered') }}

),

first_sightings as (

    select
        document_key,
        min(run_date) as known_from
    from sightings
    group by document_key

),

last_sightings as (

    select * from sightings
    where position_in_version = 1

)

select
    last_sightings.document_key,
    last_sightings.source_id,
    readings.reading_key,
    first_sightings.known_from,
    last_sightings.position_in_source = 1 as is_current,
    last_sightings.next_run_date as superseded_on
from last_sightings
inner join first_sightings on last_sightings.document_key = first_sightings.document_key
inner join {{ ref('int_readings_selected') }} as readings
    on last_sightings.document_key = readings.document_key

-- What provinces promise for a stated year, each promise in force once, and how much that asks for.
with promises as (

    select * from {{ ref('fct_target') }}
    where is_lead and is_in_force and year_key > 0

),

provinces as (

    select
        locality_key,
        units
    from {{ ref('dim_locality') }}
    where locality_level = 'province'

),

indicators as (

    select
        indicator_key,
        better
    from {{ ref('dim_indicator') }}
    where is_in_codebook

),

documents as (

    select
        document_key,
        document_date
    from {{ ref('dim_document') }}

),

directed as (

    select
        promises.target_key,
        promises.commitment_key,
        promises.document_key,
        documents.document_date,
        promises.indicator_key,
        promises.locality_key,
        provinces.units,
        promises.level_key,
        promises.year_key,
        promises.comparator,
        promises.value_low,
        promises.value_high,
        promises.unit,
        promises.change,
        promises.baseline_year,
        promises.scope,
        promises.measured_group,
        promises.scope_meaning,
        {{ demand_direction('promises', 'indicators.better') }} as direction,
        promises.comparator in ('>', '<') as is_strict
    from promises
    inner join provinces on promises.locality_key = provinces.locality_key
    inner join indicators on promises.indicator_key = indicators.indicator_key
    inner join documents on promises.document_key = documents.document_key

)

select
    *,
    {{ demand_strength('direction', 'value_low', 'value_high') }} as strength
from directed

-- Series for which documents in force make more than one promise: each different statement once in each document.
-- A promise is shown by its lead; what repeats it is no statement of its own. A series is an indicator, area, level,
-- year, unit, meaning of the scope and change. A province that no merger touched is one area under its old and its
-- new key.
with targets as (

    select
        targets.target_key,
        targets.document_key,
        targets.indicator_key,
        coalesce(
            case when localities.successor_relation = 'unchanged' then localities.successor_locality_key end,
            targets.locality_key
        ) as area_locality_key,
        targets.locality_key,
        targets.level_key,
        targets.year_key,
        targets.unit,
        targets.measured_group,
        targets.scope_meaning,
        targets.change,
        targets.comparator,
        targets.value_low,
        targets.value_high,
        coalesce(targets.baseline_year, 0) as baseline_year,
        targets.is_derived,
        targets.value_start,
        commitments.document_count
    from {{ ref('fct_target') }} as targets
    inner join {{ ref('fct_commitment') }} as commitments on targets.commitment_key = commitments.commitment_key
    inner join {{ ref('dim_locality') }} as localities on targets.locality_key = localities.locality_key
    inner join {{ ref('dim_indicator') }} as indicators on targets.indicator_key = indicators.indicator_key
    where
        targets.is_lead
        and targets.is_in_force
        and targets.year_key > 0
        and targets.locality_key <> 'unknown'
        and indicators.is_in_codebook
        and {{ of_slices_to_build('targets') }}

),

contested as (

    select
        indicator_key,
        area_locality_key,
        level_key,
        year_key,
        unit,
        scope_meaning,
        change
    from targets
    group by indicator_key, area_locality_key, level_key, year_key, unit, scope_meaning, change
    having count(distinct concat_ws(' ', comparator, value_low, coalesce(value_high, value_low), baseline_year)) > 1

)

select
    targets.*,
    documents.document_date,
    left(
        sha256(
            concat_ws(
                chr(31), targets.indicator_key, targets.area_locality_key, targets.level_key, targets.year_key,
                targets.unit, targets.scope_meaning, targets.change
            )
        ), 32
    ) as series_key
from targets
inner join contested
    on
        targets.indicator_key = contested.indicator_key
        and targets.area_locality_key = contested.area_locality_key
        and targets.level_key = contested.level_key
        and targets.year_key = contested.year_key
        and targets.unit = contested.unit
        and targets.scope_meaning = contested.scope_meaning
        and targets.change = contested.change
inner join {{ ref('dim_document') }} as documents on targets.document_key = documents.document_key
-- a sentence that is repeated says it once
qualify
    row_number() over (
        partition by
            series_key, targets.document_key, targets.comparator, targets.value_low, targets.value_high,
            targets.baseline_year, targets.measured_group
        order by targets.is_derived, targets.value_start, targets.target_key
    ) = 1

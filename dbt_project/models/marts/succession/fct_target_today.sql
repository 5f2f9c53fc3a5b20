{{
    config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook='{{ forget(of_slices_to_build(this.identifier)) }}'
    )
}}

-- Each promise in force, by its lead target, for an old or present unit under the province of the run's date: side by
-- side, with its own words and place. Nothing is added up here (fct_rollup_today does, where that is known to be right).
with targets as (

    select
        targets.*,
        -- a target is due on the last day of its year
        case when targets.year_key > 0 then make_date(targets.year_key, 12, 31) end as due_on
    from {{ ref('fct_target') }} as targets
    where targets.is_lead and targets.is_in_force and {{ of_slices_to_build('targets') }}

)

select
    targets.target_key as target_today_key,
    targets.target_key,
    localities.today_province_locality_key,
    targets.locality_key,
    localities.province_locality_key,
    case
        when localities.province_locality_key = localities.today_province_locality_key then 'same'
        else provinces.successor_relation
    end as succession,
    today.predecessor_count,
    targets.indicator_key,
    targets.level_key,
    targets.year_key,
    targets.comparator,
    targets.value_low,
    targets.value_high,
    targets.unit,
    targets.change,
    targets.scope,
    targets.measured_group,
    targets.scope_meaning,
    targets.document_key,
    targets.due_on,
    levels.valid_to as level_ended_on,
    case
        when coalesce(levels.valid_to >= {{ run_date() }}, true) then 'stands'
        when targets.due_on is null then 'ended_year_not_stated'
        when targets.due_on <= levels.valid_to then 'ended_after_due'
        else 'ended_before_due'
    end as level_status,
    case
        when localities.stands_today then 'stands'
        when targets.due_on is null then 'ended_year_not_stated'
        when targets.due_on <= localities.valid_to then 'ended_after_due'
        else 'ended_before_due'
    end as locality_status,
    targets.quote
from targets
inner join {{ ref('dim_locality') }} as localities on targets.locality_key = localities.locality_key
inner join {{ ref('dim_locality') }} as provinces on localities.province_locality_key = provinces.locality_key
inner join {{ ref('dim_locality') }} as today on localities.today_province_locality_key = today.locality_key
inner join {{ ref('dim_level') }} as levels on targets.level_key = levels.level_key

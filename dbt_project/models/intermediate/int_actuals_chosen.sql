{{ config(materialized='table') }}

-- For each series that a target asks about, the actual that speaks for it: the preferred one, and why it is.
with asked_series as (

    select distinct
        indicator_key,
        locality_key,
        level_key,
        year_key,
        unit,
        change,
        scope
    from {{ ref('int_targets_ruled') }}
    where cannot_be_judged_because is null

)

select
    actuals.actual_key,
    actuals.indicator_key,
    actuals.locality_key,
    actuals.level_key,
    actuals.year_key,
    actuals.unit,
    actuals.change,
    actuals.scope,
    actuals.comparator as actual_comparator,
    actuals.value_low as actual_value,
    actuals.value_high as actual_value_high,
    actuals.preferred_because as chosen_because
from {{ ref('fct_actual') }} as actuals
inner join asked_series
    on
        actuals.indicator_key = asked_series.indicator_key
        and actuals.locality_key = asked_series.locality_key
        and actuals.level_key = asked_series.level_key
        and actuals.year_key = asked_series.year_key
        and actuals.unit = asked_series.unit
        and actuals.change = asked_series.change
        and actuals.scope = asked_series.scope
where actuals.is_preferred

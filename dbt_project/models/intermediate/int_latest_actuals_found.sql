-- For each current target, the newest result known of its series up to the year it is due: where the province
-- stands on the way. Of one year the preferred result speaks.
with targets as (

    select * from {{ ref('int_targets_ruled') }}
    where cannot_be_judged_because is null

),

actuals as (

    select * from {{ ref('fct_actual') }}
    where is_preferred

),

ranked as (

    select
        targets.target_key,
        actuals.actual_key as latest_actual_key,
        actuals.year_key as latest_actual_year_key,
        actuals.value_low as latest_actual_value,
        row_number() over (
            partition by targets.target_key
            order by actuals.year_key desc
        ) as position
    from targets
    inner join actuals
        on
            targets.indicator_key = actuals.indicator_key
            and targets.locality_key = actuals.locality_key
            and targets.level_key = actuals.level_key
            and targets.unit = actuals.unit
            and targets.change = actuals.change
            and targets.scope = actuals.scope
            and targets.year_key >= actuals.year_key

)

select
    target_key,
    latest_actual_key,
    latest_actual_year_key,
    latest_actual_value
from ranked
where position = 1

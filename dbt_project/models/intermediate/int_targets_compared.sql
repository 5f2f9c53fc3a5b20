-- Each current target beside its chosen actual, and whether the actual surely meets or surely fails it.
-- An actual may itself be open ("over 90%"): it is at least `actual_floor` and at most `actual_ceiling`.
with targets as (

    select * from {{ ref('int_targets_ruled') }}

),

actuals as (

    select
        *,
        case when actual_comparator not in ('<=', '<') then actual_value end as actual_floor,
        case
            when actual_comparator = 'between' then actual_value_high
            when actual_comparator not in ('>=', '>') then actual_value
        end as actual_ceiling
    from {{ ref('int_actuals_chosen') }}

),

pairs as (

    select
        targets.*,
        actuals.actual_key,
        actuals.actual_value,
        actuals.actual_value_high,
        actuals.actual_comparator,
        actuals.actual_floor,
        actuals.actual_ceiling,
        actuals.chosen_because
    from targets
    left join actuals
        on
            targets.indicator_key = actuals.indicator_key
            and targets.locality_key = actuals.locality_key
            and targets.level_key = actuals.level_key
            and targets.year_key = actuals.year_key
            and targets.unit = actuals.unit
            and targets.change = actuals.change
            and targets.scope = actuals.scope

),

bounds as (

    select
        *,
        must_reach is null
        or actual_floor > must_reach
        or (actual_floor = must_reach and (not is_strict or actual_comparator = '>')) as reaches,
        must_not_exceed is null
        or actual_ceiling < must_not_exceed
        or (actual_ceiling = must_not_exceed and (not is_strict or actual_comparator = '<')) as stays_below,
        actual_ceiling < must_reach
        or (actual_ceiling = must_reach and (is_strict or actual_comparator = '<')) as falls_short,
        actual_floor > must_not_exceed
        or (actual_floor = must_not_exceed and (is_strict or actual_comparator = '>')) as exceeds
    from pairs

)

select
    target_key,
    document_key,
    indicator_key,
    locality_key,
    level_key,
    year_key,
    unit,
    change,
    scope,
    comparator,
    target_low,
    target_high,
    direction,
    cannot_be_judged_because,
    actual_key,
    actual_value,
    actual_value_high,
    actual_comparator,
    chosen_because,
    coalesce(reaches and stays_below, false) as is_met,
    coalesce(falls_short, false) as falls_short,
    coalesce(exceeds, false) as exceeds,
    round(
        case
            when direction = 'at_least' then actual_value - must_reach
            when direction = 'at_most' then actual_value - must_not_exceed
            when actual_value < must_reach then actual_value - must_reach
            when actual_value > must_not_exceed then actual_value - must_not_exceed
            when actual_value is not null then 0
        end, 6
    ) as gap
from bounds

{{ config(materialized='table') }}

-- Each current target beside the newest result of its series, and whether that surely meets or surely fails it.
-- A result may itself be open ("over 90%"): it is at least `floor_value` and at most `ceiling_value`.
with bounds as (

    select
        targets.*,
        latest.actual_key as latest_actual_key,
        latest.year_key as latest_actual_year_key,
        latest.comparator as latest_actual_comparator,
        latest.actual_value as latest_actual_value,
        latest.actual_value_high as latest_actual_value_high,
        latest.floor_value,
        latest.ceiling_value,
        latest.method_version,
        latest.chosen_because,
        latest.is_year_over,
        {{ surely_reaches('targets', 'latest') }} and {{ surely_stays_within('targets', 'latest') }} as meets,
        latest.ceiling_value < targets.must_reach
        or (
            latest.ceiling_value = targets.must_reach
            and (latest.comparator = '<' or targets.is_strict and latest.comparator <> '~')
        ) as falls,
        latest.floor_value > targets.must_not_exceed
        or (
            latest.floor_value = targets.must_not_exceed
            and (latest.comparator = '>' or targets.is_strict and latest.comparator <> '~')
        ) as rises
    from {{ ref('int_targets_ruled') }} as targets
    left join {{ ref('int_latest_actuals_found') }} as latest on targets.target_key = latest.target_key

)

select
    * exclude (meets, falls, rises),
    latest_actual_year_key = year_key as is_of_due_year,
    latest_actual_key is not null and coalesce(meets, false) as is_met,
    coalesce(falls, false) as falls_short,
    coalesce(rises, false) as exceeds,
    case
        when direction = 'at_least' or latest_actual_value < must_reach then 1
        when direction = 'at_most' or latest_actual_value > must_not_exceed then -1
    end as better_sign,
    round(
        case
            when direction = 'at_least' then latest_actual_value - must_reach
            when direction = 'at_most' then latest_actual_value - must_not_exceed
            when latest_actual_value < must_reach then latest_actual_value - must_reach
            when latest_actual_value > must_not_exceed then latest_actual_value - must_not_exceed
            when latest_actual_value is not null then 0
        end, 6
    ) as gap
from bounds

-- The straight way from a target's baseline to the value it must reach, whether the newest result lies on it, and the
-- yearly pace that is left. Ranks have no such way: a place depends on all others.
with lines as (

    select
        targets.*,
        baselines.baseline_source,
        baselines.baseline_actual_key,
        baselines.baseline_year_key,
        baselines.baseline_value,
        baselines.no_pace_because,
        histories.best_pace_per_year,
        histories.best_pace_year_key,
        targets.pace_method = 'linear_pace'
        and baselines.no_pace_because is null
        and baselines.baseline_year_key < targets.year_key as has_line,
        case
            when baselines.baseline_value < targets.must_reach then 'rise'
            when baselines.baseline_value > targets.must_not_exceed then 'fall'
            else 'hold'
        end as heading,
        case
            when targets.latest_actual_comparator <> '=' then null
            when targets.better_sign = 1 then targets.must_reach
            when targets.better_sign = -1 then targets.must_not_exceed
        end as value_ahead
    from {{ ref('int_targets_compared') }} as targets
    inner join {{ ref('int_baselines_chosen') }} as baselines on targets.target_key = baselines.target_key
    inner join {{ ref('int_histories_summed') }} as histories on targets.target_key = histories.target_key

),

expected as (

    select
        *,
        round(
            case
                when not has_line then null
                when heading = 'hold' and must_not_exceed is null then must_reach
                when heading = 'hold' and must_reach is null then must_not_exceed
                when heading = 'hold' then null
                else
                    baseline_value
                    + (case heading when 'rise' then must_reach else must_not_exceed end - baseline_value)
                    * (latest_actual_year_key - baseline_year_key) / (year_key - baseline_year_key)
            end, 6
        ) as expected_value,
        round(
            case
                when is_due or latest_actual_year_key >= year_key then null
                when is_met then 0
                else (value_ahead - latest_actual_value) / (year_key - latest_actual_year_key)
            end, 6
        ) as required_pace_per_year
    from lines

)

select
    target_key,
    baseline_source,
    baseline_actual_key,
    baseline_year_key,
    baseline_value,
    no_pace_because,
    heading,
    expected_value,
    case
        when not has_line then null
        when falls_short and heading <> 'rise' or exceeds and heading <> 'fall' then false
        when heading = 'rise' and round(floor_value, 6) >= expected_value then true
        when heading = 'rise' and round(ceiling_value, 6) < expected_value then false
        when heading = 'fall' and round(ceiling_value, 6) <= expected_value then true
        when heading = 'fall' and round(floor_value, 6) > expected_value then false
    end as is_on_pace,
    case
        when latest_actual_comparator = '=' and baseline_year_key < latest_actual_year_key
            then round((latest_actual_value - baseline_value) / (latest_actual_year_key - baseline_year_key), 6)
    end as observed_pace_per_year,
    required_pace_per_year,
    best_pace_per_year,
    best_pace_year_key,
    case
        when required_pace_per_year <> 0
            then better_sign * best_pace_per_year >= better_sign * required_pace_per_year
    end as was_required_pace_reached
from expected

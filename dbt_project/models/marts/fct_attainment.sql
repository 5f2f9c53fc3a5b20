{{
    config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook='{{ forget(of_slices_to_build(this.identifier)) }}'
    )
}}

-- depends_on: {{ ref('int_slices_to_build') }}
-- The first reason that applies decides; the status follows from it (docs/attainment.md).
with reasoned as (

    select
        targets.*,
        paces.baseline_value,
        paces.baseline_year_key,
        paces.baseline_actual_key,
        paces.baseline_source,
        paces.expected_value,
        paces.observed_pace_per_year,
        paces.required_pace_per_year,
        paces.best_pace_per_year,
        paces.best_pace_year_key,
        paces.was_required_pace_reached,
        histories.first_reached_key,
        histories.first_reached_year_key,
        histories.results_before_due_year,
        near_actuals.near_actual_key,
        targets.is_of_due_year or not targets.is_due as is_used,
        case
            when targets.cannot_be_judged_because is not null then targets.cannot_be_judged_because
            when targets.is_base_missing then 'baseline_not_stated'
            when targets.is_of_due_year and targets.is_met then 'actual_meets_target'
            when targets.is_due and targets.is_of_due_year and targets.falls_short then 'actual_below_target'
            when targets.is_due and targets.is_of_due_year and targets.exceeds then 'actual_above_target'
            when targets.is_due and targets.is_of_due_year then 'actual_not_exact'
            when targets.is_due and near_actuals.target_key is not null
                then 'actual_of_another_' || near_actuals.set_apart_by
            when targets.is_due and targets.locality_ended_on is not null then 'locality_ended'
            when targets.is_due and targets.level_ended_on is not null then 'level_ended'
            when targets.is_due then 'no_actual_published'
            when targets.latest_actual_key is null then 'due_later_no_actual'
            when targets.is_too_old then 'due_later_actual_too_old'
            when targets.is_met then 'already_at_target'
            when paces.is_on_pace then 'on_pace'
            when not targets.is_year_over then 'due_later_year_not_over'
            when targets.pace_method = 'rank_held' and (targets.falls_short or targets.exceeds) then 'outside_rank'
            when targets.pace_method = 'rank_held' then 'due_later_actual_not_exact'
            when paces.no_pace_because is not null then 'due_later_' || paces.no_pace_because
            when paces.is_on_pace is null then 'due_later_actual_not_exact'
            when paces.heading = 'rise' and not targets.exceeds or paces.heading = 'fall' and not targets.falls_short
                then 'behind_pace'
            else 'outside_target'
        end as reason
    from {{ ref('int_targets_compared') }} as targets
    left join {{ ref('int_paces_measured') }} as paces on targets.target_key = paces.target_key
    left join {{ ref('int_histories_summed') }} as histories on targets.target_key = histories.target_key
    left join {{ ref('int_near_actuals_found') }} as near_actuals on targets.target_key = near_actuals.target_key

)

select
    target_key as attainment_key,
    target_key,
    case when is_used then latest_actual_key end as actual_key,
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
    is_due,
    case
        when reason = 'actual_meets_target' then 'met'
        when reason in ('actual_below_target', 'actual_above_target') then 'missed'
        when reason in ('already_at_target', 'on_pace') then 'on_track'
        when reason in ('behind_pace', 'outside_target', 'outside_rank') then 'behind'
        else 'unknown'
    end as status,
    reason,
    case
        when cannot_be_judged_because is not null then null
        when is_due or reason = 'actual_meets_target' then 'result_of_due_year'
        else pace_method
    end as method_code,
    case when is_used then latest_actual_year_key end as actual_year_key,
    case when is_used then latest_actual_comparator end as actual_comparator,
    case when is_used then latest_actual_value end as actual_value,
    case when is_used then latest_actual_value_high end as actual_value_high,
    case when is_used and latest_actual_key is not null then chosen_because end as chosen_because,
    case when is_used then gap end as gap,
    case
        when not is_used or latest_actual_key is null then null
        when is_met then 0
        when direction = 'at_least' then greatest(-gap, 0)
        when direction = 'at_most' then greatest(gap, 0)
        else abs(gap)
    end as shortfall,
    baseline_value,
    baseline_year_key,
    baseline_actual_key,
    baseline_source,
    case when is_used then expected_value end as expected_value,
    case when is_used then round(latest_actual_value - expected_value, 6) end as gap_to_expected,
    observed_pace_per_year,
    required_pace_per_year,
    best_pace_per_year,
    best_pace_year_key,
    was_required_pace_reached,
    case when results_before_due_year > 0 then first_reached_key is not null end as was_reached_before,
    first_reached_year_key as reached_before_year_key,
    first_reached_key as reached_before_actual_key,
    near_actual_key,
    locality_ended_on,
    latest_actual_key,
    latest_actual_year_key,
    latest_actual_value
from reasoned

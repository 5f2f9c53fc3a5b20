{{ config(materialized='table') }}

-- What the results of a target's series tell up to its newest one, under the method of that one: which of them may be
-- the baseline, which reached the target first, and the fastest step towards it.
with results as (

    select
        targets.target_key,
        targets.stated_baseline_year,
        targets.promised_in_year,
        targets.better_sign * steps.pace_per_year as pace_towards,
        targets.better_sign,
        actuals.actual_key,
        actuals.year_key,
        actuals.comparator = '=' as is_exact,
        actuals.year_key < targets.year_key as is_before_due_year,
        actuals.method_version = targets.method_version as is_comparable,
        {{ surely_reaches('targets', 'actuals') }} and {{ surely_stays_within('targets', 'actuals') }} as meets
    from {{ ref('int_targets_compared') }} as targets
    inner join {{ ref('int_actuals_chosen') }} as actuals on {{ same_series('targets', 'actuals') }}
    left join {{ ref('int_paces_stepped') }} as steps on actuals.actual_key = steps.actual_key
    where
        targets.latest_actual_year_key >= actuals.year_key
        and not targets.is_base_missing

),

judged as (

    select
        *,
        is_comparable and is_exact and is_before_due_year as is_baseline
    from results

)

select
    target_key,
    bool_or(not is_comparable and is_exact) as has_another_method,
    count(*) filter (where is_comparable and is_before_due_year) as results_before_due_year,
    min_by(actual_key, year_key) filter (where is_comparable and is_before_due_year and meets) as first_reached_key,
    min(year_key) filter (where is_comparable and is_before_due_year and meets) as first_reached_year_key,
    max_by(actual_key, year_key) filter (where is_baseline and year_key = stated_baseline_year) as stated_key,
    max_by(actual_key, year_key) filter (where is_baseline and year_key < promised_in_year) as before_promise_key,
    min_by(actual_key, year_key) filter (where is_baseline) as earliest_key,
    max(pace_towards) filter (where is_comparable) * any_value(better_sign) as best_pace_per_year,
    max_by(year_key, row(pace_towards, year_key)) filter (
        where is_comparable and pace_towards is not null
    ) as best_pace_year_key
from judged
group by target_key

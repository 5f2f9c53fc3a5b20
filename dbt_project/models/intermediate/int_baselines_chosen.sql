-- Where the way to each target begins: what is counted from a year began there at nothing; else the result of the year
-- that the statement names; else the last one before the promise; else the earliest one. Never a number of ours.
with candidates as (

    select
        targets.target_key,
        targets.counted_from,
        targets.stated_baseline_year,
        targets.latest_actual_key,
        targets.latest_actual_year_key,
        histories.has_another_method,
        case
            when targets.counted_from > 0 then 'counted_from_zero'
            when targets.stated_baseline_year is not null then 'stated_year'
            when histories.before_promise_key is not null then 'last_before_promise'
            else 'earliest'
        end as source,
        histories.stated_key,
        histories.before_promise_key,
        histories.earliest_key
    from {{ ref('int_targets_compared') }} as targets
    inner join {{ ref('int_histories_summed') }} as histories on targets.target_key = histories.target_key

),

picked as (

    select
        *,
        case source
            when 'stated_year' then stated_key
            when 'last_before_promise' then before_promise_key
            when 'earliest' then earliest_key
        end as baseline_actual_key
    from candidates

),

valued as (

    select
        picked.*,
        case when picked.source = 'counted_from_zero' then picked.counted_from else actuals.year_key end
            as baseline_year_key,
        case when picked.source = 'counted_from_zero' then 0 else actuals.actual_value end as baseline_value
    from picked
    left join {{ ref('int_actuals_chosen') }} as actuals on picked.baseline_actual_key = actuals.actual_key

)

select
    target_key,
    case when baseline_value is not null then source end as baseline_source,
    baseline_actual_key,
    baseline_year_key,
    baseline_value,
    case
        when latest_actual_year_key < coalesce(stated_baseline_year, nullif(counted_from, 0))
            then 'actual_before_baseline'
        when baseline_value is null and source <> 'stated_year' and has_another_method then 'method_changed'
        when baseline_value is null then 'no_baseline'
        when baseline_year_key < latest_actual_year_key then null
        when has_another_method then 'method_changed'
        else 'no_result_since_baseline'
    end as no_pace_because
from valued

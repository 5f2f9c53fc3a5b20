with compared as (

    select
        targets.*,
        latest.latest_actual_key,
        latest.latest_actual_year_key,
        latest.latest_actual_value,
        targets.year_key > year({{ run_date() }}) as is_due_in_a_later_year,
        targets.year_key = year({{ run_date() }})
        and {{ run_date() }} < make_date(year({{ run_date() }}), 12, 31) as is_due_this_year
    from {{ ref('int_targets_compared') }} as targets
    left join {{ ref('int_latest_actuals_found') }} as latest on targets.target_key = latest.target_key

),

-- the first reason that applies decides; the status follows from it
reasoned as (

    select
        *,
        case
            when cannot_be_judged_because is not null then cannot_be_judged_because
            when is_met then 'actual_meets_target'
            when is_due_in_a_later_year then 'due_later'
            when is_due_this_year then 'due_this_year'
            when actual_key is null then 'no_actual_published'
            when falls_short then 'actual_below_target'
            when exceeds then 'actual_above_target'
            else 'actual_not_exact'
        end as reason
    from compared

)

select
    target_key as attainment_key,
    target_key,
    actual_key,
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
    case when actual_key is not null then year_key end as actual_year_key,
    actual_comparator,
    actual_value,
    actual_value_high,
    gap,
    case
        when actual_key is null then null
        when is_met then 0
        when direction = 'at_least' then greatest(-gap, 0)
        when direction = 'at_most' then greatest(gap, 0)
        else abs(gap)
    end as shortfall,
    case
        when reason = 'actual_meets_target' then 'met'
        when reason in ('actual_below_target', 'actual_above_target') then 'missed'
        when reason in ('due_later', 'due_this_year') then 'not_due'
        else 'unknown'
    end as status,
    reason,
    chosen_because,
    latest_actual_key,
    latest_actual_year_key,
    latest_actual_value
from reasoned

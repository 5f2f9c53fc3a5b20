-- For each current target, the newest result of its series up to the year it is due: what it was met by, or where
-- things stand on the way.
with newest as (

    select
        targets.target_key,
        max_by(actuals.actual_key, actuals.year_key) as actual_key
    from {{ ref('int_targets_ruled') }} as targets
    inner join {{ ref('int_actuals_chosen') }} as actuals on {{ same_series('targets', 'actuals') }}
    where
        targets.cannot_be_judged_because is null
        and targets.year_key >= actuals.year_key
    group by targets.target_key

)

select
    newest.target_key,
    newest.actual_key,
    actuals.year_key,
    actuals.comparator,
    actuals.actual_value,
    actuals.actual_value_high,
    actuals.floor_value,
    actuals.ceiling_value,
    actuals.method_version,
    actuals.chosen_because,
    {{ is_over('actuals.year_key') }} as is_year_over
from newest
inner join {{ ref('int_actuals_chosen') }} as actuals on newest.actual_key = actuals.actual_key

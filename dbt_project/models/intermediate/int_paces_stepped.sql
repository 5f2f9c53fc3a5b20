-- How fast a series moved from one exact result to the next: its step, spread evenly over the years between. No step
-- leads from one method of an index to another.
with steps as (

    select
        actual_key,
        year_key,
        actual_value - lag(actual_value) over earlier_first as step,
        year_key - lag(year_key) over earlier_first as years
    from {{ ref('int_actuals_chosen') }}
    where comparator = '='
    window earlier_first as (
        partition by indicator_key, place_key, level_key, unit, change, scope, counted_from, method_version
        order by year_key
    )

)

select
    actual_key,
    year_key,
    round(step / years, 6) as pace_per_year
from steps
where step is not null

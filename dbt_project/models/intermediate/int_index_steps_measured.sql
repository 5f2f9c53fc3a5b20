-- Each chosen score and rank of a province beside the last one known before it. No change is told across two methods.
with figures as (

    select * from {{ ref('int_index_figures_chosen') }}
    where locality_level = 'province'

),

with_previous as (

    select
        *,
        lag(year_key) over earlier as last_year_key,
        lag(value) over earlier as last_value,
        lag(method_version) over earlier as last_method_version
    from figures
    window earlier as (
        partition by index_key, measure, locality_key
        order by year_key
    )

),

reasoned as (

    select
        *,
        case
            when last_year_key is null then 'first_year_known'
            when coalesce(method_version, '') <> coalesce(last_method_version, '') then 'method_changed'
            when last_year_key < year_key - 1 then 'year_before_unknown'
            else 'compared'
        end as change_reason
    from with_previous

)

select
    index_key,
    measure,
    locality_key,
    year_key,
    value,
    actual_key,
    source_id,
    is_derived,
    method_version,
    method_unknown_because,
    change_reason,
    case when change_reason in ('compared', 'year_before_unknown') then last_year_key end as previous_year_key,
    case when change_reason in ('compared', 'year_before_unknown') then round(value - last_value, 6) end
        as change_since_previous,
    case when change_reason = 'compared' then round(value - last_value, 6) end as change_on_year
from reasoned

-- For the same indicator, level, year, unit, change and group: each province's strictest promise, its place among those of
-- all provinces (1 asks for most), and the lowest and highest figure that any of them promises.
with promises as (

    select
        *,
        min(value_low) over peers as lowest_promised,
        max(coalesce(value_high, value_low)) over peers as highest_promised
    from {{ ref('int_promises_ruled') }}
    window peers as (
        partition by indicator_key, level_key, year_key, unit, change, measured_group, direction
    )

),

strictest as (

    select *
    from promises
    qualify row_number() over (
        partition by indicator_key, level_key, year_key, unit, change, measured_group, direction, locality_key
        order by strength desc nulls last, is_strict desc, target_key asc
    ) = 1

)

select
    indicator_key,
    level_key,
    year_key,
    unit,
    change,
    measured_group,
    direction,
    locality_key,
    lowest_promised,
    highest_promised,
    count(*) over (
        partition by indicator_key, level_key, year_key, unit, change, measured_group, direction
    ) as provinces_promising,
    case
        when strength is not null
            then rank() over (
                partition by indicator_key, level_key, year_key, unit, change, measured_group, direction
                order by strength desc nulls last, is_strict desc
            )
    end as place_among_provinces
from strictest

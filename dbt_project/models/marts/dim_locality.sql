-- Each unit in each set of units is a row of its own with its first and last day (type 2); the provinces before
-- and behind it, and the one that it lies in on the run's date.
with localities as (

    select * from {{ ref('int_localities_united') }}

),

successions as (

    select * from {{ ref('int_successions_weighted') }}

),

predecessors as (

    select
        successor_locality_key as locality_key,
        string_agg(
            locality_key, ', '
            order by locality_key
        ) as predecessor_locality_keys,
        count(*) as predecessor_count
    from successions
    group by successor_locality_key

),

-- two mergers are known, so two steps lead from any province to today's
provinces_today as (

    select
        provinces.locality_key,
        case
            when coalesce(provinces.valid_to >= {{ run_date() }}, true) then provinces.locality_key
            when coalesce(next_provinces.valid_to >= {{ run_date() }}, true) then next_provinces.locality_key
            else next_provinces.successor_locality_key
        end as today_locality_key
    from localities as provinces
    left join localities as next_provinces on provinces.successor_locality_key = next_provinces.locality_key
    where provinces.locality_level = 'province'

)

select
    localities.locality_key,
    localities.code,
    localities.units,
    localities.name_vi,
    localities.full_name_vi,
    localities.name_en,
    localities.locality_level,
    localities.locality_type,
    localities.region_vi,
    localities.region_en,
    localities.iso_code,
    localities.valid_from,
    localities.valid_to,
    coalesce(localities.valid_from <= {{ run_date() }}, true)
    and coalesce(localities.valid_to >= {{ run_date() }}, true) as stands_today,
    localities.parent_locality_key,
    localities.province_locality_key,
    provinces_today.today_locality_key as today_province_locality_key,
    localities.successor_locality_key,
    localities.successor_relation,
    predecessors.predecessor_locality_keys,
    coalesce(predecessors.predecessor_count, 0) as predecessor_count
from localities
left join predecessors on localities.locality_key = predecessors.locality_key
left join provinces_today on localities.province_locality_key = provinces_today.locality_key

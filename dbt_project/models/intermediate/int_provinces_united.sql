-- The provinces of each set of units in one shape. Of the 64 until 31 July 2008 only the two that changed are of
-- their own; the others are the same as among the 63.
with provinces_64 as (

    select * from {{ ref('provinces_64') }}

),

provinces_63 as (

    select * from {{ ref('provinces_63') }}

),

provinces_34 as (

    select * from {{ ref('provinces_34') }}

),

mergers_2008 as (

    select * from {{ ref('province_mergers_2008') }}

),

mergers_2025 as (

    select * from {{ ref('province_mergers_2025') }}

),

until_2008 as (

    select
        '64' as units,
        provinces_64.gso_code as code,
        provinces_64.unit_type as locality_type,
        provinces_64.name_vi,
        provinces_64.full_name_vi,
        provinces_64.name_en,
        provinces_64.region6_vi as region_vi,
        provinces_64.region6_en as region_en,
        provinces_64.iso_code,
        provinces_64.valid_from,
        provinces_64.valid_to,
        {{ locality_key("'63'", "mergers_2008.new_code") }} as successor_locality_key,
        mergers_2008.relation as successor_relation
    from provinces_64
    inner join mergers_2008 on provinces_64.gso_code = mergers_2008.old_code

),

until_2025 as (

    select
        '63' as units,
        provinces_63.gso_code as code,
        provinces_63.unit_type as locality_type,
        provinces_63.name_vi,
        provinces_63.full_name_vi,
        provinces_63.name_en,
        provinces_63.region6_vi as region_vi,
        provinces_63.region6_en as region_en,
        provinces_63.iso_code,
        provinces_63.valid_from,
        provinces_63.valid_to,
        {{ locality_key("'34'", "mergers_2025.new_code") }} as successor_locality_key,
        mergers_2025.relation as successor_relation
    from provinces_63
    inner join mergers_2025 on provinces_63.gso_code = mergers_2025.old_code

),

since_2025 as (

    select
        '34' as units,
        provinces_34.gso_code as code,
        provinces_34.unit_type_2025 as locality_type,
        provinces_34.name_vi,
        provinces_34.full_name_vi,
        provinces_34.name_en,
        cast(null as varchar) as region_vi,
        cast(null as varchar) as region_en,
        -- the ISO codes of merged provinces are not known
        unchanged.iso_code,
        provinces_34.valid_from,
        cast(null as date) as valid_to,
        cast(null as varchar) as successor_locality_key,
        cast(null as varchar) as successor_relation
    from provinces_34
    left join until_2025 as unchanged
        on
            {{ locality_key("'34'", "provinces_34.gso_code") }} = unchanged.successor_locality_key
            and unchanged.successor_relation = 'unchanged'

),

united as (

    select * from until_2008
    union all
    select * from until_2025
    union all
    select * from since_2025

)

select
    {{ locality_key('units', 'code') }} as locality_key,
    *
from united

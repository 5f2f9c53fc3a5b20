-- The provinces of both sets of units, the country, and the member for what could not be resolved.
with provinces_63 as (

    select * from {{ ref('provinces_63') }}

),

provinces_34 as (

    select * from {{ ref('provinces_34') }}

),

mergers as (

    select * from {{ ref('province_mergers_2025') }}

),

before_the_merger as (

    select
        {{ province_key("'63'", "provinces_63.gso_code") }} as locality_key,
        provinces_63.gso_code as code,
        '63' as units,
        provinces_63.name_vi,
        provinces_63.full_name_vi,
        provinces_63.name_en,
        provinces_63.unit_type as locality_type,
        provinces_63.region6_vi as region_vi,
        provinces_63.region6_en as region_en,
        provinces_63.valid_from,
        provinces_63.valid_to,
        {{ province_key("'34'", "mergers.new_code") }} as successor_locality_key
    from provinces_63
    inner join mergers on provinces_63.gso_code = mergers.old_code

),

since_the_merger as (

    select
        {{ province_key("'34'", "gso_code") }} as locality_key,
        gso_code as code,
        '34' as units,
        name_vi,
        full_name_vi,
        name_en,
        unit_type_2025 as locality_type,
        cast(null as varchar) as region_vi,
        cast(null as varchar) as region_en,
        valid_from,
        cast(null as date) as valid_to,
        cast(null as varchar) as successor_locality_key
    from provinces_34

),

beside_provinces (locality_key, name_vi, full_name_vi, name_en, locality_type) as (

    values
    ('country', 'Cả nước', 'Cả nước', 'Whole country', 'country'),
    ('unknown', 'Không xác định', 'Không xác định', 'Unknown', 'unknown')

)

select * from before_the_merger
union all
select * from since_the_merger
union all
select
    locality_key,
    cast(null as varchar) as code,
    cast(null as varchar) as units,
    name_vi,
    full_name_vi,
    name_en,
    locality_type,
    cast(null as varchar) as region_vi,
    cast(null as varchar) as region_en,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    cast(null as varchar) as successor_locality_key
from beside_provinces

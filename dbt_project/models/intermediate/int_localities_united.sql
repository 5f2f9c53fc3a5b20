-- Provinces, districts and communes of each set of units, the country, and the member for what could not be
-- resolved. Districts and communes end with their province; of those of today the first day is known.
with provinces as (

    select * from {{ ref('int_provinces_united') }}

),

unit_types as (

    select * from {{ ref('unit_types') }}

),

districts as (

    select
        '63' as units,
        district_code as code,
        unit_type_vi,
        name_vi,
        full_name_vi,
        name_en,
        {{ locality_key("'63'", 'province_gso_code') }} as parent_locality_key,
        {{ locality_key("'63'", 'province_gso_code') }} as province_locality_key
    from {{ ref('districts_63') }}

),

communes_until_2025 as (

    select
        '63' as units,
        commune_code as code,
        unit_type_vi,
        name_vi,
        unit_type_vi || ' ' || name_vi as full_name_vi,
        name_en,
        {{ locality_key("'63'", 'district_code') }} as parent_locality_key,
        {{ locality_key("'63'", 'province_gso_code') }} as province_locality_key
    from {{ ref('communes_63') }}

),

communes_since_2025 as (

    select
        '34' as units,
        commune_code as code,
        unit_type_vi,
        name_vi,
        full_name_vi,
        name_en,
        {{ locality_key("'34'", 'province_gso_code') }} as parent_locality_key,
        {{ locality_key("'34'", 'province_gso_code') }} as province_locality_key
    from {{ ref('communes_34') }}

),

below_provinces as (

    select * from districts
    union all
    select * from communes_until_2025
    union all
    select * from communes_since_2025

),

beside_provinces (locality_key, name_vi, name_en) as (

    values
    ('country', 'Cả nước', 'Whole country'),
    ('unknown', 'Không xác định', 'Unknown')

)

select
    locality_key,
    code,
    units,
    name_vi,
    full_name_vi,
    name_en,
    'province' as locality_level,
    locality_type,
    region_vi,
    region_en,
    iso_code,
    valid_from,
    valid_to,
    'country' as parent_locality_key,
    locality_key as province_locality_key,
    successor_locality_key,
    successor_relation
from provinces
union all
select
    {{ locality_key('below_provinces.units', 'below_provinces.code') }} as locality_key,
    below_provinces.code,
    below_provinces.units,
    below_provinces.name_vi,
    below_provinces.full_name_vi,
    below_provinces.name_en,
    unit_types.locality_level,
    unit_types.locality_type,
    provinces.region_vi,
    provinces.region_en,
    cast(null as varchar) as iso_code,
    case when below_provinces.units = '34' then provinces.valid_from end as valid_from,
    provinces.valid_to,
    below_provinces.parent_locality_key,
    below_provinces.province_locality_key,
    cast(null as varchar) as successor_locality_key,
    cast(null as varchar) as successor_relation
from below_provinces
inner join provinces on below_provinces.province_locality_key = provinces.locality_key
inner join unit_types on below_provinces.unit_type_vi = unit_types.unit_type_vi
union all
select
    locality_key,
    cast(null as varchar) as code,
    cast(null as varchar) as units,
    name_vi,
    name_vi as full_name_vi,
    name_en,
    locality_key as locality_level,
    locality_key as locality_type,
    cast(null as varchar) as region_vi,
    cast(null as varchar) as region_en,
    cast(null as varchar) as iso_code,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    cast(null as varchar) as parent_locality_key,
    cast(null as varchar) as province_locality_key,
    cast(null as varchar) as successor_locality_key,
    cast(null as varchar) as successor_relation
from beside_provinces

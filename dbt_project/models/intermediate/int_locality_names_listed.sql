{{ config(materialized='table') }}

-- Every spelling of a province, folded, once per set of units, and of the country.
with provinces as (

    select * from {{ ref('int_provinces_united') }}

),

aliases as (

    select
        aliases.gso_code,
        aliases.alias
    from {{ ref('province_aliases') }} as aliases
    -- one file writes names of regions in place of provinces
    left join {{ ref('region_names') }} as regions
        on {{ folded_name('aliases.alias') }} = {{ folded_name('regions.name_vi') }}
    where regions.name_vi is null

),

-- a spelling stays with a province that kept its name, or that only changed it
lasting_provinces as (

    select
        old_code,
        new_code
    from {{ ref('province_mergers_2025') }}
    where
        relation = 'unchanged'
        or old_name_vi = new_name_vi

),

country_names (name) as (

    values ('cả nước'), ('toàn quốc'), ('Việt Nam'), ('quốc gia'), ('trung ương')

),

spellings as (

    select
        locality_key,
        name_vi as name
    from provinces
    union all
    select
        locality_key,
        name_en as name
    from provinces
    union all
    select
        provinces.locality_key,
        aliases.alias as name
    from provinces
    left join lasting_provinces
        on
            provinces.units = '34'
            and provinces.code = lasting_provinces.new_code
    inner join aliases
        on aliases.gso_code = case when provinces.units = '34' then lasting_provinces.old_code else provinces.code end

)

select distinct
    spellings.locality_key,
    provinces.units,
    provinces.valid_from,
    provinces.valid_to,
    {{ folded_name('spellings.name') }} as folded_name,
    {{ marked_name('provinces.name_vi') }} as marked_name
from spellings
inner join provinces on spellings.locality_key = provinces.locality_key
union all
select
    'country' as locality_key,
    'country' as units,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    {{ folded_name('name') }} as folded_name,
    {{ marked_name('name') }} as marked_name
from country_names

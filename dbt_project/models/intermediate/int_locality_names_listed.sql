{{ config(materialized='table') }}

-- Every spelling of a locality, folded, once per set of units; the country belongs to both sets.
with localities as (

    select * from {{ ref('int_localities_united') }}
    where locality_key <> 'unknown'

),

aliases as (

    select
        aliases.gso_code,
        aliases.alias
    from {{ ref('province_aliases') }} as aliases
    -- Hà Tây, a province until 2008, is none of the 63
    inner join {{ ref('provinces_63') }} as provinces on aliases.gso_code = provinces.gso_code
    -- this file writes names of regions in place of provinces
    where aliases.seen_in <> 'Natural Earth derived topojson'

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
        units,
        name_vi as name
    from localities
    where locality_key <> 'country'
    union all
    select
        locality_key,
        units,
        name_en as name
    from localities
    where locality_key <> 'country'
    union all
    select
        {{ province_key("'63'", "gso_code") }} as locality_key,
        '63' as units,
        alias as name
    from aliases
    union all
    select
        {{ province_key("'34'", "lasting_provinces.new_code") }} as locality_key,
        '34' as units,
        aliases.alias as name
    from aliases
    inner join lasting_provinces on aliases.gso_code = lasting_provinces.old_code
    union all
    select
        'country' as locality_key,
        '63' as units,
        name
    from country_names
    union all
    select
        'country' as locality_key,
        '34' as units,
        name
    from country_names

)

select distinct
    locality_key,
    units,
    {{ folded_name('name') }} as folded_name
from spellings

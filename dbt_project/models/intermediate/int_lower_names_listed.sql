{{ config(materialized='table') }}

-- Every spelling of a district or commune, plain: its bare name, and its name behind each way to write its title.
with localities as (

    select * from {{ ref('int_localities_united') }}
    where locality_level in ('district', 'commune')

),

titles as (

    select
        locality_type,
        unnest(string_split(titles, ';')) || ' ' as title
    from {{ ref('unit_types') }}
    union all
    select distinct
        locality_type,
        '' as title
    from {{ ref('unit_types') }}

)

select distinct
    localities.locality_key,
    localities.province_locality_key,
    localities.locality_level,
    {{ plain_name('titles.title || localities.name_vi') }} as plain_name,
    {{ marked_name('localities.name_vi') }} as marked_name
from localities
inner join titles on localities.locality_type = titles.locality_type

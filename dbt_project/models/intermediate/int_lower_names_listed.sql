{{ config(materialized='table') }}

-- Every spelling of a district or commune, plain: its bare name, and its name behind each way to write its title.
with localities as (

    select
        locality_key,
        province_locality_key,
        locality_level,
        locality_type,
        {{ plain_name('name_vi') }} as plain_name,
        {{ marked_name('name_vi') }} as marked_name
    from {{ ref('int_localities_united') }}
    where locality_level in ('district', 'commune')

),

titles as (

    select
        locality_type,
        unnest(string_split(titles, ';')) as title
    from {{ ref('unit_types') }}

),

openings as (

    select distinct
        locality_type,
        {{ plain_name('title') }} || ' ' as opening
    from titles
    union all
    select distinct
        locality_type,
        '' as opening
    from titles

)

select
    localities.locality_key,
    localities.province_locality_key,
    localities.locality_level,
    openings.opening || localities.plain_name as plain_name,
    localities.marked_name
from localities
inner join openings on localities.locality_type = openings.locality_type

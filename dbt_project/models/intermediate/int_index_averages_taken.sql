-- The plain average of the scores known, by region and over all provinces, with how many of how many it covers. Years
-- before 1 August 2008 and since 1 July 2025 have other provinces; figures recast to today's 34 stand by themselves.
with figures as (

    select
        index_key,
        year_key,
        locality_key,
        max(case when measure = 'score' then value end) as score
    from {{ ref('int_index_figures_chosen') }}
    where locality_level = 'province'
    group by index_key, year_key, locality_key

),

provinces as (

    select
        locality_key,
        units,
        region_vi,
        coalesce(valid_from, date '1945-09-02') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ ref('dim_locality') }}
    where locality_level = 'province'

),

placed as (

    select
        figures.index_key,
        figures.year_key,
        figures.score,
        provinces.region_vi,
        provinces.units,
        provinces.units = '34' as is_of_today
    from figures
    inner join provinces on figures.locality_key = provinces.locality_key

),

-- the day whose provinces the year's figures are about
tables as (

    select
        index_key,
        year_key,
        is_of_today,
        case
            when is_of_today then date '2025-07-01'
            when bool_or(units = '64') then least(make_date(year_key, 12, 31), date '2008-07-31')
            else least(make_date(year_key, 12, 31), date '2025-06-30')
        end as boundaries_on
    from placed
    group by index_key, year_key, is_of_today

),

counted as (

    select
        tables.index_key,
        tables.year_key,
        tables.is_of_today,
        provinces.region_vi,
        count(*) as province_count
    from tables
    inner join provinces on tables.boundaries_on between provinces.valid_from and provinces.valid_to
    group by tables.index_key, tables.year_key, tables.is_of_today, provinces.region_vi

),

totals as (

    select
        index_key,
        year_key,
        is_of_today,
        cast(sum(province_count) as bigint) as province_count
    from counted
    group by index_key, year_key, is_of_today

),

by_region as (

    select
        index_key,
        year_key,
        is_of_today,
        region_vi,
        avg(score) as average,
        count(score) as provinces_known
    from placed
    group by index_key, year_key, is_of_today, region_vi

),

by_country as (

    select
        index_key,
        year_key,
        is_of_today,
        avg(score) as average,
        count(score) as provinces_known
    from placed
    group by index_key, year_key, is_of_today

)

select
    by_region.index_key,
    by_region.year_key,
    by_region.is_of_today,
    by_region.region_vi,
    case when by_region.region_vi is not null then round(by_region.average, 6) end as region_average,
    case when by_region.region_vi is not null then by_region.provinces_known end as region_provinces_known,
    case when by_region.region_vi is not null then counted.province_count end as region_provinces,
    round(by_country.average, 6) as country_average,
    by_country.provinces_known as country_provinces_known,
    totals.province_count as country_provinces
from by_region
inner join by_country
    on
        by_region.index_key = by_country.index_key
        and by_region.year_key = by_country.year_key
        and by_region.is_of_today = by_country.is_of_today
inner join totals
    on
        by_region.index_key = totals.index_key
        and by_region.year_key = totals.year_key
        and by_region.is_of_today = totals.is_of_today
left join counted
    on
        by_region.index_key = counted.index_key
        and by_region.year_key = counted.year_key
        and by_region.is_of_today = counted.is_of_today
        and by_region.region_vi = counted.region_vi

with years as (

    select cast(year as integer) as year
    from generate_series(1945, 2100) as series (year)

),

-- plans run for five years, the last one a multiple of five
plans as (

    select
        year,
        year - (year - 1) % 5 as first_year
    from years

)

select
    year as year_key,
    year,
    cast(year as varchar) as label_vi,
    cast(year as varchar) as label_en,
    first_year || '-' || (first_year + 4) as plan_period
from plans
union all
select
    0 as year_key,
    null as year,
    'không nêu' as label_vi,
    'not stated' as label_en,
    null as plan_period

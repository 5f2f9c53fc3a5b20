-- The indicators that most provinces make promises about.
select
    indicator.name_vi as indicator,
    area.name_vi as area,
    count(distinct locality.province_locality_key) as provinces,
    count(*) as promises
from fct_attainment as attainment
inner join dim_locality as locality on attainment.locality_key = locality.locality_key
inner join dim_indicator as indicator on attainment.indicator_key = indicator.indicator_key
inner join dim_reform_area as area on indicator.area_key = area.area_key
where indicator.is_in_codebook and locality.province_locality_key is not null
group by all
order by provinces desc, promises desc, indicator.name_vi asc
limit 15

-- What did a province promise for a year, by level? With the sentence it stands in.
with parameters as (
    select
        'Bắc Ninh' as province,
        2022 as due_year
)

select
    area.name_vi as area,
    indicator.name_vi as indicator,
    level.name_vi as level,
    target.comparator,
    target.value_low as value,
    target.unit,
    target.quote
from fct_target as target
inner join dim_locality as locality on target.locality_key = locality.locality_key
inner join dim_indicator as indicator on target.indicator_key = indicator.indicator_key
inner join dim_reform_area as area on indicator.area_key = area.area_key
inner join dim_level as level on target.level_key = level.level_key
inner join parameters on locality.name_vi = parameters.province and target.year_key = parameters.due_year
where target.is_current
order by area.sort_order, indicator.code, level.sort_order, target.value_start

-- Targets of a province beside the newest result known of the same indicator and level.
with parameters as (
    select 'Bắc Giang' as province
)

select
    indicator.name_vi as indicator,
    attainment.year_key as due_year,
    attainment.comparator,
    attainment.target_low as target,
    attainment.latest_actual_value as latest_actual,
    attainment.latest_actual_year_key as latest_year,
    attainment.unit,
    attainment.status
from fct_attainment as attainment
inner join dim_locality as locality on attainment.locality_key = locality.locality_key
inner join dim_indicator as indicator on attainment.indicator_key = indicator.indicator_key
inner join parameters on locality.name_vi = parameters.province
where attainment.latest_actual_key is not null
order by attainment.year_key, indicator.code

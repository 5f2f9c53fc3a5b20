-- Every promise in force with its judgement, under the province of the run's date, or under the country.
select
    coalesce(locality.today_province_locality_key, attainment.locality_key) as page_key,
    attainment.target_key,
    locality.province_locality_key as unit_key,
    locality.locality_level,
    locality.full_name_vi as place,
    area.area_key,
    area.name_vi as area,
    indicator.indicator_key,
    indicator.name_vi as indicator,
    indicator.is_in_codebook,
    level.name_vi as level,
    attainment.year_key,
    attainment.comparator,
    attainment.target_low,
    attainment.target_high,
    attainment.unit,
    attainment.change,
    attainment.scope,
    target.baseline_year,
    target.section,
    target.is_derived,
    target.is_corrected,
    attainment.is_due,
    attainment.status,
    attainment.reason,
    attainment.actual_key,
    attainment.actual_year_key,
    attainment.actual_comparator,
    attainment.actual_value,
    attainment.actual_value_high,
    attainment.gap,
    attainment.expected_value,
    attainment.gap_to_expected,
    attainment.method_code,
    attainment.latest_actual_key,
    attainment.latest_actual_year_key,
    attainment.latest_actual_value,
    latest.comparator as latest_actual_comparator,
    latest.value_high as latest_actual_value_high,
    attainment.near_actual_key,
    near.comparator as near_comparator,
    near.value_low as near_value,
    near.value_high as near_value_high,
    near.unit as near_unit,
    near.change as near_change,
    near.scope as near_scope,
    near_level.name_vi as near_level,
    attainment.locality_ended_on,
    coalesce(today.level_status, 'stands') as level_status
from fct_attainment as attainment
inner join fct_target as target on attainment.target_key = target.target_key
inner join dim_locality as locality on attainment.locality_key = locality.locality_key
inner join dim_indicator as indicator on attainment.indicator_key = indicator.indicator_key
inner join dim_reform_area as area on indicator.area_key = area.area_key
inner join dim_level as level on attainment.level_key = level.level_key
left join fct_target_today as today on attainment.target_key = today.target_key
left join fct_actual as latest on attainment.latest_actual_key = latest.actual_key
left join fct_actual as near on attainment.near_actual_key = near.actual_key
left join dim_level as near_level on near.level_key = near_level.level_key
order by
    area.sort_order,
    level.sort_order,
    indicator.name_vi,
    indicator.indicator_key,
    attainment.scope,
    attainment.year_key,
    locality.units,
    locality.code,
    attainment.target_low,
    attainment.target_key

-- The promises of provinces beside the national targets of the same indicator and year.
select
    locality.today_province_locality_key as page_key,
    comparison.promise_comparison_key,
    locality.province_locality_key as unit_key,
    locality.full_name_vi as place,
    comparison.target_key,
    comparison.national_target_key,
    area.name_vi as area,
    indicator.name_vi as indicator,
    level.name_vi as level,
    comparison.year_key,
    comparison.unit,
    comparison.change,
    comparison.promise_comparator,
    comparison.promise_value,
    comparison.promise_value_high,
    comparison.promise_scope,
    comparison.national_document_number,
    comparison.national_comparator,
    comparison.national_value,
    comparison.national_unit,
    comparison.national_scope,
    national_level.name_vi as national_level,
    comparison.national_is_verified,
    comparison.level_relation,
    comparison.scope_relation,
    coalesce(comparison.comparison, 'none') as comparison,
    comparison.reason,
    comparison.difference
from fct_promise_comparison as comparison
inner join dim_locality as locality on comparison.locality_key = locality.locality_key
inner join dim_indicator as indicator on comparison.indicator_key = indicator.indicator_key
inner join dim_reform_area as area on indicator.area_key = area.area_key
inner join dim_level as level on comparison.level_key = level.level_key
inner join dim_level as national_level on comparison.national_level_key = national_level.level_key
where comparison.national_target_key is not null
order by
    area.sort_order,
    indicator.name_vi,
    level.sort_order,
    comparison.year_key,
    locality.code,
    comparison.promise_comparison_key

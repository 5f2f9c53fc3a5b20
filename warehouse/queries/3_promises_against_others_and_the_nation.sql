-- How do provinces' promises compare for the same indicator, and against the national programme? / Cam kết của các tỉnh cho cùng một chỉ tiêu so với nhau và so với chương trình quốc gia thế nào?
with parameters as (
    select
        unnest(['inspections_online', 'procedure_satisfaction']) as indicator_code,
        2030 as due_year
)

select
    indicator.name_vi as indicator,
    locality.name_vi as province,
    locality.units as province_units,
    level.name_vi as level,
    comparison.comparison,
    comparison.reason,
    comparison.promise_comparator,
    comparison.promise_value,
    comparison.promise_value_high,
    comparison.national_comparator,
    comparison.national_value,
    comparison.unit,
    comparison.national_document_number as national_document,
    comparison.national_confidence,
    case
        when comparison.national_is_verified then 'verified'
        when not comparison.national_is_verified then 'not verified'
    end as national_verification,
    comparison.level_relation,
    comparison.scope_relation,
    comparison.promise_scope,
    comparison.national_scope,
    comparison.place_among_provinces,
    comparison.provinces_promising,
    target.quote
from fct_promise_comparison as comparison
inner join dim_locality as locality on comparison.locality_key = locality.locality_key
inner join dim_indicator as indicator on comparison.indicator_key = indicator.indicator_key
inner join dim_level as level on comparison.level_key = level.level_key
left join fct_target as target on comparison.target_key = target.target_key
inner join parameters
    on comparison.indicator_key = parameters.indicator_code and comparison.year_key = parameters.due_year
order by
    indicator.code asc,
    level.sort_order asc,
    comparison.place_among_provinces asc nulls last,
    province asc,
    comparison.promise_value desc

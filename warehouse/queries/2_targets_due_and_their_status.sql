-- Which targets due by a year are met, missed, on track, behind or unknown, by how much, and why? / Mục tiêu nào đến hạn tính đến một năm đã đạt, không đạt, đúng tiến độ, chậm tiến độ hay chưa rõ, còn thiếu bao nhiêu và vì sao?
with parameters as (
    select
        'Quảng Ninh' as province,
        2030 as due_by
)

select
    attainment.status,
    indicator.name_vi as indicator,
    level.name_vi as level,
    attainment.year_key as due_year,
    attainment.comparator,
    attainment.target_low as target,
    attainment.target_high as target_up_to,
    attainment.actual_value as actual,
    attainment.actual_year_key as actual_year,
    attainment.shortfall,
    attainment.expected_value as expected,
    attainment.unit,
    attainment.reason,
    target.quote
from fct_attainment as attainment
inner join fct_target as target on attainment.target_key = target.target_key
inner join dim_locality as locality on attainment.locality_key = locality.locality_key
inner join dim_indicator as indicator on attainment.indicator_key = indicator.indicator_key
inner join dim_level as level on attainment.level_key = level.level_key
inner join parameters on locality.name_vi = parameters.province
where attainment.year_key between 1 and parameters.due_by
order by
    array_position(['missed', 'behind', 'on_track', 'met', 'unknown'], attainment.status),
    attainment.year_key,
    indicator.code,
    level.sort_order,
    target.target_key

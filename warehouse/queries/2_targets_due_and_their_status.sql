-- Which targets due by a year are met, missed, on track, behind or unknown, by how much, and why? / Mục tiêu nào đến hạn tính đến một năm đã đạt, không đạt, đúng tiến độ, chậm tiến độ hay chưa rõ, còn thiếu bao nhiêu và vì sao?
with parameters as (
    select
        'Quảng Ninh' as province, -- null: all provinces, and the country
        2030 as due_by
),

-- the first thousand, before their sentences are looked up
due as (
    select
        attainment.status,
        locality.name_vi as province,
        attainment.target_key,
        attainment.indicator_key,
        attainment.level_key,
        attainment.year_key as due_year,
        attainment.comparator,
        attainment.target_low as target,
        attainment.target_high as target_up_to,
        attainment.actual_comparator,
        attainment.actual_value as actual,
        attainment.actual_year_key as actual_year,
        attainment.shortfall,
        attainment.expected_value as expected,
        attainment.unit,
        attainment.reason,
        array_position(['missed', 'behind', 'on_track', 'met', 'unknown'], attainment.status) as status_order
    from fct_attainment as attainment
    inner join dim_locality as locality on attainment.locality_key = locality.locality_key
    inner join parameters on locality.name_vi = coalesce(parameters.province, locality.name_vi)
    where attainment.year_key between 1 and parameters.due_by
    order by status_order, province, due_year, attainment.indicator_key, attainment.target_key
    limit 1000
)

select
    due.status,
    due.province,
    indicator.name_vi as indicator,
    level.name_vi as level,
    due.due_year,
    due.comparator,
    due.target,
    due.target_up_to,
    due.actual_comparator,
    due.actual,
    due.actual_year,
    due.shortfall,
    due.expected,
    due.unit,
    due.reason,
    target.quote
from due
inner join fct_target as target on due.target_key = target.target_key
inner join dim_indicator as indicator on due.indicator_key = indicator.indicator_key
inner join dim_level as level on due.level_key = level.level_key
order by due.status_order, due.province, due.due_year, indicator.code, level.sort_order, due.target_key

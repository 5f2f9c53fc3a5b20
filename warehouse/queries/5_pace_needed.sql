-- What yearly pace is needed from the newest result to reach each target, was it ever kept, and was the target reached before? / Mỗi năm cần tiến bao nhiêu kể từ kết quả mới nhất để đạt mục tiêu, đã từng có nhịp độ ấy chưa, và mục tiêu đã từng đạt chưa?
with parameters as (
    select 'Cả nước' as province -- null: all provinces, and the country
)

select
    locality.name_vi as province,
    indicator.name_vi as indicator,
    level.name_vi as level,
    attainment.year_key as due_year,
    attainment.comparator,
    attainment.target_low as target,
    attainment.target_high as target_up_to,
    attainment.latest_actual_value as newest_result,
    attainment.latest_actual_year_key as result_year,
    attainment.unit,
    attainment.required_pace_per_year as needed_per_year,
    attainment.observed_pace_per_year as so_far_per_year,
    attainment.best_pace_per_year as best_per_year,
    attainment.best_pace_year_key as best_year,
    attainment.was_required_pace_reached as was_pace_kept_before,
    attainment.was_reached_before as was_target_reached_before,
    attainment.reached_before_year_key as first_reached_in,
    attainment.status,
    attainment.reason
from fct_attainment as attainment
inner join dim_locality as locality on attainment.locality_key = locality.locality_key
inner join dim_indicator as indicator on attainment.indicator_key = indicator.indicator_key
inner join dim_level as level on attainment.level_key = level.level_key
inner join parameters on locality.name_vi = coalesce(parameters.province, locality.name_vi)
where not attainment.is_due and attainment.required_pace_per_year is not null
order by province, attainment.year_key, indicator.code, level.sort_order, attainment.target_key

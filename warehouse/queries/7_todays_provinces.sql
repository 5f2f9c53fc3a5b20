-- What did the provinces that make up one of today's promise for a year, what came of it, and what is it together? / Các tỉnh hợp thành một tỉnh hiện nay đã cam kết gì cho một năm, kết quả ra sao, gộp lại thế nào?
with parameters as (
    select
        'Bắc Ninh' as todays_province,
        2030 as due_year
)

select
    indicator.name_vi as indicator,
    level.name_vi as level,
    old_place.name_vi as promised_for,
    target.succession,
    target.comparator,
    target.value_low as value,
    target.value_high as value_up_to,
    target.unit,
    target.scope,
    target.measured_group,
    attainment.status,
    target.level_status,
    target.level_ended_on,
    rollup.side_by_side,
    rollup.comparator as comparator_together,
    rollup.value_low as value_together,
    rollup.reason as together_because,
    target.quote
from fct_target_today as target
inner join dim_locality as today on target.today_province_locality_key = today.locality_key
inner join parameters on today.name_vi = parameters.todays_province and target.year_key = parameters.due_year
inner join dim_locality as old_place on target.locality_key = old_place.locality_key
inner join dim_indicator as indicator on target.indicator_key = indicator.indicator_key
inner join dim_level as level on target.level_key = level.level_key
left join fct_attainment as attainment on target.target_key = attainment.target_key
left join fct_rollup_today as rollup
    on
        target.today_province_locality_key = rollup.today_province_locality_key
        and rollup.figure_kind = 'target'
        and target.indicator_key = rollup.indicator_key
        and target.level_key = rollup.level_key
        and target.year_key = rollup.year_key
        and target.unit = rollup.unit
        and target.change = rollup.change
        and target.measured_group = rollup.measured_group
        and target.scope_meaning = rollup.scope
order by indicator.code, level.sort_order, promised_for, value

-- Promises that several of the old provinces of a merged one make about the same thing, side by side.
select
    rollup.today_province_locality_key as page_key,
    area.sort_order as area_order,
    area.name_vi as area,
    indicator.name_vi as indicator,
    level.sort_order as level_order,
    level.name_vi as level,
    rollup.indicator_key,
    rollup.level_key,
    rollup.year_key,
    rollup.unit,
    rollup.change,
    min(target.scope) as scope,
    rollup.stating_count,
    rollup.predecessor_count,
    rollup.comparator,
    rollup.value_low,
    rollup.value_high,
    rollup.reason,
    list(
        target.target_key
        order by locality.code, target.value_low, target.target_key
    ) as target_keys
from fct_rollup_today as rollup
inner join fct_target_today as target
    on
        rollup.today_province_locality_key = target.today_province_locality_key
        and rollup.indicator_key = target.indicator_key
        and rollup.level_key = target.level_key
        and rollup.year_key = target.year_key
        and rollup.unit = target.unit
        and rollup.change = target.change
        and rollup.measured_group = target.measured_group
        and rollup.scope = target.scope_meaning
inner join dim_locality as locality on target.locality_key = locality.locality_key
inner join dim_indicator as indicator on rollup.indicator_key = indicator.indicator_key
inner join dim_reform_area as area on indicator.area_key = area.area_key
inner join dim_level as level on rollup.level_key = level.level_key
where rollup.figure_kind = 'target' and rollup.predecessor_count > 1 and rollup.stating_count > 1
group by all
order by area_order, indicator, level_order, rollup.year_key, target_keys, rollup.unit

-- Promises in force that contradict each other.
select
    coalesce(locality.today_province_locality_key, pair.locality_key) as page_key,
    pair.kind,
    pair.found_in,
    locality.province_locality_key as unit_key,
    locality.full_name_vi as place,
    indicator.name_vi as indicator,
    level.name_vi as level,
    pair.year_key,
    pair.unit,
    pair.change,
    pair.scope,
    pair.target_key,
    pair.comparator,
    pair.value_low,
    pair.value_high,
    pair.later_target_key,
    pair.later_comparator,
    pair.later_value_low,
    pair.later_value_high
from fct_target_conflict as pair
inner join dim_locality as locality on pair.locality_key = locality.locality_key
inner join dim_indicator as indicator on pair.indicator_key = indicator.indicator_key
inner join dim_level as level on pair.level_key = level.level_key
where pair.is_contradiction
order by locality.code, indicator.name_vi, pair.year_key, pair.conflict_key

-- Results that disagree, but for those that only differ by rounding.
select
    coalesce(locality.today_province_locality_key, pair.locality_key) as page_key,
    pair.kind,
    locality.province_locality_key as unit_key,
    locality.full_name_vi as place,
    indicator.name_vi as indicator,
    level.name_vi as level,
    pair.year_key,
    pair.unit,
    pair.change,
    pair.scope,
    pair.is_first_preferred,
    pair.first_actual_key,
    pair.first_comparator,
    pair.first_value,
    pair.first_value_high,
    pair.other_actual_key,
    pair.other_comparator,
    pair.other_value,
    pair.other_value_high
from fct_conflict as pair
inner join dim_locality as locality on pair.locality_key = locality.locality_key
inner join dim_indicator as indicator on pair.indicator_key = indicator.indicator_key
inner join dim_level as level on pair.level_key = level.level_key
where not pair.is_within_rounding
order by locality.code, indicator.name_vi, pair.year_key, pair.conflict_key

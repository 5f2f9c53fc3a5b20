-- How did a province's rank and score in an index move over the years, against its region and the country? / Thứ hạng và điểm của một tỉnh thay đổi qua các năm thế nào, so với vùng và cả nước?
with parameters as (
    select
        'Hải Phòng' as province,
        'par_index' as index_name
)

select
    history.year_key as year,
    locality.units as province_units,
    history.score,
    history.score_unit,
    history.score_change_since_previous as score_change,
    history.score_previous_year_key as score_change_since,
    history.rank,
    history.is_rank_derived,
    history.rank_change_since_previous as rank_change,
    history.rank_previous_year_key as rank_change_since,
    history.region_vi as region,
    history.region_average,
    history.region_provinces_known || ' / ' || history.region_provinces as region_average_covers,
    history.country_average,
    history.country_provinces_known || ' / ' || history.country_provinces as country_average_covers,
    history.country_published_score,
    history.method_version,
    history.is_first_after_break,
    history.score_change_reason,
    history.rank_change_reason,
    history.score_source_id,
    history.rank_source_id
from fct_index_history as history
inner join dim_locality as locality on history.locality_key = locality.locality_key
inner join parameters
    on locality.name_vi = parameters.province and history.index_key = parameters.index_name
where locality.locality_level = 'province'
order by history.year_key, locality.units

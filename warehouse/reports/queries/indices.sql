-- Score and rank of each province in each index and year, beside the averages and how many provinces these cover.
select
    locality.today_province_locality_key as page_key,
    history.index_key,
    locality.locality_key as unit_key,
    locality.full_name_vi as place,
    locality.units,
    locality.valid_to,
    dimension.name_vi as index_name,
    history.year_key,
    history.score,
    history.score_unit,
    history.score_actual_key,
    history.rank,
    history.is_rank_derived,
    history.rank_actual_key,
    history.method_version,
    history.is_first_after_break,
    history.score_change_on_year,
    history.score_change_reason,
    history.rank_change_on_year,
    history.rank_change_reason,
    history.region_vi as region,
    history.region_average,
    history.region_provinces_known,
    history.region_provinces,
    history.country_average,
    history.country_provinces_known,
    history.country_provinces,
    history.country_published_score,
    history.country_published_actual_key
from fct_index_history as history
inner join dim_locality as locality on history.locality_key = locality.locality_key
inner join dim_index as dimension on history.index_key = dimension.index_key
where locality.locality_level = 'province'
order by history.index_key, locality.units, locality.code, history.year_key

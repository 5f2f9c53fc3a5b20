with steps as (

    select * from {{ ref('int_index_steps_measured') }}

),

scores as (

    select * from steps
    where measure = 'score'

),

ranks as (

    select * from steps
    where measure = 'rank'

),

series as (

    select
        coalesce(scores.index_key, ranks.index_key) as index_key,
        coalesce(scores.locality_key, ranks.locality_key) as locality_key,
        coalesce(scores.year_key, ranks.year_key) as year_key,
        coalesce(scores.method_version, ranks.method_version) as method_version,
        case
            when coalesce(scores.method_version, ranks.method_version) is null
                then coalesce(scores.method_unknown_because, ranks.method_unknown_because)
        end as method_unknown_because,
        scores.value as score,
        scores.actual_key as score_actual_key,
        scores.source_id as score_source_id,
        scores.change_on_year as score_change_on_year,
        scores.previous_year_key as score_previous_year_key,
        scores.change_since_previous as score_change_since_previous,
        coalesce(scores.change_reason, 'score_unknown') as score_change_reason,
        cast(ranks.value as integer) as rank,
        coalesce(ranks.is_derived, false) as is_rank_derived,
        ranks.actual_key as rank_actual_key,
        ranks.source_id as rank_source_id,
        cast(ranks.change_on_year as integer) as rank_change_on_year,
        ranks.previous_year_key as rank_previous_year_key,
        cast(ranks.change_since_previous as integer) as rank_change_since_previous,
        coalesce(ranks.change_reason, 'rank_unknown') as rank_change_reason
    from scores
    full outer join ranks
        on
            scores.index_key = ranks.index_key
            and scores.locality_key = ranks.locality_key
            and scores.year_key = ranks.year_key

),

series_with_last as (

    select
        *,
        lag(year_key) over earlier as last_year_key,
        lag(method_version) over earlier as last_method_version
    from series
    window earlier as (
        partition by index_key, locality_key
        order by year_key
    )

),

published_for_the_country as (

    select
        index_key,
        year_key,
        value as country_published_score,
        actual_key as country_published_actual_key
    from {{ ref('int_index_figures_chosen') }}
    where locality_level = 'country' and measure = 'score'

),

localities as (

    select
        locality_key,
        region_vi,
        units
    from {{ ref('dim_locality') }}

)

select
    {{ key_of(['series.index_key', 'series.locality_key', 'series.year_key']) }} as index_history_key,
    series.index_key,
    series.locality_key,
    series.year_key,
    series.score,
    indices.score_unit,
    series.score_actual_key,
    series.score_source_id,
    series.rank,
    series.is_rank_derived,
    series.rank_actual_key,
    series.rank_source_id,
    series.method_version,
    series.method_unknown_because,
    series.last_year_key is not null
    and coalesce(series.method_version, '') <> coalesce(series.last_method_version, '') as is_first_after_break,
    series.score_change_on_year,
    series.score_change_reason,
    series.score_previous_year_key,
    series.score_change_since_previous,
    series.rank_change_on_year,
    series.rank_change_reason,
    series.rank_previous_year_key,
    series.rank_change_since_previous,
    localities.region_vi,
    averages.region_average,
    averages.region_provinces_known,
    averages.region_provinces,
    averages.country_average,
    averages.country_provinces_known,
    averages.country_provinces,
    published.country_published_score,
    published.country_published_actual_key
from series_with_last as series
inner join {{ ref('dim_index') }} as indices on series.index_key = indices.index_key
inner join localities on series.locality_key = localities.locality_key
inner join {{ ref('int_index_averages_taken') }} as averages
    on
        series.index_key = averages.index_key
        and series.year_key = averages.year_key
        and averages.is_of_today = (localities.units = '34')
        and localities.region_vi is not distinct from averages.region_vi
left join published_for_the_country as published
    on series.index_key = published.index_key and series.year_key = published.year_key

with names as (

    select distinct
        index_code,
        name_vi,
        name_en
    from {{ ref('indices') }}

)

select
    totals.index_code as index_key,
    totals.index_code as code,
    names.name_vi,
    names.name_en,
    totals.score_indicator as score_indicator_key,
    totals.rank_indicator as rank_indicator_key,
    indicators.unit as score_unit
from {{ ref('index_totals') }} as totals
inner join names on totals.index_code = names.index_code
inner join {{ ref('dim_indicator') }} as indicators on totals.score_indicator = indicators.indicator_key

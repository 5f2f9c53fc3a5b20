select
    totals.index_code as index_key,
    totals.index_code as code,
    totals.name_vi,
    totals.name_en,
    totals.score_indicator as score_indicator_key,
    totals.rank_indicator as rank_indicator_key,
    indicators.unit as score_unit
from {{ ref('index_totals') }} as totals
inner join {{ ref('dim_indicator') }} as indicators on totals.score_indicator = indicators.indicator_key

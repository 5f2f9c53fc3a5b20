-- Which yearly index an indicator of the codebook belongs to; an indicator of none has no row.
select
    indicators.code as indicator_key,
    indices.index_code,
    indices.is_exclusive,
    indices.named_as
from {{ ref('indicators') }} as indicators
inner join {{ ref('indices') }} as indices on starts_with(indicators.code, indices.prefix)

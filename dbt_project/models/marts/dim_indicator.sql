select
    code as indicator_key,
    code,
    area as area_key,
    name_vi,
    name_en,
    unit,
    better,
    code <> 'other' as is_in_codebook
from {{ ref('indicators') }}

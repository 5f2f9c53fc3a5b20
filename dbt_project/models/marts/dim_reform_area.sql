select
    code as area_key,
    code,
    name_vi,
    name_en,
    sort_order
from {{ ref('reform_areas') }}

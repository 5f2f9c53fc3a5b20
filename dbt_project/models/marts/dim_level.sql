select
    code as level_key,
    code,
    name_vi,
    name_en,
    sort_order,
    valid_to
from {{ ref('levels') }}

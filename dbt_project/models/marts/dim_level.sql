select
    code as level_key,
    code,
    name_vi,
    name_en,
    sort_order,
    valid_from,
    valid_to,
    ended_by
from {{ ref('levels') }}

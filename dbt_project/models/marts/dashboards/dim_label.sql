select
    kind || '.' || code as label_key,
    kind,
    code,
    sort_order,
    name_vi,
    name_en
from {{ ref('labels') }}

select
    locality_key,
    code,
    units,
    name_vi,
    full_name_vi,
    name_en,
    locality_type,
    region_vi,
    region_en,
    valid_from,
    valid_to,
    successor_locality_key
from {{ ref('int_localities_united') }}

select
    reading_key,
    document_key,
    text,
    own_date,
    own_period_start,
    own_period_end,
    coalesce(own_number, '') as own_number,
    coalesce(own_issuer, '') as own_issuer,
    coalesce(own_place, '') as own_place
from {{ source('raw', 'texts') }}

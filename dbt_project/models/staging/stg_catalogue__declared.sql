select
    source_id,
    kind,
    title,
    publisher,
    expected_every_days
from {{ source('catalogue', 'declared') }}

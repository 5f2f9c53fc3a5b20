select
    document_key,
    source_id,
    sha256,
    byte_length,
    url,
    media_type,
    http_status,
    fetched_at,
    run_id,
    run_date
from {{ source('raw', 'documents') }}

select
    attempt_key,
    source_id,
    document_key,
    outcome,
    attempted_at,
    run_id,
    run_date,
    message
from {{ source('raw', 'fetch_log') }}

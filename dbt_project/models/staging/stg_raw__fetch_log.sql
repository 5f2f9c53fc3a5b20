select
    attempt_key,
    source_id,
    document_key,
    outcome,
    batch,
    duration_ms,
    message,
    attempted_at,
    run_id,
    run_date
from {{ source('raw', 'fetch_log') }}

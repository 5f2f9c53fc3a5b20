select
    reading_key,
    document_key,
    source_id,
    sha256,
    kind,
    reader,
    reader_version,
    context_key,
    status,
    row_count,
    problem_count,
    run_id,
    run_date,
    message
from {{ source('raw', 'readings') }}

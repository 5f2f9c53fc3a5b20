select distinct
    correction_key,
    correction_document_key,
    row_number,
    document_key,
    corrected_sha256,
    value_start,
    value_end,
    level as read_level_key,
    coalesce(year, 0) as read_year_key,
    action,
    author as correction_author,
    corrected_on as correction_date,
    reason as correction_reason,
    outcome,
    row_text
from {{ ref('int_corrections_matched') }}

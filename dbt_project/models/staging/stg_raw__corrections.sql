with corrections as (
    {{ kept_once('corrections') }}
)

select
    reading_key,
    correction_row_key,
    document_key as correction_document_key,
    row_number,
    corrected_sha256,
    value_start,
    value_end,
    value_text,
    level,
    year,
    read_indicator,
    action,
    kind,
    indicator,
    new_level,
    new_year,
    comparator,
    value_low,
    value_high,
    unit,
    change,
    baseline_year,
    scope,
    locality as locality_text,
    author,
    corrected_on,
    reason,
    row_text,
    problem
from corrections

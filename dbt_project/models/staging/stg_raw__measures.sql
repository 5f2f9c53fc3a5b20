with measures as (
    {{ kept_once('measures') }}
)

select
    reading_key,
    measure_key,
    document_key,
    reader_version,
    kind,
    indicator,
    indicator_score,
    level,
    year,
    year_rule,
    period_start,
    baseline_year,
    comparator,
    value_low,
    value_high,
    unit,
    derived as is_derived,
    value_text,
    value_start,
    value_end,
    quote,
    quote_start,
    quote_end,
    section,
    rule,
    coalesce(change, '') as change,
    coalesce(scope, '') as scope,
    coalesce(locality, '') as locality_text
from measures

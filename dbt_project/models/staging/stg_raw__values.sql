with figures as (
    {{ kept_once('values') }}
)

select
    reading_key,
    value_key,
    document_key,
    reader_version,
    indicator,
    level,
    year,
    value,
    unit,
    sheet,
    row_number,
    column_name,
    cell_text,
    row_text,
    coalesce(locality_text, '') as locality_text,
    coalesce(locality_code, '') as locality_code,
    coalesce(locality_units, '') as locality_units,
    coalesce(problem, '') as problem,
    coalesce(is_derived, false) as is_derived
from figures

with responsibilities as (
    {{ kept_once('responsibilities') }}
)

select
    reading_key,
    responsibility_key,
    document_key,
    agency,
    agency_text,
    agency_start,
    agency_end,
    role,
    area,
    area_found_by,
    rule,
    quote,
    quote_start,
    quote_end
from responsibilities

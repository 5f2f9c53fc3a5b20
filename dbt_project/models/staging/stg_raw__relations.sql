with relations as (
    {{ kept_once('relations') }}
)

select
    reading_key,
    relation_key,
    document_key,
    relation,
    related_number,
    related_date,
    rule,
    quote,
    quote_start,
    quote_end
from relations

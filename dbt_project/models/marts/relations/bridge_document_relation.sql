select
    document_relation_key,
    document_key,
    relation,
    related_number,
    related_date,
    related_document_key,
    related_found_by,
    origin,
    rule,
    quote,
    quote_start,
    quote_end
from {{ ref('int_document_relations_resolved') }}

select
    source_id,
    kind,
    title,
    publisher,
    licence,
    address,
    document_date,
    context_key,
    coalesce(document_number, '') as document_number,
    coalesce(redistribution, 'none') as redistribution,
    coalesce(cites, '') as cites,
    coalesce(authority, '') as authority,
    coalesce(index, '') as index_code,
    coalesce(locality, '') as locality_text,
    coalesce(locality_code, '') as locality_code,
    coalesce(locality_units, '') as locality_units
from {{ source('catalogue', 'sources') }}

-- The documents of the marts, the current ones first.
select
    document.document_key,
    document.source_id,
    document.kind,
    document.title,
    document.publisher,
    document.licence,
    document.redistribution,
    document.authority,
    document.document_number,
    document.document_date,
    document.address,
    document.url,
    document.cites,
    document.sha256,
    document.known_from,
    document.is_current,
    document.is_in_force,
    document.row_count,
    document.problem_count,
    coalesce(locality.today_province_locality_key, document.locality_key) as page_key,
    locality.full_name_vi as place
from dim_document as document
left join dim_locality as locality on document.locality_key = locality.locality_key
order by document.is_current desc, document.document_date asc, document.title asc, document.document_key asc

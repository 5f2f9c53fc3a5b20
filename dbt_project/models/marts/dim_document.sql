with documents as (

    select * from {{ ref('int_documents_described') }}

),

localities as (

    select
        document_key,
        locality_key
    from {{ ref('int_localities_resolved') }}
    where locality_text = ''

)

select
    documents.document_key,
    documents.source_id,
    documents.kind,
    documents.title,
    documents.publisher,
    documents.licence,
    documents.document_number,
    documents.document_date,
    localities.locality_key,
    documents.address,
    documents.url,
    documents.cites,
    documents.sha256,
    documents.byte_length,
    documents.known_from,
    documents.is_current,
    documents.superseded_on,
    families.family_key,
    families.family_number,
    families.is_own_statement,
    families.replaced_by_document_key,
    families.is_in_force,
    least(documents.superseded_on, families.replaced_on) - 1 as valid_to,
    case
        when documents.superseded_on <= coalesce(families.replaced_on, documents.superseded_on) then 'newer_version'
        when families.replaced_on is not null then 'replaced'
    end as valid_to_because,
    documents.reader_version,
    documents.row_count,
    documents.problem_count,
    documents.own_issuer,
    documents.own_period_start,
    documents.own_period_end
from documents
inner join localities on documents.document_key = localities.document_key
inner join {{ ref('int_document_families') }} as families on documents.document_key = families.document_key

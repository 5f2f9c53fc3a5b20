{{ config(materialized='table') }}

-- How each document version stands to others, and which current document is meant. A number alone means
-- nothing: provinces number their documents alike, so a number is looked for in the document's own province
-- (before and after a merger) and among the country's documents.
with documents as (

    select
        documents.document_key,
        documents.source_id,
        documents.is_current,
        {{ plain_name('documents.document_number') }} as plain_number,
        localities.locality_key,
        coalesce(places.successor_locality_key, localities.locality_key) as locality_key_today
    from {{ ref('int_documents_described') }} as documents
    inner join {{ ref('int_localities_resolved') }} as localities
        on documents.document_key = localities.document_key and localities.locality_text = ''
    left join {{ ref('int_localities_united') }} as places on localities.locality_key = places.locality_key

),

stated as (

    select
        documents.document_key,
        documents.source_id,
        documents.locality_key,
        documents.locality_key_today,
        relations.relation,
        relations.related_source_id,
        relations.related_number,
        {{ plain_name('relations.related_number') }} as plain_number,
        'catalogue' as origin
    from documents
    inner join {{ ref('stg_catalogue__relations') }} as relations on documents.source_id = relations.source_id

),

by_number as (

    select
        stated.document_key,
        stated.relation,
        stated.plain_number,
        related.document_key as related_document_key
    from stated
    inner join documents as related
        on
            stated.plain_number = related.plain_number
            and stated.source_id <> related.source_id
            and (
                related.locality_key in (stated.locality_key, stated.locality_key_today, 'country')
                or stated.locality_key = related.locality_key_today
            )
    where related.is_current and stated.plain_number <> ''
    qualify
        row_number() over (
            partition by stated.document_key, stated.relation, stated.plain_number
            order by
                (related.locality_key = stated.locality_key) desc,
                (related.locality_key = 'country') asc,
                related.source_id asc
        ) = 1

),

resolved as (

    select
        stated.document_key,
        stated.relation,
        stated.related_number,
        stated.plain_number,
        stated.related_source_id,
        stated.origin,
        coalesce(named.document_key, by_number.related_document_key) as related_document_key,
        case
            when named.document_key is not null then 'source_id'
            when by_number.related_document_key is not null then 'number'
            else 'not_in_warehouse'
        end as related_found_by
    from stated
    left join documents as named
        on stated.related_source_id = named.source_id and named.is_current
    left join by_number
        on
            stated.document_key = by_number.document_key
            and stated.relation = by_number.relation
            and stated.plain_number = by_number.plain_number

)

select
    left(
        sha256(
            concat_ws(
                chr(31), document_key, relation,
                coalesce(related_document_key, nullif(related_source_id, ''), plain_number)
            )
        ), 32
    ) as document_relation_key,
    document_key,
    relation,
    nullif(related_number, '') as related_number,
    related_document_key,
    related_found_by,
    origin,
    cast(null as varchar) as quote,
    cast(null as bigint) as quote_start,
    cast(null as bigint) as quote_end
from resolved
qualify
    row_number() over (
        partition by document_relation_key
        order by related_source_id, related_number
    ) = 1

{{ config(materialized='table') }}

-- How each document version stands to others, and which current document is meant. A number alone means
-- nothing: provinces number their documents alike and begin anew each year, so a number is looked for in the
-- document's own province (before and after a merger) and among the country's, never in another year than
-- stated, and what is replaced or amended is not younger. Where catalogue and text say the same, the text counts.
with documents as (

    select
        documents.document_key,
        documents.source_id,
        documents.reading_key,
        documents.is_current,
        documents.document_date,
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
        relations.relation,
        relations.related_source_id,
        relations.related_number,
        cast(null as date) as related_date,
        'catalogue' as origin,
        cast(null as varchar) as rule,
        cast(null as varchar) as quote,
        cast(null as bigint) as quote_start,
        cast(null as bigint) as quote_end
    from documents
    inner join {{ ref('stg_catalogue__relations') }} as relations on documents.source_id = relations.source_id
    union all
    select
        documents.document_key,
        relations.relation,
        '' as related_source_id,
        relations.related_number,
        relations.related_date,
        'text' as origin,
        relations.rule,
        relations.quote,
        relations.quote_start,
        relations.quote_end
    from documents
    inner join {{ ref('stg_raw__relations') }} as relations on documents.reading_key = relations.reading_key

),

numbered as (

    select
        stated.*,
        documents.source_id,
        documents.document_date,
        documents.locality_key,
        documents.locality_key_today,
        {{ plain_name('stated.related_number') }} as plain_number,
        row_number() over (
            order by
                stated.document_key, stated.origin, stated.relation, stated.related_source_id, stated.related_number
        ) as statement
    from stated
    inner join documents on stated.document_key = documents.document_key

),

-- what only reports a number, in news of a decision say, is not the document of that number
speaking_for_themselves as (

    select * from documents
    where
        document_key not in (
            select stated.document_key
            from stated
            where stated.relation = 'reports'
        )

),

by_number as (

    select
        numbered.statement,
        related.document_key as related_document_key
    from numbered
    inner join speaking_for_themselves as related
        on
            numbered.plain_number = related.plain_number
            and numbered.source_id <> related.source_id
            and (
                related.locality_key in (numbered.locality_key, numbered.locality_key_today, 'country')
                or numbered.locality_key = related.locality_key_today
            )
    where
        related.is_current
        and numbered.plain_number <> ''
        and coalesce(year(numbered.related_date) = year(related.document_date), true)
        and (
            numbered.relation not in ('replaces', 'amends')
            or coalesce(related.document_date <= numbered.document_date, true)
        )
    qualify
        row_number() over (
            partition by numbered.statement
            order by
                (related.locality_key = numbered.locality_key) desc,
                (related.locality_key = 'country') asc,
                related.source_id asc
        ) = 1

),

resolved as (

    select
        numbered.*,
        coalesce(named.document_key, by_number.related_document_key) as related_document_key,
        case
            when named.document_key is not null then 'source_id'
            when by_number.related_document_key is not null then 'number'
            else 'not_in_warehouse'
        end as related_found_by,
        left(
            sha256(
                concat_ws(
                    chr(31), numbered.document_key, numbered.relation,
                    coalesce(
                        named.document_key,
                        by_number.related_document_key,
                        nullif(numbered.related_source_id, ''),
                        numbered.plain_number
                    )
                )
            ), 32
        ) as document_relation_key
    from numbered
    left join documents as named
        on numbered.related_source_id = named.source_id and named.is_current
    left join by_number on numbered.statement = by_number.statement

)

select
    document_relation_key,
    document_key,
    relation,
    nullif(related_number, '') as related_number,
    related_date,
    related_document_key,
    related_found_by,
    origin,
    rule,
    quote,
    quote_start,
    quote_end
from resolved
qualify
    row_number() over (
        partition by document_relation_key
        order by origin desc, quote_start asc, statement asc
    ) = 1

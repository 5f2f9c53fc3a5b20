{{ config(materialized='table') }}

-- Which document each version speaks of, and whether for itself: a plan, its copies (same number, province and
-- year) and what reports it are one family. A family that another document replaces, by its own words, is no
-- longer in force from that document's date on.
with documents as (

    select
        documents.document_key,
        documents.source_id,
        documents.known_from,
        documents.is_current,
        documents.document_date,
        documents.document_number,
        {{ plain_name('documents.document_number') }} as plain_number,
        localities.locality_key
    from {{ ref('int_documents_described') }} as documents
    inner join {{ ref('int_localities_resolved') }} as localities
        on documents.document_key = localities.document_key and localities.locality_text = ''

),

relations as (

    select
        *,
        {{ plain_name('related_number') }} as plain_number
    from {{ ref('int_document_relations_resolved') }}

),

-- a document without a date has the year of the only dated one with its number
years as (

    select
        plain_number,
        locality_key,
        cast(min(year(document_date)) as varchar) as only_year
    from documents
    where plain_number <> ''
    group by plain_number, locality_key
    having count(distinct year(document_date)) = 1

),

own_families as (

    select
        documents.*,
        case
            when documents.plain_number = '' then concat_ws(chr(31), 'source', documents.source_id)
            else
                concat_ws(
                    chr(31),
                    documents.plain_number,
                    documents.locality_key,
                    coalesce(cast(year(documents.document_date) as varchar), years.only_year, '')
                )
        end as family
    from documents
    left join years
        on documents.plain_number = years.plain_number and documents.locality_key = years.locality_key

),

related_families as (

    select
        relations.document_relation_key,
        relations.document_key,
        relations.relation,
        relations.origin,
        relations.quote_start,
        coalesce(related.document_number, relations.related_number, '') as family_number,
        coalesce(
            related.family,
            concat_ws(
                chr(31),
                relations.plain_number,
                stating.locality_key,
                coalesce(cast(year(relations.related_date) as varchar), years.only_year, '')
            )
        ) as family
    from relations
    inner join documents as stating on relations.document_key = stating.document_key
    left join own_families as related on relations.related_document_key = related.document_key
    left join years
        on relations.plain_number = years.plain_number and stating.locality_key = years.locality_key
    where related.family is not null or relations.plain_number <> ''

),

-- of several documents that are reported, the catalogue's counts, then the one named first
reported as (

    select *
    from related_families
    where relation = 'reports'
    qualify
        row_number() over (
            partition by document_key
            order by origin asc, quote_start asc, document_relation_key asc
        ) = 1

),

members as (

    select
        own_families.*,
        coalesce(reported.family, own_families.family) as family_of,
        coalesce(nullif(reported.family_number, ''), own_families.document_number) as family_number,
        reported.family is null as is_own_statement
    from own_families
    left join reported on own_families.document_key = reported.document_key

),

replaced as (

    select
        related_families.family,
        members.document_key as replaced_by_document_key,
        coalesce(members.document_date, members.known_from) as replaced_on
    from related_families
    inner join members on related_families.document_key = members.document_key
    where
        related_families.relation = 'replaces'
        and members.is_current
        and members.family_of <> related_families.family
    qualify
        row_number() over (
            partition by related_families.family
            order by members.is_own_statement desc, replaced_on asc, members.document_key asc
        ) = 1

)

select
    members.document_key,
    left(sha256(members.family_of), 32) as family_key,
    members.family_number,
    members.is_own_statement,
    replaced.replaced_by_document_key,
    replaced.replaced_on,
    members.is_current and coalesce(replaced.replaced_on > {{ run_date() }}, true) as is_in_force
from members
left join replaced on members.family_of = replaced.family

{{ config(materialized='table') }}

-- Which locality is meant: by a document (`locality_text` and `level` are empty), or by a statement of a level that
-- names one. A province's name stands for the province that bore it on the document's date, else for the one that
-- bore it before or after; without a date the 63 provinces are asked first. A district or commune is looked for
-- in the document's own province only, and must be the only one of its name.
with documents as (

    select
        document_key,
        reading_key,
        document_date,
        {{ folded_name('own_place') }} as folded_name,
        case
            when locality_units = 'country' then 'country'
            when locality_code <> '' then {{ locality_key('locality_units', 'locality_code') }}
        end as catalogue_locality_key
    from {{ ref('int_documents_described') }}

),

names as (

    select * from {{ ref('int_locality_names_listed') }}

),

documents_resolved as (

    select
        documents.document_key,
        documents.reading_key,
        documents.document_date,
        documents.catalogue_locality_key,
        coalesce(documents.catalogue_locality_key, names.locality_key, 'unknown') as locality_key,
        case
            when documents.catalogue_locality_key is not null then 'catalogue'
            when names.locality_key is null then 'nothing'
            else 'own_words'
        end as resolved_by
    from documents
    left join names on documents.folded_name = names.folded_name
    qualify
        row_number() over (
            partition by documents.document_key
            order by {{ nearest_in_time('documents.document_date', 'names') }}
        ) = 1

),

statements as (

    select distinct
        documents_resolved.document_key,
        documents_resolved.document_date,
        documents_resolved.locality_key as own_locality_key,
        measures.locality_text,
        measures.level,
        {{ plain_name('measures.locality_text') }} as plain_name,
        {{ folded_name('measures.locality_text') }} as folded_name,
        {{ marked_name('measures.locality_text') }} as marked_name
    from {{ ref('int_measures_corrected') }} as measures
    inner join documents_resolved on measures.reading_key = documents_resolved.reading_key
    where measures.locality_text <> ''

),

provinces_meant as (

    select
        statements.*,
        names.locality_key as named_locality_key,
        {{ is_spelled('statements.marked_name', 'statements.plain_name', 'names.marked_name') }} as is_spelled
    from statements
    left join names on statements.folded_name = names.folded_name
    qualify
        row_number() over (
            partition by statements.document_key, statements.locality_text, statements.level
            order by {{ nearest_in_time('statements.document_date', 'names') }}
        ) = 1

),

lower_units_meant as (

    select
        statements.document_key,
        statements.locality_text,
        statements.level,
        count(distinct lower_names.locality_key) as unit_count,
        min(lower_names.locality_key) as locality_key
    from statements
    inner join {{ ref('int_lower_names_listed') }} as lower_names
        on
            statements.own_locality_key = lower_names.province_locality_key
            and statements.plain_name = lower_names.plain_name
            and {{ is_spelled('statements.marked_name', 'statements.plain_name', 'lower_names.marked_name') }}
            -- a commune has nothing to say of the level above it
            and (statements.level <> 'district' or lower_names.locality_level = 'district')
    group by all

),

statements_resolved as (

    select
        provinces_meant.document_key,
        provinces_meant.locality_text,
        provinces_meant.level,
        case
            when provinces_meant.level in ('district', 'commune') and lower_units_meant.unit_count = 1
                then lower_units_meant.locality_key
            when provinces_meant.level in ('district', 'commune') and lower_units_meant.unit_count > 1 then null
            when provinces_meant.is_spelled or lower_units_meant.unit_count is null
                then provinces_meant.named_locality_key
            when lower_units_meant.unit_count = 1 then lower_units_meant.locality_key
        end as locality_key
    from provinces_meant
    left join lower_units_meant
        on
            provinces_meant.document_key = lower_units_meant.document_key
            and provinces_meant.locality_text = lower_units_meant.locality_text
            and provinces_meant.level = lower_units_meant.level

)

select
    document_key,
    '' as locality_text,
    '' as level,
    locality_key,
    resolved_by
from documents_resolved
union all
select
    document_key,
    locality_text,
    level,
    coalesce(locality_key, 'unknown') as locality_key,
    case when locality_key is null then 'nothing' else 'statement' end as resolved_by
from statements_resolved

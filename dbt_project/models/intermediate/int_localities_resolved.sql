{{ config(materialized='table') }}

-- Which locality is meant: by a statement that names one, or by a document for all its other statements
-- (`locality_text` is empty). A name stands for the province that bore it on the document's date, else for
-- the one that bore it before or after; without a date the 63 provinces are asked first.
with documents as (

    select
        document_key,
        reading_key,
        own_place,
        case
            when locality_units = 'country' then 'country'
            when locality_code <> '' then {{ province_key('locality_units', 'locality_code') }}
        end as catalogue_locality_key,
        case
            when document_date >= cast('2025-07-01' as date) then '34'
            else '63'
        end as units_in_force
    from {{ ref('int_documents_described') }}

),

statements as (

    select distinct
        documents.document_key,
        documents.units_in_force,
        measures.locality_text,
        cast(null as varchar) as catalogue_locality_key,
        measures.locality_text as name
    from {{ ref('int_measures_corrected') }} as measures
    inner join documents on measures.reading_key = documents.reading_key
    where measures.locality_text <> ''

),

questions as (

    select * from statements
    union all
    select
        document_key,
        units_in_force,
        '' as locality_text,
        catalogue_locality_key,
        own_place as name
    from documents

),

folded_questions as (

    select
        *,
        {{ folded_name('name') }} as folded_name
    from questions

),

answers as (

    select
        questions.document_key,
        questions.locality_text,
        questions.catalogue_locality_key,
        names.locality_key as named_locality_key,
        row_number() over (
            partition by questions.document_key, questions.locality_text
            order by (names.units = questions.units_in_force) desc
        ) as position
    from folded_questions as questions
    left join {{ ref('int_locality_names_listed') }} as names on questions.folded_name = names.folded_name

)

select
    document_key,
    locality_text,
    coalesce(catalogue_locality_key, named_locality_key, 'unknown') as locality_key,
    case
        when catalogue_locality_key is not null then 'catalogue'
        when named_locality_key is null then 'nothing'
        when locality_text <> '' then 'statement'
        else 'own_words'
    end as resolved_by
from answers
where position = 1

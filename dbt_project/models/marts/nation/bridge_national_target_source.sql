with cited as (

    select
        national_target_key,
        unnest(string_split(source_ids, ';')) as cited_source_id
    from {{ ref('fct_national_target') }}

)

select
    cited.national_target_key,
    sources.source_id as national_source_id,
    sources.title,
    sources.publisher,
    sources.url as address,
    sources.licence,
    sources.confidence,
    sources.source_id <> 'GK' as is_retrieved
from cited
inner join {{ ref('national_target_sources') }} as sources on cited.cited_source_id = sources.source_id

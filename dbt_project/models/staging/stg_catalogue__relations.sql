-- What looks like the id of a source is one: a document's number has a slash, a hyphen or no letter.
with declared as (

    select
        source_id,
        unnest(relations, recursive := true)  -- noqa: AL03
    from {{ source('catalogue', 'sources') }}

),

recognised as (

    select
        *,
        regexp_full_match(document, '[a-z0-9][a-z0-9_]*') and regexp_matches(document, '[a-z]') as is_source_id
    from declared

)

select distinct
    source_id,
    kind as relation,
    case when is_source_id then document else '' end as related_source_id,
    case when is_source_id then '' else document end as related_number
from recognised

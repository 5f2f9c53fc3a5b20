{{ config(materialized='table') }}

-- The versions that are compared with each other: each with the one of its source that became known next, and an
-- export with the one that it says it amends or replaces; and whether either of the two is built anew.
with versions as (

    select
        document_key as document_key_before,
        source_id,
        known_from as known_before_from,
        lead(document_key) over later_versions as document_key_after,
        lead(known_from) over later_versions as revised_on
    from {{ ref('dim_document') }}
    window later_versions as (
        partition by source_id
        order by known_from asc, document_key asc
    )

),

pairs as (

    select
        document_key_before,
        document_key_after,
        source_id,
        known_before_from,
        revised_on,
        'new_version' as revised_by
    from versions
    where document_key_after is not null
    union all
    select
        older.document_key as document_key_before,
        newer.document_key as document_key_after,
        newer.source_id,
        older.known_from as known_before_from,
        greatest(older.known_from, newer.known_from) as revised_on,
        relations.relation as revised_by
    from {{ ref('bridge_document_relation') }} as relations
    inner join {{ ref('dim_document') }} as newer on relations.document_key = newer.document_key
    inner join {{ ref('dim_document') }} as older on relations.related_document_key = older.document_key
    where
        relations.relation in ('amends', 'replaces')
        and newer.kind = 'indicator_export'
        and older.kind = 'indicator_export'
        and newer.is_current

)

select
    pairs.*,
    (before.is_changed or after.is_changed) as is_changed
from pairs
inner join {{ ref('int_document_states') }} as before on pairs.document_key_before = before.document_key
inner join {{ ref('int_document_states') }} as after on pairs.document_key_after = after.document_key

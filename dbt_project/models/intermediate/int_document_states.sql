{{ config(materialized='table') }}

-- All that the rows of a document version depend on besides its reading, which never changes, as one hash; and whether
-- it is another than in the last build, whose rows are kept where it is not. Documents of one family are built
-- together, for their promises are compared with each other. A version that left stays one build longer, empty.
with described as (

    select
        documents.document_key,
        families.family_key,
        md5(concat_ws(chr(30), cast(documents as varchar), cast(families as varchar))) as words  -- noqa: RF02
    from {{ ref('int_documents_described') }} as documents
    inner join {{ ref('int_document_families') }} as families on documents.document_key = families.document_key

),

localities as (

    select
        document_key,
        md5(
            string_agg(
                cast(resolved as varchar), chr(30)
                order by locality_text, level
            )
        ) as places
    from {{ ref('int_localities_resolved') }} as resolved  -- noqa: AL05
    group by document_key

),

relations as (

    select
        document_key,
        md5(
            string_agg(
                cast(resolved as varchar), chr(30)
                order by document_relation_key
            )
        ) as relations
    from {{ ref('int_document_relations_resolved') }} as resolved  -- noqa: AL05
    group by document_key

),

-- the number of a correction among all says nothing of its own
corrections_told as (

    select * exclude (precedence)
    from {{ ref('int_corrections_matched') }}
    where document_key is not null

),

corrections as (

    select
        document_key,
        md5(
            string_agg(
                cast(told as varchar), chr(30)
                order by correction_key, measure_key
            )
        ) as corrections
    from corrections_told as told  -- noqa: AL05
    group by document_key

),

decisions as (

    select
        document_key,
        md5(
            string_agg(
                cast(told as varchar), chr(30)
                order by value_key
            )
        ) as decisions
    from {{ ref('stg_raw__quarantine_decisions') }} as told  -- noqa: AL05
    group by document_key

),

states as (

    select
        described.document_key,
        described.family_key,
        md5(
            concat_ws(
                '|',
                described.words,
                localities.places,
                coalesce(relations.relations, '-'),
                coalesce(corrections.corrections, '-'),
                coalesce(decisions.decisions, '-')
            )
        ) as state
    from described
    left join localities on described.document_key = localities.document_key
    left join relations on described.document_key = relations.document_key
    left join corrections on described.document_key = corrections.document_key
    left join decisions on described.document_key = decisions.document_key

),

last_states as (

    {% if execute and this and load_relation(this) is not none %}
        select
            document_key,
            family_key,
            state
        from {{ this }}
        where state <> ''
    {% else %}
        select
            document_key,
            family_key,
            state
        from states
        where false
    {% endif %}

),

compared as (

    select
        states.family_key,
        last_states.family_key as last_family_key,
        coalesce(states.document_key, last_states.document_key) as document_key,
        coalesce(states.state, '') as state,
        coalesce(states.state, '') <> coalesce(last_states.state, '') as is_another
    from states
    full outer join last_states on states.document_key = last_states.document_key

),

families_to_build as (

    select family_key
    from compared
    where is_another and family_key is not null
    union
    select last_family_key as family_key
    from compared
    where is_another and last_family_key is not null

)

select
    document_key,
    coalesce(family_key, last_family_key) as family_key,
    state,
    is_another
    or family_key in (select families_to_build.family_key from families_to_build)
    or last_family_key in (select families_to_build.family_key from families_to_build) as is_changed
from compared

{{ config(materialized='table') }}

-- depends_on: {{ ref('int_document_states') }}
-- depends_on: {{ ref('int_series_to_build') }}
-- depends_on: {{ ref('int_localities_continued') }}
-- The indicators and localities of which a document to be built says something, or said in the last build: targets are
-- judged and compared within one indicator and one place, so that all others stay as they are. Two
-- localities that are one place go together. Empty in a first build, which asks for none.
{% if execute and this and load_relation(this) is not none %}
    with named as (

        select
            indicator_key,
            locality_key
        from {{ ref('int_measures_keyed') }}
        union
        select
            indicator_key,
            locality_key
        from {{ ref('int_series_to_build') }}
        union
        select
            facts.indicator_key,
            facts.locality_key
        from {{ last_built('fct_target') }} as facts
        where {{ of_documents_to_build('facts') }}

    )

    select distinct
        named.indicator_key,
        neighbours.locality_key
    from named
    inner join {{ ref('int_localities_continued') }} as places on named.locality_key = places.locality_key
    inner join {{ ref('int_localities_continued') }} as neighbours on places.place_key = neighbours.place_key
{% else %}
    select
        indicator_key,
        locality_key
    from {{ ref('int_measures_keyed') }}
    where false
{% endif %}

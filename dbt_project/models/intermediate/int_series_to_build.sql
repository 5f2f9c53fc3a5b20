{{ config(materialized='table') }}

-- depends_on: {{ ref('int_document_states') }}
-- depends_on: {{ ref('int_values_keyed') }}
-- The indicators, localities, levels and years of which a document to be built gives a result, or gave one in the last
-- build: results are ranked within them, so that all others stay as they are. Empty in a first build, which asks for none.
{% if execute and this and load_relation(this) is not none %}
    select
        indicator_key,
        locality_key,
        level_key,
        year_key
    from {{ ref('int_measures_keyed') }}
    where kind = 'actual'
    union
    select
        indicator_key,
        locality_key,
        level_key,
        year_key
    from {{ ref('int_values_keyed') }}
    union
    select
        facts.indicator_key,
        facts.locality_key,
        facts.level_key,
        facts.year_key
    from {{ last_built('fct_actual') }} as facts
    where {{ of_documents_to_build('facts') }}
{% else %}
    select
        indicator_key,
        locality_key,
        level_key,
        year_key
    from {{ ref('int_measures_keyed') }}
    where false
{% endif %}

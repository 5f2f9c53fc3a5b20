{{ config(materialized='table') }}

-- depends_on: {{ ref('int_document_states') }}
-- depends_on: {{ ref('int_series_to_build') }}
-- Results of the last build that stay as they are and are compared with tonight's anew. None in a first build. They
-- are found by a few of their columns first: to read all columns of all results would take longer than all else.
{% if execute and this and load_relation(this) is not none %}
    select facts.* exclude (method_version, method_unknown_because, is_preferred, preferred_because)
    from {{ last_built('fct_actual') }} as facts
    where
        facts.rowid in (
            select found.rowid
            from {{ last_built('fct_actual') }} as found
            where not {{ of_documents_to_build('found') }} and {{ of_series_to_build('found') }}
        )
{% else %}
    select *
    from {{ ref('int_actuals_united') }}
    where false
{% endif %}

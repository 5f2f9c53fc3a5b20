{{ config(materialized='table') }}

-- depends_on: {{ ref('int_document_states') }}
-- depends_on: {{ ref('int_series_to_build') }}
-- Results of the last build that stay as they are and are compared with tonight's anew. None in a first build.
{% if execute and this and load_relation(this) is not none %}
    select facts.* exclude (method_version, method_unknown_because, is_preferred, preferred_because)
    from {{ last_built('fct_actual') }} as facts
    where not {{ of_documents_to_build('facts') }} and {{ of_series_to_build('facts') }}
{% else %}
    select *
    from {{ ref('int_actuals_united') }}
    where false
{% endif %}

{{
    config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook='{{ forget(of_documents_to_build(this.identifier)) }}'
    )
}}

-- depends_on: {{ ref('int_document_states') }}
select
    responsibilities.responsibility_key,
    responsibilities.document_key,
    documents.locality_key,
    nullif(responsibilities.area, '') as area_key,
    responsibilities.area_found_by,
    responsibilities.agency,
    responsibilities.role,
    responsibilities.agency_text,
    responsibilities.agency_start,
    responsibilities.agency_end,
    responsibilities.quote,
    responsibilities.quote_start,
    responsibilities.quote_end,
    responsibilities.rule,
    documents.is_own_statement,
    documents.is_current,
    documents.is_in_force,
    documents.known_from
from {{ ref('stg_raw__responsibilities') }} as responsibilities
inner join {{ ref('int_versions_to_build') }} as versions
    on responsibilities.reading_key = versions.reading_key
inner join {{ ref('dim_document') }} as documents on versions.document_key = documents.document_key

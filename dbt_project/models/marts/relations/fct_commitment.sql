{{
    config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook='{{ forget(of_documents_to_build(this.identifier)) }}'
    )
}}

with evidence as (

    select
        targets.commitment_key,
        count(*) as evidence_count,
        -- versions of one document are one
        count(distinct documents.source_id) as document_count,
        min(targets.known_from) as known_from
    from {{ ref('fct_target') }} as targets
    inner join {{ ref('dim_document') }} as documents on targets.document_key = documents.document_key
    where {{ of_documents_to_build('targets') }}
    group by targets.commitment_key

)

select
    evidence.commitment_key,
    leads.target_key as lead_target_key,
    leads.document_key,
    documents.family_number as promised_in_number,
    leads.indicator_key,
    leads.locality_key,
    leads.level_key,
    leads.year_key,
    leads.comparator,
    leads.value_low,
    leads.value_high,
    leads.unit,
    leads.change,
    leads.baseline_year,
    leads.scope,
    leads.is_derived,
    leads.quote,
    documents.is_own_statement,
    leads.is_in_force,
    evidence.evidence_count,
    evidence.document_count,
    evidence.known_from
from evidence
inner join {{ ref('fct_target') }} as leads
    on evidence.commitment_key = leads.commitment_key and leads.is_lead
inner join {{ ref('dim_document') }} as documents on leads.document_key = documents.document_key

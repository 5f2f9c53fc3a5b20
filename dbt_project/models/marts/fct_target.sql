{{
    config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook='{{ forget(of_documents_to_build(this.identifier)) }}'
    )
}}

-- depends_on: {{ ref('int_document_states') }}
select
    measures.measure_key as target_key,
    commitments.commitment_key,
    commitments.is_lead,
    commitments.is_in_force,
    measures.document_key,
    measures.indicator_key,
    measures.locality_key,
    measures.level_key,
    measures.year_key,
    measures.comparator,
    measures.value_low,
    measures.value_high,
    measures.unit,
    measures.change,
    measures.baseline_year,
    measures.period_start,
    measures.is_derived,
    measures.scope,
    coalesce(scopes.measured_group, '') as measured_group,
    coalesce(scopes.scope_meaning, '') as scope_meaning,
    measures.locality_text,
    measures.value_text,
    measures.quote,
    measures.value_start,
    measures.value_end,
    measures.quote_start,
    measures.quote_end,
    measures.section,
    measures.rule,
    measures.year_rule,
    measures.indicator_score,
    measures.reader_version,
    measures.is_corrected,
    measures.correction_key,
    measures.correction_author,
    measures.correction_date,
    measures.correction_reason,
    measures.read_as,
    measures.known_from,
    measures.is_current
from {{ ref('int_measures_keyed') }} as measures
inner join {{ ref('int_commitments_keyed') }} as commitments on measures.measure_key = commitments.target_key
left join {{ ref('int_scopes_read') }} as scopes on measures.measure_key = scopes.measure_key
where measures.kind = 'target'

{{
    config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook='{{ forget(of_series_to_build(this.identifier)) }}'
    )
}}

-- depends_on: {{ ref('int_series_to_build') }}
-- Each current actual beside the first of its series, where the two cannot both be right. Figures that are
-- themselves open ("over 95%") disagree only where what they leave open does not meet.
with ranked as (

    select
        actual_key,
        first_actual_key
    from {{ ref('int_actuals_ranked') }}
    where position > 1

),

actuals as (

    select
        *,
        case when comparator not in ('<=', '<') then value_low end as floor,
        case when comparator = 'between' then value_high when comparator not in ('>=', '>') then value_low end
            as ceiling,
        length(regexp_extract(cast(value_low as varchar), '\.([0-9]*?)0*$', 1)) as decimals
    from {{ ref('fct_actual') }}
    where actual_key in (select ranked_actuals.actual_key from {{ ref('int_actuals_ranked') }} as ranked_actuals)

),

documents as (

    select
        document_key,
        source_id
    from {{ ref('dim_document') }}

),

pairs as (

    select
        first_actual.actual_key as first_actual_key,
        other_actual.actual_key as other_actual_key,
        first_actual.indicator_key,
        first_actual.locality_key,
        first_actual.level_key,
        first_actual.year_key,
        first_actual.unit,
        first_actual.change,
        first_actual.scope,
        first_actual.is_preferred,
        first_actual.document_key as first_document_key,
        other_actual.document_key as other_document_key,
        first_actual.comparator as first_comparator,
        other_actual.comparator as other_comparator,
        first_actual.value_low as first_value,
        other_actual.value_low as other_value,
        first_actual.value_high as first_value_high,
        other_actual.value_high as other_value_high,
        first_actual.is_derived as first_is_derived,
        other_actual.is_derived as other_is_derived,
        first_actual.is_year_assumed or other_actual.is_year_assumed as has_assumed_year,
        coalesce(first_actual.index_code, '') <> coalesce(other_actual.index_code, '') as differs_in_index,
        coalesce(first_actual.period_start, 0) <> coalesce(other_actual.period_start, 0)
        or coalesce(first_actual.baseline_year, 0) <> coalesce(other_actual.baseline_year, 0) as differs_in_period,
        least(first_actual.decimals, other_actual.decimals) as decimals
    from ranked
    inner join actuals as first_actual on ranked.first_actual_key = first_actual.actual_key
    inner join actuals as other_actual on ranked.actual_key = other_actual.actual_key
    where first_actual.floor > other_actual.ceiling or first_actual.ceiling < other_actual.floor

)

select
    left(sha256(concat_ws(chr(31), pairs.first_actual_key, pairs.other_actual_key)), 32) as conflict_key,
    case
        when pairs.has_assumed_year then 'year_assumed'
        when pairs.first_is_derived <> pairs.other_is_derived then 'printed_and_derived'
        when pairs.differs_in_period then 'other_period'
        when pairs.first_document_key = pairs.other_document_key then 'within_document'
        when pairs.differs_in_index then 'index_not_stated'
        else 'value'
    end as kind,
    pairs.indicator_key,
    pairs.locality_key,
    pairs.level_key,
    pairs.year_key,
    pairs.unit,
    pairs.change,
    pairs.scope,
    pairs.first_actual_key,
    pairs.other_actual_key,
    pairs.is_preferred as is_first_preferred,
    pairs.first_comparator,
    pairs.first_value,
    pairs.first_value_high,
    pairs.first_is_derived,
    first_documents.source_id as first_source_id,
    pairs.first_document_key,
    pairs.other_comparator,
    pairs.other_value,
    pairs.other_value_high,
    pairs.other_is_derived,
    other_documents.source_id as other_source_id,
    pairs.other_document_key,
    round(pairs.other_value - pairs.first_value, 6) as difference,
    -- the coarser of the two is the finer one rounded
    abs(pairs.other_value - pairs.first_value) <= 0.5 * pow(10, -pairs.decimals) + 1e-9 as is_within_rounding
from pairs
inner join documents as first_documents on pairs.first_document_key = first_documents.document_key
inner join documents as other_documents on pairs.other_document_key = other_documents.document_key

{{ config(materialized='table') }}

-- Current actuals of one series (indicator, locality, level, year, unit, change and what it is counted from, scope, group) in
-- the order in which they are believed (docs/facts.md), where there is more than one: a year that is stated before an assumed one, one year
-- before a period, a printed figure before one computed from others, the named index before what others measure,
-- then the source's authority, what became known last, the newest document, and within one document the first
-- (a total stands before its parts), the smallest key.
{% set series = 'indicator_key, locality_key, level_key, year_key, unit, change, counted_from, scope, measured_group' %}

with documents as (

    select
        described.document_key,
        described.document_date,
        authorities.precedence
    from {{ ref('int_documents_described') }} as described
    inner join {{ ref('source_authorities') }} as authorities on described.authority = authorities.code

),

-- what is built anew, and what stays beside it
actuals as (

    select * from {{ ref('int_actuals_united') }}
    union all by name
    select * from {{ ref('int_actuals_kept') }}

),

candidates as (

    select
        actuals.actual_key,
        actuals.indicator_key,
        actuals.locality_key,
        actuals.level_key,
        actuals.year_key,
        actuals.unit,
        actuals.change,
        actuals.scope,
        actuals.measured_group,
        actuals.counted_from,
        actuals.is_year_assumed,
        actuals.is_derived,
        actuals.known_from,
        actuals.document_key,
        coalesce(actuals.value_start, actuals.row_number) as place_in_document,
        documents.precedence,
        documents.document_date,
        coalesce(actuals.period_start < actuals.year_key, false) as is_of_a_period,
        actuals.index_code is null as is_of_no_index,
        -- numbers are grouped faster than words; two series of one number only take part without need
        hash({{ series }}) as series_hash
    from actuals
    inner join documents on actuals.document_key = documents.document_key
    where
        actuals.is_current
        and actuals.indicator_key <> 'other'
        and actuals.locality_key <> 'unknown'
        and actuals.year_key <> 0

),

repeated as (

    select series_hash
    from candidates
    group by series_hash
    having count(*) > 1

),

ranked as (

    select
        candidates.*,
        row_number() over best_first as position,
        first_value(candidates.actual_key) over best_first as first_actual_key,
        lead(candidates.actual_key) over best_first as next_actual_key,
        lead(candidates.is_year_assumed) over best_first as next_is_year_assumed,
        lead(candidates.is_of_a_period) over best_first as next_is_of_a_period,
        lead(candidates.is_derived) over best_first as next_is_derived,
        lead(candidates.is_of_no_index) over best_first as next_is_of_no_index,
        lead(candidates.precedence) over best_first as next_precedence,
        lead(candidates.known_from) over best_first as next_known_from,
        lead(candidates.document_date) over best_first as next_document_date,
        lead(candidates.document_key) over best_first as next_document_key,
        lead(candidates.place_in_document) over best_first as next_place_in_document
    from candidates
    inner join repeated on candidates.series_hash = repeated.series_hash
    window best_first as (
        partition by {{ series }}
        order by
            is_year_assumed asc,
            is_of_a_period asc,
            is_derived asc,
            is_of_no_index asc,
            precedence asc,
            known_from desc,
            document_date desc nulls last,
            document_key asc,
            place_in_document asc,
            actual_key asc
    )

)

select
    actual_key,
    position,
    first_actual_key,
    case
        when next_actual_key is null then 'only_actual'
        when is_year_assumed <> next_is_year_assumed then 'year_stated'
        when is_of_a_period <> next_is_of_a_period then 'single_year'
        when is_derived <> next_is_derived then 'printed_not_derived'
        when is_of_no_index <> next_is_of_no_index then 'index_stated'
        when precedence <> next_precedence then 'higher_authority'
        when known_from <> next_known_from then 'newest_known'
        when
            coalesce(document_date, date '0001-01-01') <> coalesce(next_document_date, date '0001-01-01')
            then 'newest_document'
        when document_key = next_document_key and place_in_document < next_place_in_document then 'first_in_document'
        else 'smallest_key'
    end as before_next_because
from ranked

{{ config(materialized='table') }}

-- For each series that a target asks about, the one actual that speaks for it, and why that one: an export
-- before a text, then what became known last, then the newest document, then the smallest key.
with asked_series as (

    select distinct
        indicator_key,
        locality_key,
        level_key,
        year_key,
        unit,
        change,
        scope
    from {{ ref('int_targets_ruled') }}
    where cannot_be_judged_because is null

),

documents as (

    select
        document_key,
        document_date
    from {{ ref('dim_document') }}

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
        actuals.comparator,
        actuals.value_low,
        actuals.value_high,
        actuals.origin,
        actuals.known_from,
        documents.document_date
    from {{ ref('fct_actual') }} as actuals
    inner join asked_series
        on
            actuals.indicator_key = asked_series.indicator_key
            and actuals.locality_key = asked_series.locality_key
            and actuals.level_key = asked_series.level_key
            and actuals.year_key = asked_series.year_key
            and actuals.unit = asked_series.unit
            and actuals.change = asked_series.change
            and actuals.scope = asked_series.scope
    inner join documents on actuals.document_key = documents.document_key
    where actuals.is_current

),

ranked as (

    select
        *,
        row_number() over best_first as position,
        lead(actual_key) over best_first as next_actual_key,
        lead(origin) over best_first as next_origin,
        lead(known_from) over best_first as next_known_from,
        lead(document_date) over best_first as next_document_date
    from candidates
    window best_first as (
        partition by indicator_key, locality_key, level_key, year_key, unit, change, scope
        order by (origin = 'export') desc, known_from desc, document_date desc nulls last, actual_key asc
    )

)

select
    actual_key,
    indicator_key,
    locality_key,
    level_key,
    year_key,
    unit,
    change,
    scope,
    comparator as actual_comparator,
    value_low as actual_value,
    value_high as actual_value_high,
    case
        when next_actual_key is null then 'only_actual'
        when origin <> next_origin then 'export_preferred_over_text'
        when known_from <> next_known_from then 'newest_known'
        when
            document_date > next_document_date
            or (document_date is not null and next_document_date is null)
            then 'newest_document'
        else 'smallest_key'
    end as chosen_because
from ranked
where position = 1

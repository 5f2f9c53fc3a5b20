{{ config(materialized='table') }}

-- For each series that a target asks about and each year up to that of the run, the one actual that speaks for it, and
-- why that one: an export before a text, then what became known last, then the newest document, then the smallest key.
with asked_series as (

    select distinct
        indicator_key,
        place_key,
        level_key,
        unit,
        change,
        scope,
        counted_from
    from {{ ref('int_targets_ruled') }}
    where cannot_be_judged_because is null

),

documents as (

    select
        document_key,
        document_date
    from {{ ref('dim_document') }}

),

placed as (

    select
        actuals.*,
        localities.place_key,
        {{ counted_from('actuals', 'coalesce(rules.adds_up, false)') }} as counted_from
    from {{ ref('fct_actual') }} as actuals
    inner join {{ ref('int_localities_continued') }} as localities on actuals.locality_key = localities.locality_key
    left join {{ ref('pace_rules') }} as rules on actuals.unit = rules.unit
    where actuals.is_current and actuals.year_key between 1 and year({{ run_date() }})

),

candidates as (

    select
        placed.*,
        documents.document_date
    from placed
    inner join asked_series on {{ same_series('placed', 'asked_series') }}
    inner join documents on placed.document_key = documents.document_key

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
        partition by indicator_key, place_key, level_key, unit, change, scope, counted_from, year_key
        order by (origin = 'export') desc, known_from desc, document_date desc nulls last, actual_key asc
    )

)

select
    actual_key,
    indicator_key,
    place_key,
    level_key,
    unit,
    change,
    scope,
    counted_from,
    year_key,
    comparator,
    value_low as actual_value,
    value_high as actual_value_high,
    case when comparator not in ('<=', '<') then value_low end as floor_value,
    case
        when comparator = 'between' then value_high
        when comparator not in ('>=', '>') then value_low
    end as ceiling_value,
    method_version,
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

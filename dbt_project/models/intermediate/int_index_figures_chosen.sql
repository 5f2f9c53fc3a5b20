-- The total score and the rank of each index, province (or the whole country) and year, from the preferred actuals
-- that are editions of the index: a province's own survey of the like is none.
with totals as (

    select
        index_key,
        'score' as measure,
        score_indicator_key as indicator_key,
        score_unit as unit
    from {{ ref('dim_index') }}
    union all
    select
        index_key,
        'rank' as measure,
        rank_indicator_key as indicator_key,
        'rank' as unit
    from {{ ref('dim_index') }}

),

places as (

    select
        locality_key,
        locality_level
    from {{ ref('dim_locality') }}
    where locality_level in ('province', 'country')

),

documents as (

    select
        document_key,
        source_id
    from {{ ref('dim_document') }}

)

select
    totals.index_key,
    totals.measure,
    actuals.locality_key,
    places.locality_level,
    actuals.year_key,
    actuals.value_low as value,
    actuals.actual_key,
    documents.source_id,
    actuals.is_derived,
    actuals.method_version,
    actuals.method_unknown_because
from {{ ref('fct_actual') }} as actuals
inner join totals
    on
        actuals.index_code = totals.index_key
        and actuals.indicator_key = totals.indicator_key
        and actuals.unit = totals.unit
inner join places on actuals.locality_key = places.locality_key
inner join documents on actuals.document_key = documents.document_key
where
    actuals.is_preferred
    and actuals.comparator = '='
    and actuals.change = ''
    and actuals.scope = ''
-- what is said of the whole place and, in other words, of the nation
qualify row_number() over (
    partition by totals.index_key, totals.measure, actuals.locality_key, actuals.year_key
    order by (actuals.level_key = 'all') desc, actuals.actual_key asc
) = 1

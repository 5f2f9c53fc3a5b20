-- The total score and the rank of each index, province (or the whole country) and year: of several sources one. A
-- published figure before a derived one, an export before a text, then what became known last, then the newest
-- document, then the smallest key.
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
        source_id,
        document_date
    from {{ ref('dim_document') }}

),

-- a figure of the whole place, exactly stated
figures as (

    select
        totals.index_key,
        totals.measure,
        actuals.actual_key,
        actuals.locality_key,
        places.locality_level,
        actuals.year_key,
        actuals.value_low as value,
        actuals.unit,
        actuals.is_derived,
        actuals.origin,
        actuals.known_from,
        actuals.method_version,
        documents.source_id,
        documents.document_date
    from {{ ref('fct_actual') }} as actuals
    inner join totals on actuals.indicator_key = totals.indicator_key and actuals.unit = totals.unit
    inner join places on actuals.locality_key = places.locality_key
    inner join documents on actuals.document_key = documents.document_key
    where
        actuals.is_current
        and actuals.year_key > 0
        and actuals.comparator = '='
        and actuals.change = ''
        and actuals.scope = ''
        and (actuals.level_key in ('all', 'province') or places.locality_level = 'country')

)

select
    index_key,
    measure,
    locality_key,
    locality_level,
    year_key,
    value,
    actual_key,
    source_id,
    is_derived,
    method_version
from figures
qualify row_number() over (
    partition by index_key, measure, locality_key, year_key
    order by
        is_derived asc, (origin = 'export') desc, known_from desc, document_date desc nulls last, actual_key asc
) = 1

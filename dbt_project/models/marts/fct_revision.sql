{{
    config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook='{{ forget(of_pairs_to_build(this.identifier)) }}'
    )
}}

-- A version of a source is compared with the one that became known next, and an export with the one that it says it
-- amends or replaces. Of texts only plain figures of a stated year are compared: words about a part of the whole may be
-- read anew without any figure having changed. What one has and the other lacks is said as well: a figure that was withdrawn does not
-- vanish without a word; only an amendment leaves what it is silent about as it was.
with pairs as (

    select * exclude (is_changed)
    from {{ ref('int_revised_versions_paired') }}
    {% if execute and this and load_relation(this) is not none %}
        where is_changed
    {% endif %}

),

figures as (

    select
        actuals.document_key,
        actuals.indicator_key,
        actuals.locality_key,
        actuals.level_key,
        actuals.year_key,
        actuals.unit,
        actuals.is_derived,
        max(actuals.value_low) as value
    from {{ ref('fct_actual') }} as actuals
    where
        (actuals.origin = 'export' or (actuals.scope = '' and actuals.change = '' and not actuals.is_year_assumed))
        and actuals.document_key in (
            select pairs.document_key_before from pairs
            union all
            select pairs.document_key_after from pairs
        )
    group by
        actuals.document_key, actuals.indicator_key, actuals.locality_key, actuals.level_key, actuals.year_key,
        actuals.unit, actuals.is_derived

),

-- within one source a derived figure is a series of its own; of two sources each shows what it states, or derives
series as (

    select
        pairs.*,
        figures.document_key,
        figures.indicator_key,
        figures.locality_key,
        figures.level_key,
        figures.year_key,
        figures.unit,
        figures.is_derived,
        figures.value,
        pairs.document_key_after = figures.document_key as is_newer,
        pairs.revised_by = 'new_version' and figures.is_derived as is_derived_series
    from pairs
    inner join figures on figures.document_key in (pairs.document_key_before, pairs.document_key_after)
    qualify
        row_number() over (
            partition by
                pairs.document_key_before, pairs.document_key_after, pairs.revised_by, figures.document_key,
                figures.indicator_key, figures.locality_key, figures.level_key, figures.year_key, figures.unit,
                is_derived_series
            order by figures.is_derived
        ) = 1

),

compared as (

    select
        document_key_before,
        document_key_after,
        source_id,
        known_before_from,
        revised_on,
        revised_by,
        indicator_key,
        locality_key,
        level_key,
        year_key,
        unit,
        is_derived_series,
        bool_or(is_derived) as is_derived,
        max(value) filter (where not is_newer) as value_before,
        max(value) filter (where is_newer) as value_after
    from series
    group by
        document_key_before, document_key_after, source_id, known_before_from, revised_on, revised_by, indicator_key,
        locality_key, level_key, year_key, unit, is_derived_series

)

select
    left(
        sha256(
            concat_ws(
                chr(31), document_key_before, document_key_after, indicator_key, locality_key, level_key, year_key,
                unit, is_derived_series
            )
        ),
        32
    ) as revision_key,
    source_id,
    indicator_key,
    locality_key,
    level_key,
    year_key,
    unit,
    is_derived,
    case
        when value_before is null then 'added'
        when value_after is null then 'withdrawn'
        else 'changed'
    end as kind,
    revised_by,
    value_before,
    value_after,
    known_before_from,
    revised_on,
    document_key_before,
    document_key_after
from compared
where
    value_before is distinct from value_after
    and (revised_by <> 'amends' or (value_after is not null and value_before is not null))

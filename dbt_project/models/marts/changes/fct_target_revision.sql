{{
    config(
        materialized='incremental', incremental_strategy='append', on_schema_change='fail',
        pre_hook='{{ forget(of_pairs_to_build(this.identifier)) }}'
    )
}}

-- What a newer version of a source promises otherwise than the one before it. What both say in the same words of the
-- codebook is no change. Of the rest, two promises about the same are one that changed if each is the nearest to the
-- other: the fewest of value, year and level differ, then the place in the text decides. Else it was added or withdrawn.
{%- set series = [
    'indicator_key', 'locality_key', 'unit', 'change', 'baseline_year', 'measured_group', 'scope_meaning', 'is_derived'
] %}
{%- set stated = ['comparator', 'value_low', 'value_high', 'period_start', 'year_key', 'level_key'] %}

with pairs as (

    select * exclude (is_changed)
    from {{ ref('int_revised_versions_paired') }}
    {% if execute and this and load_relation(this) is not none %}
        where is_changed
    {% endif %}

),

versions as (

    select
        pairs.*,
        unnest([pairs.document_key_before, pairs.document_key_after]) as document_key
    from pairs
    where pairs.revised_by = 'new_version'

),

-- a promise that one version repeats counts once
promises as (

    select
        versions.*,
        versions.document_key = versions.document_key_after as is_newer,
        targets.target_key,
        targets.value_start,
        targets.{{ (series + stated) | join(', targets.') }}
    from versions
    inner join {{ ref('fct_target') }} as targets on versions.document_key = targets.document_key
    where targets.indicator_key <> 'other'
    qualify
        row_number() over (
            partition by
                versions.document_key_before, versions.document_key_after, versions.document_key,
                targets.{{ (series + stated) | join(', targets.') }}
            order by targets.value_start, targets.target_key
        ) = 1

),

-- those that only one of the two versions has
unlike as (

    select *
    from promises
    qualify
        count(*) over (
            partition by document_key_before, document_key_after, {{ (series + stated) | join(', ') }}
        ) = 1

),

numbered as (

    select
        *,
        row_number() over (
            partition by document_key_before, document_key_after, is_newer, {{ series | join(', ') }}
            order by value_start, year_key, level_key, value_low, target_key
        ) as place_in_text
    from unlike

),

older as (

    select * from numbered
    where not is_newer

),

newer as (

    select * from numbered
    where is_newer

),

candidates as (

    select
        older.target_key as target_key_before,
        newer.target_key as target_key_after,
        cast(
            (older.comparator, older.value_low, older.value_high)
            is distinct from (newer.comparator, newer.value_low, newer.value_high) as integer
        )
        + cast(
            (older.year_key, older.period_start) is distinct from (newer.year_key, newer.period_start) as integer
        )
        + cast(older.level_key <> newer.level_key as integer) as differences,
        abs(older.place_in_text - newer.place_in_text) as distance
    from older
    inner join newer
        on
            older.document_key_before = newer.document_key_before
            and older.document_key_after = newer.document_key_after
            {% for column in series -%}
                and older.{{ column }} is not distinct from newer.{{ column }}
            {% endfor %}

),

nearest as (

    select
        target_key_before,
        target_key_after
    from candidates
    where differences < 3
    qualify
        row_number() over (
            partition by target_key_before
            order by differences, distance, target_key_after
        ) = 1
        and row_number() over (
            partition by target_key_after
            order by differences, distance, target_key_before
        ) = 1

)

select
    left(sha256(concat_ws(chr(31), coalesce(older.target_key, '-'), coalesce(newer.target_key, '-'))), 32)
        as target_revision_key,
    coalesce(newer.source_id, older.source_id) as source_id,
    case
        when older.target_key is null then 'added'
        when newer.target_key is null then 'withdrawn'
        else 'changed'
    end as kind,
    coalesce(newer.revised_by, older.revised_by) as revised_by,
    {% for column in series -%}
        coalesce(newer.{{ column }}, older.{{ column }}) as {{ column }},
    {% endfor %}
    {% for column in ['target_key'] + stated -%}
        older.{{ column }} as {{ column }}_before,
        newer.{{ column }} as {{ column }}_after,
    {% endfor %}
    coalesce(newer.known_before_from, older.known_before_from) as known_before_from,
    coalesce(newer.revised_on, older.revised_on) as revised_on,
    coalesce(newer.document_key_before, older.document_key_before) as document_key_before,
    coalesce(newer.document_key_after, older.document_key_after) as document_key_after
from older
full outer join nearest on older.target_key = nearest.target_key_before
full outer join newer on nearest.target_key_after = newer.target_key

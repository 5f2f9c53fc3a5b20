{% set words = [
    ('run_id', "'" ~ env_var('THUOCDO_RUN_ID') ~ "'"),
    ('run_date', "cast(" ~ run_date() ~ " as varchar)"),
    ('run_id_before', 'run_before.run_id'),
    ('run_date_before', 'cast(run_before.run_date as varchar)'),
    ('title', 'changes.title'),
    ('source_id', 'changes.source_id'),
    ('indicator_vi', 'indicators.name_vi'),
    ('indicator_en', 'indicators.name_en'),
    ('place_vi', 'localities.full_name_vi'),
    ('place_en', 'localities.name_en'),
    ('level_vi', 'levels.name_vi'),
    ('level_en', 'levels.name_en'),
    ('year', 'cast(changes.year_key as varchar)'),
    ('promise_before_vi', 'before.told_vi'),
    ('promise_before_en', 'before.told_en'),
    ('promise_after_vi', 'after.told_vi'),
    ('promise_after_en', 'after.told_en'),
    ('unit', 'changes.unit'),
    ('value_before', "printf('%.15g', changes.value_before)"),
    ('value_after', "printf('%.15g', changes.value_after)"),
] -%}

-- Every change with its sentence; the first line names the two runs.
with changes as (

    select * from {{ ref('int_changes_found') }}

),

run_before as (

    select
        run_id,
        run_date
    from {{ ref('dim_run') }}
    where role = 'run_before'

),

-- the two sides of a promise that changed, each in words: "≥ 80 (percent, Cấp tỉnh, 2025)"
promises as (

    select
        targets.target_key,
        {{ told_promise('vi') }} as told_vi,
        {{ told_promise('en') }} as told_en
    from {{ ref('fct_target') }} as targets
    inner join {{ ref('dim_level') }} as levels on targets.level_key = levels.level_key
    left join {{ ref('labels') }} as comparators
        on comparators.kind = 'comparator' and targets.comparator = comparators.code
    where
        targets.target_key in (
            select changes.target_key from changes
            union all
            select changes.target_key_before from changes
        )

)

select
    left(
        sha256(
            concat_ws(
                chr(31), changes.kind, changes.source_id, changes.document_key, changes.revision_key,
                changes.target_key, changes.target_key_before
            )
        ), 32
    ) as change_key,
    row_number() over (
        order by
            kinds.sort_order, changes.locality_key, changes.year_key, changes.indicator_key, changes.level_key,
            changes.source_id, changes.document_key, changes.revision_key, changes.target_key,
            changes.target_key_before
    ) as position,
    changes.kind,
    {{ filled_sentence('kinds.sentence_vi', words) }} as sentence_vi,
    {{ filled_sentence('kinds.sentence_en', words) }} as sentence_en,
    '{{ env_var("THUOCDO_RUN_ID") }}' as run_id,
    {{ run_date() }} as run_date,
    run_before.run_id as run_id_before,
    run_before.run_date as run_date_before,
    changes.source_id,
    changes.document_key,
    changes.revision_key,
    changes.target_revision_key,
    changes.target_key,
    changes.indicator_key,
    changes.locality_key,
    changes.level_key,
    changes.year_key,
    changes.level_key_before,
    changes.year_key_before,
    changes.unit,
    changes.value_before,
    changes.value_after
from changes
inner join {{ ref('change_kinds') }} as kinds on changes.kind = kinds.kind
left join run_before on true
left join {{ ref('dim_indicator') }} as indicators on changes.indicator_key = indicators.indicator_key
left join {{ ref('dim_locality') }} as localities on changes.locality_key = localities.locality_key
left join {{ ref('dim_level') }} as levels on changes.level_key = levels.level_key
left join promises as after on changes.target_key = after.target_key
left join promises as before on changes.target_key_before = before.target_key

-- What is otherwise than in the run before: the last published one of this catalogue on an earlier day.
with run_before as (

    select
        run_id,
        run_date,
        last_attempt_at
    from {{ ref('dim_run') }}
    where role = 'run_before'

),

sources_before as (

    select * from {{ ref('stg_catalogue__sources_before') }}

),

-- a version that the day of the run before knew, but only after that run had fetched, is new too
fetched_later_that_day as (

    select log.document_key
    from {{ ref('stg_raw__fetch_log') }} as log
    inner join run_before on log.run_date = run_before.run_date
    where log.document_key is not null
    group by log.document_key, run_before.last_attempt_at
    having min(log.attempted_at) > run_before.last_attempt_at

),

new_versions as (

    select
        documents.document_key,
        documents.source_id,
        documents.title,
        documents.locality_key,
        sources_before.source_id is null as is_new_source,
        row_number() over (
            partition by documents.source_id
            order by documents.known_from, documents.document_key
        ) as version_number
    from {{ ref('dim_document') }} as documents
    cross join run_before
    left join sources_before on documents.source_id = sources_before.source_id
    left join fetched_later_that_day on documents.document_key = fetched_later_that_day.document_key
    qualify
        documents.known_from > run_before.run_date
        or sources_before.source_id is null
        or (
            fetched_later_that_day.document_key is not null
            and documents.known_from = run_before.run_date
        )

),

revisions as (

    select
        revisions.*,
        new_versions.title
    from {{ ref('fct_revision') }} as revisions
    inner join new_versions on revisions.document_key_after = new_versions.document_key

),

target_revisions as (

    select
        revisions.*,
        new_versions.title
    from {{ ref('fct_target_revision') }} as revisions
    inner join new_versions on revisions.document_key_after = new_versions.document_key

),

due_targets as (

    select
        targets.*,
        documents.source_id,
        documents.title
    from {{ ref('fct_target') }} as targets
    inner join {{ ref('dim_document') }} as documents on targets.document_key = documents.document_key
    cross join run_before
    where
        targets.is_lead
        and targets.is_in_force
        and targets.year_key > 0
        and make_date(greatest(targets.year_key, 1), 12, 31) > run_before.run_date
        and make_date(greatest(targets.year_key, 1), 12, 31) <= {{ run_date() }}

),

attempts as (

    select
        log.source_id,
        runs.role,
        arg_max(log.outcome, log.attempted_at) as outcome
    from {{ ref('stg_raw__fetch_log') }} as log
    inner join {{ ref('dim_run') }} as runs on log.run_id = runs.run_id
    where runs.role in ('this_run', 'run_before')
    group by log.source_id, runs.role

),

lost_sources as (

    select
        sources_before.source_id,
        sources_before.title,
        case when sources.source_id is null then 'source_left' else 'source_failed' end as kind
    from sources_before
    left join {{ ref('stg_catalogue__sources') }} as sources on sources_before.source_id = sources.source_id
    left join attempts as now on sources_before.source_id = now.source_id and now.role = 'this_run'
    left join attempts as earlier on sources_before.source_id = earlier.source_id and earlier.role = 'run_before'
    where
        sources.source_id is null
        or (now.outcome = 'failed' and coalesce(earlier.outcome, 'unchanged') <> 'failed')

)

select if((select count(*) from run_before) = 0, 'no_run_before', 'runs_compared') as kind  -- noqa: AM07
union all by name
select
    if(is_new_source or version_number = 1, 'new_document', 'new_version') as kind,
    source_id,
    title,
    document_key,
    locality_key
from new_versions
union all by name
select
    'target_' || kind as kind,
    source_id,
    title,
    document_key_after as document_key,
    target_revision_key,
    target_key_after as target_key,
    target_key_before,
    indicator_key,
    locality_key,
    level_key_before,
    year_key_before,
    coalesce(level_key_after, level_key_before) as level_key,
    coalesce(year_key_after, year_key_before) as year_key,
    unit,
    value_low_before as value_before,
    value_low_after as value_after
from target_revisions
union all by name
select
    'figure_' || kind as kind,
    source_id,
    title,
    document_key_after as document_key,
    revision_key,
    indicator_key,
    locality_key,
    level_key,
    year_key,
    unit,
    value_before,
    value_after
from revisions
union all by name
select
    'target_now_due' as kind,
    source_id,
    title,
    document_key,
    target_key,
    indicator_key,
    locality_key,
    level_key,
    year_key,
    unit,
    value_low as value_after
from due_targets
union all by name
select
    kind,
    source_id,
    title
from lost_sources

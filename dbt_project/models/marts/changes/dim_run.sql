-- Each run up to this one. Of this run only what was known before its marts were built: built again, it reads the same.
with told as (

    select
        run_folder,
        run_id,
        run_date,
        catalogue_name,
        catalogue_sha256
    from {{ ref('stg_raw__run_steps') }}
    -- a past day that is made again is no night of its own
    where
        step = 'run'
        and run_date <= {{ run_date() }}
        and (is_as_of is distinct from true or run_id = '{{ env_var("THUOCDO_RUN_ID") }}')

),

attempts as (

    select
        run_id,
        source_id,
        arg_max(outcome, attempted_at) as outcome,
        min(attempted_at) as started_at,
        max(attempted_at) as last_attempt_at
    from {{ ref('stg_raw__fetch_log') }}
    where run_date <= {{ run_date() }}
    group by run_id, source_id

),

fetched as (

    select
        run_id,
        min(started_at) as started_at,
        max(last_attempt_at) as last_attempt_at,
        count(*) filter (where outcome = 'fetched') as fetched_count,
        count(*) filter (where outcome = 'unchanged') as unchanged_count,
        count(*) filter (where outcome = 'failed') as failed_count
    from attempts
    group by run_id

),

-- of this run the steps behind the build are not told: when its marts are built they have not happened yet
steps as (

    select
        steps.run_folder,
        min(steps.began_at) as began_at,
        max(cast(steps.outcome ->> '$.documents' as bigint)) filter (where steps.step = 'read') as document_count,
        max(cast(steps.outcome ->> '$.measures' as bigint)) filter (where steps.step = 'read') as measure_count,
        max(cast(steps.outcome ->> '$.values' as bigint)) filter (where steps.step = 'read') as figure_count,
        max(cast(steps.outcome ->> '$.unreadable' as bigint)) filter (where steps.step = 'read') as unreadable_count,
        max(cast(steps.outcome ->> '$.rules' as bigint)) filter (where steps.step = 'gate_raw') as raw_gate_rule_count,
        max(cast(steps.outcome ->> '$.warnings' as bigint)) filter (where steps.step = 'gate_raw')
            as raw_gate_warning_count,
        max(if(steps.error is null, 'passed', 'failed')) filter (where steps.step = 'gate_raw') as raw_gate,
        max(cast(steps.outcome ->> '$.rules' as bigint)) filter (where steps.step = 'gate_marts')
            as marts_gate_rule_count,
        max(cast(steps.outcome ->> '$.warnings' as bigint)) filter (where steps.step = 'gate_marts')
            as marts_gate_warning_count,
        max(if(steps.error is null, 'passed', 'failed')) filter (where steps.step = 'gate_marts') as marts_gate,
        bool_or(steps.error is null) filter (where steps.step = 'publish') as is_published,
        bool_or(cast(steps.outcome as varchar) = 'false') filter (where steps.step = 'decide') as is_unchanged,
        max(cast(steps.outcome ->> '$.exit_code' as bigint)) filter (where steps.step = 'finish') as exit_code,
        max(steps.outcome ->> '$.headline') filter (where steps.step = 'finish') as headline,
        arg_min(
            steps.error,
            array_position(['read', 'decide', 'gate_raw', 'build', 'gate_marts', 'publish'], steps.step)
        ) filter (where steps.error is not null) as error
    from {{ ref('stg_raw__run_steps') }} as steps
    inner join told on steps.run_folder = told.run_folder
    where
        told.run_id <> '{{ env_var("THUOCDO_RUN_ID") }}'
        or steps.step in ('read', 'gate_raw')
    group by steps.run_folder

),

numbered as (

    select
        told.*,
        fetched.started_at,
        fetched.last_attempt_at,
        fetched.fetched_count,
        fetched.unchanged_count,
        fetched.failed_count,
        steps.document_count,
        steps.measure_count,
        steps.figure_count,
        steps.unreadable_count,
        steps.raw_gate,
        steps.raw_gate_rule_count,
        steps.raw_gate_warning_count,
        steps.marts_gate,
        steps.marts_gate_rule_count,
        steps.marts_gate_warning_count,
        steps.is_published,
        steps.is_unchanged,
        steps.exit_code,
        -- a run that broke off before it could read has only its last word
        coalesce(steps.error, if(steps.exit_code = 1, steps.headline, null)) as error,
        row_number() over (
            -- a back-fill asks no source
            order by told.run_date asc, coalesce(fetched.started_at, steps.began_at) asc nulls first, told.run_id asc
        ) as run_number
    from told
    left join fetched on told.run_id = fetched.run_id
    left join steps on told.run_folder = steps.run_folder

)

select
    run_id as run_key,
    run_number,
    run_id,
    run_date,
    catalogue_name,
    catalogue_sha256,
    case run_id
        when '{{ env_var("THUOCDO_RUN_ID") }}' then 'this_run'
        when '{{ env_var("THUOCDO_RUN_ID_BEFORE") }}' then 'run_before'
        else 'other'
    end as role,
    case
        when run_id = '{{ env_var("THUOCDO_RUN_ID") }}' then 'building'
        when is_published then 'published'
        when is_unchanged then 'unchanged'
        else 'not_published'
    end as state,
    {{ time_at_home('started_at') }} as started_at,
    {{ time_at_home('last_attempt_at') }} as last_attempt_at,
    coalesce(fetched_count, 0) as fetched_count,
    coalesce(unchanged_count, 0) as unchanged_count,
    coalesce(failed_count, 0) as failed_count,
    document_count,
    measure_count,
    figure_count,
    unreadable_count,
    raw_gate,
    raw_gate_rule_count,
    raw_gate_warning_count,
    marts_gate,
    marts_gate_rule_count,
    marts_gate_warning_count,
    exit_code,
    error
from numbered
-- later runs of the same day are no part of this one's past
qualify
    run_number <= coalesce(
        max(run_number) filter (where run_id = '{{ env_var("THUOCDO_RUN_ID") }}') over (),
        run_number
    )

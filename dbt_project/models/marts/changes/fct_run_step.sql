-- Each step of each run up to this one. Of this run only the steps before its build: built again, it reads the same.
with runs as (

    select
        run_key,
        role
    from {{ ref('dim_run') }}

),

folders as (

    select
        run_folder,
        run_id
    from {{ ref('stg_raw__run_steps') }}
    where step = 'run'

),

-- what talks to the world logs each source by itself; of several attempts the last one counts
sources_asked as (

    select
        run_id,
        source_id,
        if(batch = 'listings', 'discover', 'fetch') as step,
        min(attempted_at) as began_at,
        max(attempted_at + to_milliseconds(coalesce(duration_ms, 0))) as ended_at,
        arg_max(outcome, attempted_at) as outcome,
        arg_max(message, attempted_at) as message
    from {{ ref('stg_raw__fetch_log') }}
    where run_date <= {{ run_date() }}
    group by all

),

asked as (

    select
        run_id,
        step,
        min(began_at) as began_at,
        max(ended_at) as ended_at,
        count(*) as item_count,
        count(*) filter (where outcome = 'failed') as failed_count,
        arg_min(message, source_id) filter (where outcome = 'failed') as said
    from sources_asked
    group by run_id, step

),

kept as (

    select
        folders.run_id,
        steps.step,
        steps.began_at,
        steps.seconds,
        steps.try_number as try_count,
        steps.error,
        case steps.step
            when 'read' then cast(steps.outcome ->> '$.documents' as bigint)
            when 'gate_raw' then cast(steps.outcome ->> '$.rules' as bigint)
            when 'gate_marts' then cast(steps.outcome ->> '$.rules' as bigint)
        end as item_count,
        case steps.step
            when 'read' then cast(steps.outcome ->> '$.unreadable' as bigint)
            when 'gate_raw' then cast(steps.outcome ->> '$.warnings' as bigint)
            when 'gate_marts' then cast(steps.outcome ->> '$.warnings' as bigint)
        end as problem_count
    from {{ ref('stg_raw__run_steps') }} as steps
    inner join folders on steps.run_folder = folders.run_folder
    where steps.step <> 'run'

),

united as (

    select
        run_id,
        step,
        began_at,
        (epoch_ms(ended_at) - epoch_ms(began_at)) / 1000.0 as seconds,
        1 as try_count,
        item_count,
        failed_count as problem_count,
        said as error,
        if(failed_count > 0, 'failed_in_part', 'passed') as state
    from asked
    union all by name
    select
        *,
        if(error is null, 'passed', 'failed') as state
    from kept

)

select
    left(sha256(concat_ws(chr(31), runs.run_key, united.step)), 32) as run_step_key,
    runs.run_key,
    united.step,
    array_position(
        ['discover', 'fetch', 'read', 'decide', 'gate_raw', 'build', 'gate_marts', 'publish', 'finish'], united.step
    ) as position,
    united.state,
    {{ time_at_home('united.began_at') }} as began_at,
    cast(united.seconds as double) as seconds,
    cast(united.try_count as bigint) as try_count,
    united.item_count,
    united.problem_count,
    united.error
from united
inner join runs on united.run_id = runs.run_key
where
    runs.role <> 'this_run'
    or united.step in ('discover', 'fetch', 'read', 'gate_raw')

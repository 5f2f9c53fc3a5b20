-- Of each source the reading of its newest content: the whole file kept apart, or some of its figures.
with newest as (

    select readings.*
    from {{ ref('stg_raw__readings') }} as readings
    inner join {{ ref('stg_catalogue__sources') }} as sources
        on readings.source_id = sources.source_id and readings.context_key = sources.context_key
    inner join {{ ref('stg_raw__fetch_log') }} as attempts
        on readings.document_key = attempts.document_key
    inner join {{ ref('dim_run') }} as runs on attempts.run_id = runs.run_id
    where readings.reader_version = '{{ env_var("THUOCDO_READER_VERSION") }}' and readings.run_date <= {{ run_date() }}
    qualify row_number() over (
        partition by readings.source_id
        order by attempts.attempted_at desc, attempts.attempt_key desc, readings.run_date desc, readings.run_id desc
    ) = 1

),

decisions as (

    select * from {{ ref('stg_raw__quarantine_decisions') }}

),

figures as (

    select
        newest.source_id,
        newest.document_key,
        raw_values.problem,
        coalesce(decisions.decision, 'none') as decision,
        max(decisions.author) as decision_author,
        max(decisions.decided_on) as decided_on,
        count(*) as figure_count,
        min(raw_values.row_number) as first_row
    from {{ ref('stg_raw__values') }} as raw_values
    inner join newest on raw_values.reading_key = newest.reading_key
    left join decisions
        on
            raw_values.document_key = decisions.document_key
            and raw_values.value_key = decisions.value_key
    where raw_values.problem <> '' and newest.status <> 'quarantined'
    group by newest.source_id, newest.document_key, raw_values.problem, coalesce(decisions.decision, 'none')

),

kept_apart as (

    select
        newest.source_id,
        newest.document_key,
        'file' as what,
        coalesce(newest.message, '') as problem,
        coalesce(decisions.decision, 'none') as decision,
        decisions.author as decision_author,
        decisions.decided_on,
        cast(null as bigint) as figure_count,
        cast(null as bigint) as first_row
    from newest
    left join decisions on newest.document_key = decisions.document_key and decisions.value_key = ''
    where newest.status = 'quarantined'
    union all
    select
        source_id,
        document_key,
        'figures' as what,
        problem,
        decision,
        decision_author,
        decided_on,
        figure_count,
        first_row
    from figures

)

select
    {{ key_of(['document_key', 'what', 'problem', 'decision']) }} as quarantine_key,
    source_id,
    document_key,
    what,
    problem,
    figure_count,
    first_row,
    decision,
    decision_author,
    decided_on
from kept_apart

-- Only attempts of the runs that dim_run knows: built again, it reads the same.
with declared as (

    select * from {{ ref('stg_catalogue__declared') }}

),

sources as (

    select
        sources.source_id,
        sources.kind,
        sources.title,
        sources.publisher,
        declared.expected_every_days
    from {{ ref('stg_catalogue__sources') }} as sources
    left join declared on sources.source_id = declared.source_id
    union all
    select
        source_id,
        kind,
        title,
        publisher,
        expected_every_days
    from declared
    where kind = 'listing'

),

attempts as (

    select attempts.*
    from {{ ref('stg_raw__fetch_log') }} as attempts
    inner join {{ ref('dim_run') }} as runs on attempts.run_id = runs.run_id

),

seen as (

    select
        source_id,
        count(*) as attempt_count,
        min(run_date) as first_asked_on,
        max(run_date) as last_asked_on,
        max(run_date) filter (where outcome in ('fetched', 'unchanged')) as last_confirmed_on,
        max(run_date) filter (where outcome = 'fetched') as last_new_content_on,
        arg_max(outcome, attempted_at) as last_outcome,
        arg_max(message, attempted_at) as last_message
    from attempts
    group by source_id

),

silent as (

    select
        sources.*,
        seen.attempt_count,
        seen.first_asked_on,
        seen.last_asked_on,
        seen.last_confirmed_on,
        seen.last_new_content_on,
        seen.last_outcome,
        seen.last_message,
        {{ silent_since(
            'sources.kind', 'seen.first_asked_on', 'seen.last_new_content_on', 'seen.last_confirmed_on'
        ) }} as silent_since
    from sources
    left join seen on sources.source_id = seen.source_id

),

documents as (

    select
        source_id,
        document_key,
        row_count,
        problem_count
    from {{ ref('dim_document') }}
    where is_current

)

select
    silent.source_id,
    silent.kind,
    silent.title,
    silent.publisher,
    documents.document_key,
    silent.first_asked_on,
    silent.last_asked_on,
    silent.last_confirmed_on,
    silent.last_new_content_on,
    {{ run_date() }} - silent.last_confirmed_on as days_since_confirmed,
    {{ run_date() }} - silent.last_new_content_on as days_since_new_content,
    silent.expected_every_days,
    silent.silent_since,
    {{ run_date() }} - silent.silent_since as silent_days,
    {{ freshness('silent.expected_every_days', run_date() ~ ' - silent.silent_since') }} as freshness,
    silent.last_message,
    documents.row_count,
    documents.problem_count,
    coalesce(silent.attempt_count, 0) as attempt_count,
    coalesce(silent.last_outcome, 'none') as last_outcome
from silent
left join documents on silent.source_id = documents.source_id

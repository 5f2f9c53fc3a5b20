-- Only attempts of the runs that dim_run knows: built again, it reads the same.
with sources as (

    select * from {{ ref('stg_catalogue__sources') }}

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
    sources.source_id,
    sources.kind,
    sources.title,
    sources.publisher,
    documents.document_key,
    seen.first_asked_on,
    seen.last_asked_on,
    seen.last_confirmed_on,
    seen.last_new_content_on,
    {{ run_date() }} - seen.last_confirmed_on as days_since_confirmed,
    {{ run_date() }} - seen.last_new_content_on as days_since_new_content,
    seen.last_message,
    documents.row_count,
    documents.problem_count,
    coalesce(seen.attempt_count, 0) as attempt_count,
    coalesce(seen.last_outcome, 'none') as last_outcome
from sources
left join seen on sources.source_id = seen.source_id
left join documents on sources.source_id = documents.source_id

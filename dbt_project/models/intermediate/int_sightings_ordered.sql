-- Every time a usable document version was seen at its source, up to the run date, newest first.
with log as (

    select *
    from {{ ref('stg_raw__fetch_log') }}
    where
        outcome in ('fetched', 'unchanged')
        and run_date <= {{ run_date() }}

),

readings as (

    select document_key
    from {{ ref('int_readings_selected') }}

)

select
    log.attempt_key,
    log.source_id,
    log.document_key,
    log.run_date,
    row_number() over newest_of_source as position_in_source,
    row_number() over newest_of_version as position_in_version,
    lag(log.run_date) over newest_of_source as next_run_date
from log
inner join readings on log.document_key = readings.document_key
window
    newest_of_source as (
        partition by log.source_id
        order by log.run_date desc, log.attempted_at desc, log.attempt_key desc
    ),
    newest_of_version as (
        partition by log.document_key
        order by log.run_date desc, log.attempted_at desc, log.attempt_key desc
    )

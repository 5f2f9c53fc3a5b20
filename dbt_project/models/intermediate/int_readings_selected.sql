-- Of all readings of a document version, the one that counts: made under the catalogue's present
-- words, by the running reader. Two runs at once may have kept the same reading twice.
with sources as (

    select
        source_id,
        context_key
    from {{ ref('stg_catalogue__sources') }}

),

decided_files as (

    select
        document_key,
        decision
    from {{ ref('stg_raw__quarantine_decisions') }}
    where value_key = ''

),

-- a file that broke its contract counts once a person released it; a good one until a person withheld it
usable_readings as (

    select readings.*
    from {{ ref('stg_raw__readings') }} as readings
    left join decided_files on readings.document_key = decided_files.document_key
    where
        readings.reader_version = '{{ env_var("THUOCDO_READER_VERSION") }}'
        and (
            readings.status in ('read', 'empty') and coalesce(decided_files.decision, '') <> 'withhold'
            or readings.status = 'quarantined' and decided_files.decision = 'release'
        )

),

numbered as (

    select
        usable_readings.*,
        row_number() over (
            partition by usable_readings.document_key
            order by usable_readings.run_date, usable_readings.run_id
        ) as position
    from usable_readings
    inner join sources
        on
            usable_readings.source_id = sources.source_id
            and usable_readings.context_key = sources.context_key

)

select
    document_key,
    reading_key,
    source_id,
    sha256,
    reader,
    reader_version,
    row_count,
    problem_count
from numbered
where position = 1

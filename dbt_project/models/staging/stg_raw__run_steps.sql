-- The newest try of each step; a file is called read.json, a second try of it read.try2.json. The glob of the source
-- leaves out the lists of documents that discover and fetch keep.
with steps as (

    select
        *,
        regexp_extract(filename, '([^/\\]+)[/\\][^/\\]+$', 1) as run_folder,
        regexp_extract(filename, '([a-z_]+)[^/\\]*$', 1) as step,
        coalesce(try_cast(regexp_extract(filename, '[.]try([0-9]+)[.]json$', 1) as integer), 1) as try_number
    from {{ source('raw', 'run_steps') }}

)

select
    run_folder,
    step,
    run_id,
    run_date,
    catalogue_name,
    catalogue_sha256,
    outcome,
    error,
    try_number,
    began_at,
    seconds,
    coalesce(is_as_of, false) as is_as_of
from steps
qualify
    row_number() over (
        partition by run_folder, step
        order by try_number desc
    ) = 1

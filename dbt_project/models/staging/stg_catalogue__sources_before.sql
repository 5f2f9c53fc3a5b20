select
    source_id,
    title
from {{ source('catalogue', 'sources_before') }}
where
    '{{ env_var("THUOCDO_CATALOGUE_FILE_BEFORE") }}' <> ''
    and kind <> 'listing'

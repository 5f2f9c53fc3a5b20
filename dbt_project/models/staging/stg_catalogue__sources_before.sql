select
    source_id,
    title
from {{ source('catalogue', 'sources_before') }}
where '{{ var("catalogue_file_before") }}' <> '' and kind <> 'listing'
